import { readFileSync } from 'node:fs';

import { MUTATION_KINDS, type Mutation, type MutationKind } from './mutation.ts';

/** A mutation that changes nothing anybody could notice, as a person found by reading. */
export interface Equivalent {
  readonly file: string;
  readonly kind: MutationKind;
  /** The line as it stands, trimmed: line numbers drift, texts seldom do. */
  readonly text: string;
  readonly was: string;
  readonly became: string;
  /** Why nobody can notice. */
  readonly why: string;
}

/** Reads the list. @throws when an entry lacks a field or names a kind that there is not */
export function readEquivalents(file: URL | string): readonly Equivalent[] {
  const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(list)) throw new Error('the list of equivalent mutants is not a list');
  return list.map(readEntry);
}

/** The entry that speaks of this mutation. */
export function equivalentOf(
  mutation: Mutation,
  list: readonly Equivalent[],
): Equivalent | undefined {
  return list.find(
    (entry) =>
      entry.file === mutation.file &&
      entry.kind === mutation.kind &&
      entry.text === mutation.text &&
      entry.was === mutation.was &&
      entry.became === mutation.became,
  );
}

/** Entries that no mutation of the present sources fits: the code went on, the entry did not. */
export function staleEquivalents(
  list: readonly Equivalent[],
  mutations: readonly Mutation[],
): readonly Equivalent[] {
  return list.filter((entry) => !mutations.some((one) => equivalentOf(one, [entry]) === entry));
}

function readEntry(entry: unknown, index: number): Equivalent {
  const read = (field: string): string => {
    const value: unknown = Reflect.get(Object(entry), field);
    if (typeof value === 'string') return value;
    throw new Error(`equivalent mutant ${index + 1} has no "${field}"`);
  };
  const kind = MUTATION_KINDS.find((name) => name === read('kind'));
  if (kind === undefined) throw new Error(`equivalent mutant ${index + 1}: no such kind`);
  const [file, text, was, became] = [read('file'), read('text'), read('was'), read('became')];
  return { file, kind, text, was, became, why: read('why') };
}
