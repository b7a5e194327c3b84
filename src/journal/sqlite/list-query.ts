import type { SQLInputValue } from 'node:sqlite';

import type { ListFilter } from '../port.ts';

/** A statement's text and its values in order. */
export interface Query {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** Finds the id next to a time: how `listQuery` turns times into bounds of the primary key. */
export interface IdsByTime {
  /** The newest payout created before; `null` when there is none. */
  createdBefore(atMs: number): string | null;
  /** The oldest payout created after; `null` when there is none. */
  createdAfter(atMs: number): string | null;
}

/** How far the time inside an id and `created_at_ms` may differ without a row being missed. */
const CLOCK_DISORDER_MS_MAX = 60_000;

/**
 * The filters, the one that leaves the fewest rows first. The first one given leads: its index,
 * which is ordered by id, is walked from the cursor down. The unary `+` hides the others from
 * SQLite's planner, which would otherwise pick among equals by their order of creation.
 */
const FILTERS = [
  'obligation',
  'state',
  'partner',
  'caller',
] as const satisfies readonly (keyof ListFilter)[];

/**
 * Builds the listing: newest first, strictly before the cursor, both ends of a time range included.
 *
 * Times are answered through ids, which sort by time: a range of creation becomes a range of ids
 * (widened by a minute, then compared exactly), so that a page about last year does not walk
 * through this year while commits wait behind it.
 */
export function listQuery(columns: string, filter: ListFilter, ids: IdsByTime): Query {
  const terms = [...equalities(filter), ...bounds(filter, ids)];
  const where = terms.length === 0 ? '' : `WHERE ${terms.map(({ text }) => text).join(' AND ')}`;
  return {
    text: `SELECT ${columns} FROM payouts ${where} ORDER BY id DESC LIMIT ?`,
    values: [...terms.map(({ value }) => value), filter.limit],
  };
}

interface Term {
  readonly text: string;
  readonly value: string | number;
}

function equalities(filter: ListFilter): readonly Term[] {
  return FILTERS.flatMap((field) => {
    const value = filter[field];
    return value === undefined ? [] : [{ field, value }];
  }).map(({ field, value }, index) => ({ text: `${index === 0 ? '' : '+'}${field} = ?`, value }));
}

function bounds({ beforeId, createdFromMs, createdToMs }: ListFilter, ids: IdsByTime): Term[] {
  const terms: Term[] = [];
  if (beforeId !== undefined) terms.push({ text: 'id < ?', value: beforeId });
  if (createdFromMs !== undefined) {
    terms.push({ text: '+created_at_ms >= ?', value: createdFromMs });
    const below = ids.createdBefore(createdFromMs - CLOCK_DISORDER_MS_MAX);
    if (below !== null) terms.push({ text: 'id > ?', value: below });
  }
  if (createdToMs !== undefined) {
    terms.push({ text: '+created_at_ms <= ?', value: createdToMs });
    const above = ids.createdAfter(createdToMs + CLOCK_DISORDER_MS_MAX);
    if (above !== null) terms.push({ text: 'id < ?', value: above });
  }
  return terms;
}
