import { type Automaton, NEXT_ROOM, UNASKED, writeOut } from './automaton.ts';
import type { Bounds } from './bounds.ts';
import { minimise } from './minimise.ts';
import { type Progress, QUIET } from './progress.ts';
import type { Outcome, PayoutTable, Row } from './row.ts';
import type { Product } from './product.ts';
import { CLOCKS_MS, placesOf } from './questions.ts';

/**
 * A table over classes of payouts instead of payouts, written out before the search. Far fewer
 * states, the same behaviour; and it knows to which facts a payout is deaf.
 *
 * For honest banks only: it asks nothing of a payout in conflict.
 */
export function createQuotientTable(
  product: Product,
  bounds: Bounds,
  progress: Progress = QUIET,
): PayoutTable {
  if (bounds.lies > 0) throw new Error('a bank that lies may speak to a payout in conflict');
  const automaton = writeOut(product, bounds, progress);
  const { count, of, witness } = minimise(automaton);
  const placeOf = placesOf(bounds);
  const rows = Array.from(witness, (row) => automaton.rows[row]);
  const outcomes = Array.from(witness, (row) => outcomesOf(automaton, of, row));
  const deaf = deafness(outcomes, automaton.questions.length);

  const row = (payoutId: number): Row => {
    const found = rows[payoutId];
    if (found === undefined) throw new Error(`no class ${payoutId}`);
    return found;
  };
  return {
    born: of[automaton.born] ?? 0,
    size: () => count,
    decisions: () => automaton.rows.length * automaton.questions.length,
    row,
    ask(payoutId, factCode, clock) {
      const outcome = outcomes[payoutId]?.[placeOf(factCode, clock)];
      if (outcome !== undefined && outcome !== null) return outcome;
      if (row(payoutId).state === 'CONFLICT') return { next: payoutId, effects: [], flaw: null };
      throw new Error(`fact ${factCode} was not asked of class ${payoutId}`);
    },
    askStale() {
      throw new Error('two writers need a table of single payouts');
    },
    isDeaf(payoutId, factCode) {
      const place = placeOf(factCode, 0);
      const ears = deaf[payoutId];
      return CLOCKS_MS.every((_, clock) => ears?.[place + clock] === 1);
    },
  };
}

function outcomesOf(
  { answers, labels }: Automaton,
  of: Int32Array,
  row: number,
): readonly (Outcome | null)[] {
  return Array.from(answers[row] ?? [], (answer) => {
    const label = labels[Math.floor(answer / NEXT_ROOM)];
    if (answer === UNASKED || label === undefined) return null;
    return { next: of[answer % NEXT_ROOM] ?? 0, ...label };
  });
}

/**
 * Per class and question, 1 when asking it changes nothing in this class and in every class that
 * can follow. Starts from "changes nothing here" and takes back what a successor does not share.
 */
function deafness(
  outcomes: readonly (readonly (Outcome | null)[])[],
  questions: number,
): readonly Uint8Array[] {
  const deaf = outcomes.map((answers, row) =>
    Uint8Array.from({ length: questions }, (_, question) => {
      const outcome = answers[question];
      if (outcome === undefined || outcome === null) return 1;
      return outcome.next === row && outcome.effects.length === 0 && outcome.flaw === null ? 1 : 0;
    }),
  );
  const followers = outcomes.map((answers, row) => [
    ...new Set(answers.flatMap((outcome) => (outcome && outcome.next !== row ? outcome.next : []))),
  ]);
  for (let changed = true; changed;) {
    changed = false;
    deaf.forEach((mine, row) => {
      for (const follower of followers[row] ?? []) {
        deaf[follower]?.forEach((isDeaf, question) => {
          if (isDeaf === 1 || mine[question] === 0) return;
          mine[question] = 0;
          changed = true;
        });
      }
    });
  }
  return deaf;
}
