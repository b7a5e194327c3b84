import type {
  JournalWrite,
  OutboxEntry,
  PayoutRow,
  PayoutWrite,
  StoredEvent,
} from '../../src/journal/port.ts';

/** When the samples happen, Unix ms. */
export const SAMPLE_AT_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** A row of payout `id`; each payout has an obligation of its own unless told otherwise. */
export function sampleRow(id: string, changes: Partial<PayoutRow> = {}): PayoutRow {
  return {
    id,
    version: 1,
    state: 'RECEIVED',
    caller: 'lender',
    obligation: `loan-${id}`,
    holdsObligation: false,
    partner: null,
    createdAtMs: SAMPLE_AT_MS,
    updatedAtMs: SAMPLE_AT_MS,
    dueAtMs: null,
    document: `{"id":"${id}"}`,
    ...changes,
  };
}

/** Events `fromSeq` to `toSeq`, both included. */
export function sampleEvents(fromSeq: number, toSeq: number): readonly StoredEvent[] {
  return Array.from({ length: toSeq - fromSeq + 1 }, (_, index) => ({
    seq: fromSeq + index,
    kind: 'moved',
    atMs: SAMPLE_AT_MS,
    document: `{"n":${fromSeq + index}}`,
  }));
}

/** The write that creates payout `id` with one event. */
export function creation(
  id: string,
  changes: Partial<PayoutRow> = {},
  more: Partial<PayoutWrite> = {},
): JournalWrite {
  return {
    payout: {
      expectedVersion: 0,
      row: sampleRow(id, changes),
      events: sampleEvents(1, 1),
      ...more,
    },
  };
}

/** The write that takes payout `id` from `expectedVersion` to the next, with one event each. */
export function change(
  id: string,
  expectedVersion: number,
  changes: Partial<PayoutRow> = {},
  more: Partial<PayoutWrite> = {},
): JournalWrite {
  return {
    payout: {
      expectedVersion,
      row: sampleRow(id, { version: expectedVersion + 1, ...changes }),
      events: sampleEvents(expectedVersion + 1, expectedVersion + 1),
      ...more,
    },
  };
}

export function sampleOutbox(id: string, changes: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id,
    payoutId: 'po_1',
    createdAtMs: SAMPLE_AT_MS,
    dueAtMs: SAMPLE_AT_MS,
    attempts: 0,
    document: '{}',
    ...changes,
  };
}

/** The ids, for a comparison that fits a line. */
export function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
