import { partnerKey } from '../payouts/model/partner-key.ts';

/** A payout as the gateway's API tells it; only what the count needs. */
export interface ToldPayout {
  readonly id: string;
  readonly state: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly attempts: readonly { readonly no: number; readonly partner: string }[];
}

/** A line of a partner's own books. */
export interface BookLine {
  readonly partner: string;
  readonly reference: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly executions: number;
}

/** The money equation, counted from the partners' books against what the API tells. */
export interface Tally {
  readonly accepted: number;
  readonly paid: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly doublePayments: number;
  /** Accepted payouts that the API no longer knows. */
  readonly lost: number;
  /** Told PAID without an execution of that amount, or told FAILED with one. */
  readonly toldWrong: number;
  readonly holds: boolean;
}

const NOT_PAID = new Set(['FAILED', 'CANCELLED', 'RETURNED']);

/**
 * Counts. Pure, and blind to everything the gateway believes about partners: an execution belongs
 * to a payout when its reference is one of the keys that the payout's id alone determines.
 */
export function tally(
  acceptedIds: readonly string[],
  told: ReadonlyMap<string, ToldPayout>,
  books: readonly BookLine[],
): Tally {
  const byReference = new Map(books.map((line) => [`${line.partner}:${line.reference}`, line]));
  const judged = acceptedIds.map((id) => {
    const payout = told.get(id);
    return payout === undefined ? null : judge(payout, byReference);
  });
  const count = (test: (found: NonNullable<(typeof judged)[number]>) => boolean) =>
    judged.filter((found) => found !== null && test(found)).length;

  const accepted = acceptedIds.length;
  const paid = count(({ payout }) => payout.state === 'PAID');
  const failed = count(({ payout }) => NOT_PAID.has(payout.state));
  const lost = judged.filter((found) => found === null).length;
  const inDoubt = accepted - paid - failed - lost;
  const doublePayments = count(({ executions }) => executions > 1);
  const toldWrong = count(({ wrong }) => wrong);
  const holds = inDoubt === 0 && doublePayments === 0 && lost === 0 && toldWrong === 0;
  return { accepted, paid, failed, inDoubt, doublePayments, lost, toldWrong, holds };
}

function judge(payout: ToldPayout, books: ReadonlyMap<string, BookLine>) {
  const lines = payout.attempts.flatMap(({ no, partner }) => {
    const line = books.get(`${partner}:${partnerKey(payout.id, no)}`);
    return line === undefined ? [] : [line];
  });
  const executions = lines.reduce((sum, line) => sum + line.executions, 0);
  const exact = lines.some(
    ({ amountMinor, currency }) =>
      amountMinor === String(payout.amount.value) && currency === payout.amount.currency,
  );
  const wrong =
    (payout.state === 'PAID' && !exact) ||
    ((payout.state === 'FAILED' || payout.state === 'CANCELLED') && executions > 0);
  return { payout, executions, wrong };
}

/** The line that the whole product is about. */
export function equation(sums: Tally): string {
  const { accepted, paid, failed, inDoubt, doublePayments, lost, toldWrong } = sums;
  return (
    `accepted ${accepted} = paid ${paid} + failed ${failed} + in doubt ${inDoubt}` +
    ` | double payments ${doublePayments} | lost ${lost} | told wrong ${toldWrong}`
  );
}
