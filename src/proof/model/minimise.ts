import { type Automaton, NEXT_ROOM, UNASKED } from './automaton.ts';
import type { Row } from './row.ts';

/** Payouts that no sequence of facts can tell apart are one class. */
export interface Classes {
  readonly count: number;
  /** The class of each row. */
  readonly of: Int32Array;
  /** A row of each class. */
  readonly witness: Int32Array;
}

/**
 * Partition refinement (Moore): rows that the world cannot tell apart at sight start in one class;
 * a class whose members answer some question differently is split, until none is. What is left is
 * a bisimulation: a search over classes meets exactly the behaviour of a search over payouts.
 */
export function minimise(automaton: Automaton): Classes {
  const { rows } = automaton;
  let of = group(rows.map(sightOf));
  for (let count = 0; ;) {
    const split = group(rows.map((_, row) => signatureOf(automaton, of, row)));
    const now = countOf(split);
    of = split;
    if (now === count) break;
    count = now;
  }
  const witness = new Int32Array(countOf(of)).fill(-1);
  of.forEach((found, row) => {
    if (witness[found] === -1) witness[found] = row;
  });
  assertSame(automaton, of, witness);
  return { count: witness.length, of, witness };
}

/** What the world sees of a payout without asking it anything. In conflict it asks no more. */
function sightOf(row: Row): string {
  return row.state === 'CONFLICT' ? `CONFLICT ${row.flaw}` : JSON.stringify(row);
}

/** A fingerprint of a row's answers in terms of classes; {@link assertSame} checks it in full. */
function signatureOf({ answers }: Automaton, of: Int32Array, row: number): string {
  let [one, two] = [0x81_1c_9d_c5, 0x9e_37_79_b9];
  for (const answer of answers[row] ?? []) {
    const value = inClasses(answer, of);
    one = Math.imul(one ^ value, 0x01_00_01_93);
    two = Math.imul(two ^ value, 0x85_eb_ca_6b) ^ (two >>> 15);
  }
  return `${of[row]}:${one}:${two}`;
}

function inClasses(answer: number, of: Int32Array): number {
  if (answer === UNASKED) return UNASKED;
  const next = answer % NEXT_ROOM;
  return answer - next + (of[next] ?? 0);
}

function assertSame({ answers, rows }: Automaton, of: Int32Array, witness: Int32Array): void {
  rows.forEach((_, row) => {
    const model = answers[witness[of[row] ?? 0] ?? 0];
    answers[row]?.forEach((answer, question) => {
      if (inClasses(answer, of) !== inClasses(model?.[question] ?? UNASKED, of)) {
        throw new Error(`rows of one class answer question ${question} differently`);
      }
    });
  });
}

function group(keys: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(keys, (key) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
}

function countOf(of: Int32Array): number {
  return of.reduce((most, found) => Math.max(most, found + 1), 0);
}
