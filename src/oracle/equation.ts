import type { Judgement } from './judge.ts';

/** The money equation in whole payouts. */
export interface Counts {
  /** Payouts whose acceptance was acknowledged. */
  readonly accepted: number;
  readonly paid: number;
  /** Failed, cancelled or returned. */
  readonly failed: number;
  /** In doubt, in conflict, or otherwise not at an end. */
  readonly inDoubt: number;
  readonly doublePayments: number;
  /** Acknowledged payouts that the gateway no longer knows. */
  readonly lost: number;
  readonly toldWrong: number;
  readonly holds: boolean;
}

/** Counts a judgement. */
export function countsOf({ accepted, ends, wrongs, holds }: Judgement): Counts {
  const paid = ends.paid.count;
  const failed = ends.failed.count + ends.cancelled.count + ends.returned.count;
  const inDoubt = ends.inDoubt.count + ends.conflict.count;
  return {
    accepted: accepted.count,
    paid,
    failed,
    inDoubt,
    doublePayments: wrongs.paidTwice.count,
    lost: wrongs.lost.count,
    toldWrong: wrongs.toldWrong.count,
    holds,
  };
}

/** The line that the whole product is about. */
export function equation(counts: Counts): string {
  const { accepted, paid, failed, inDoubt, doublePayments, lost, toldWrong } = counts;
  return (
    `accepted ${accepted} = paid ${paid} + failed ${failed} + in doubt ${inDoubt}` +
    ` | double payments ${doublePayments} | lost ${lost} | told wrong ${toldWrong}`
  );
}
