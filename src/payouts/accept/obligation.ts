import type { Journal, PayoutRow } from '../../journal/port.ts';
import { decodePayout } from '../model/codec.ts';
import { meaningOf } from '../model/money-moved.ts';
import type { PayoutRequest } from '../model/payout.ts';

/** What the earlier payouts of an obligation allow a new one. */
export type ObligationStanding =
  | { readonly kind: 'free' }
  /** That payout may still pay it, or paid it. */
  | { readonly kind: 'taken'; readonly payoutId: string }
  /** That payout paid it and all of it came back: a new one must name it in `replaces`. */
  | { readonly kind: 'returned'; readonly payoutId: string }
  /** `replaces` names no earlier payout of this caller for this obligation. */
  | { readonly kind: 'replacesNothing' };

const PAGE = 100;

/**
 * Reads what stands in the way of a new payout. The journal's own check, that one payout at most
 * holds an obligation, is made by the write; this finds in addition what no row can hold: a
 * return, and money of a payout that lost the obligation to another one. Rejects with JournalError.
 */
export async function obligationStanding(
  journal: Pick<Journal, 'list'>,
  caller: string,
  request: Pick<PayoutRequest, 'obligation' | 'replaces'>,
  /** The payout that asks, when it is stored already. */
  asking: string | null = null,
): Promise<ObligationStanding> {
  const { obligation, replaces } = request;
  const stored = await payoutsOf(journal, caller, obligation);
  const earlier = stored.filter(({ id }) => id !== asking);
  if (replaces !== null && !earlier.some(({ id }) => id === replaces)) {
    return { kind: 'replacesNothing' };
  }
  const judged = earlier.map(({ id, holdsObligation, document }) => {
    const payout = decodePayout(document);
    return { id, holdsObligation, replaces: payout.request.replaces, ...meaningOf(payout) };
  });
  const taken = judged.find(
    (it) => it.holdsObligation || (it.obligation === 'held' && it.moneyMoved !== 'no'),
  );
  if (taken !== undefined) return { kind: 'taken', payoutId: taken.id };
  const cameBack = judged.filter((it) => it.obligation === 'byReplacement');
  const last = cameBack.find(({ id }) => !cameBack.some((it) => it.replaces === id));
  return last === undefined || last.id === replaces
    ? { kind: 'free' }
    : { kind: 'returned', payoutId: last.id };
}

/** Newest first. */
async function payoutsOf(
  journal: Pick<Journal, 'list'>,
  caller: string,
  obligation: string,
): Promise<readonly PayoutRow[]> {
  const rows: PayoutRow[] = [];
  let beforeId: string | undefined;
  do {
    const page = await journal.list({ caller, obligation, beforeId, limit: PAGE });
    rows.push(...page);
    beforeId = page.length === PAGE ? page.at(-1)?.id : undefined;
  } while (beforeId !== undefined);
  return rows;
}
