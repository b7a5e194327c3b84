import { type Counts, countsOf } from '../../src/oracle/equation.ts';
import {
  type BookLine,
  evidenceFromApi,
  type ToldPayout,
} from '../../src/oracle/evidence-from-api.ts';
import { judge } from '../../src/oracle/judge.ts';

/** The money equation of everything that a test ordered, from the banks' books. */
export function countMoney(
  acceptedIds: readonly string[],
  told: readonly ToldPayout[],
  books: readonly BookLine[],
): Counts {
  const byId = new Map(told.map((payout) => [payout.id, payout]));
  return countsOf(judge(evidenceFromApi({ acceptedIds, told: byId, books, isAll: true })));
}
