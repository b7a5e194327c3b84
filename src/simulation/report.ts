import { WRONGS } from '../oracle/wrongs.ts';
import { simulatedFaults } from './plan/draw-fault.ts';

/** Counts by `group/name`. */
export type Counts = Readonly<Record<string, number>>;

/** Adds up counts. */
export function addCounts(one: Counts, other: Counts): Counts {
  const sum: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/**
 * What a run must have met to prove anything: a simulation that never doubts shows nothing about
 * doubt. Faults and transitions alike; the names of the counts.
 */
export function mustOccur(): readonly string[] {
  return [
    'breakers/opened',
    'routes/elsewhere over a proof',
    'routes/again over a proof',
    'reached/IN_DOUBT',
    'reached/CONFLICT',
    'reached/RETURNED',
    'reached/HELD',
    'reached/CANCELLED',
    'reached/FAILED',
    'proofs/P1_NEVER_SENT',
    'proofs/P2_REFUSED',
    'proofs/P3_ABSENT',
    'proofs/OPERATORS',
    'events/resendStarted',
    'callers/keys replayed',
    'operators/resolve, executed: done',
    'operators/resolve, neverExecuted: done',
    'operators/review, release: done',
    'operators/review, release: refused',
    'operators/quarantines ended',
    'operators/distrusts ended',
    'world/crash',
    'world/restart',
    'world/jump',
    ...simulatedFaults().map(({ id }) => `injected/${id}`),
  ];
}

/** The names of `mustOccur` that did not occur. */
export function neverOccurred(counts: Counts): readonly string[] {
  return mustOccur().filter((name) => (counts[name] ?? 0) === 0);
}

/** How often each promise was broken, in one line, by the words at the head of the oracle's lines. */
export function promiseLine(broken: readonly string[]): string {
  return Object.values(WRONGS)
    .map((promise) => {
      const count = broken.filter((line) => line.startsWith(`${promise}: `)).length;
      return `${promise} ${count}`;
    })
    .join(', ');
}

const WIDTH = 100;

/** The counts, one paragraph per group, in a fixed order. */
export function countLines(counts: Counts): readonly string[] {
  const groups = Map.groupBy(Object.keys(counts).toSorted(), (name) => name.split('/')[0] ?? '');
  return [...groups].flatMap(([group, names]) => {
    const words = names.map((name) => {
      const count = counts[name] ?? 0;
      return `${name.slice(group.length + 1)} ${count.toLocaleString('en-US')}`;
    });
    return wrap(group.padEnd(10), words);
  });
}

function wrap(head: string, words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = head;
  for (const [index, word] of words.entries()) {
    const more = index === words.length - 1 ? word : `${word} · `;
    if (line.length + more.length > WIDTH && line !== head) {
      lines.push(line.trimEnd());
      line = '-'.padEnd(head.length);
    }
    line += more;
  }
  return [...lines, line.trimEnd()];
}
