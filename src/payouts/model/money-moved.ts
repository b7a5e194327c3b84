import type { Payout, PayoutState } from './payout.ts';

/**
 * What a payout says about the money, and what may be done about its obligation. The one rule
 * behind the fold (`holdsObligation`), the answers to callers, and the acceptance of a new payout.
 */
export interface MoneyMeaning {
  /** May money have moved? `unknown` is said whenever an attempt may still move it or may have. */
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  /** True when a NEW payout for the same obligation cannot pay twice: it is not held any more. */
  readonly safeToResubmit: boolean;
  /**
   * `held`: no other payout may pay the obligation. `byReplacement`: one may that names this payout
   * in `replaces`. `free`: any may.
   */
  readonly obligation: 'held' | 'byReplacement' | 'free';
}

const STILL_TO_PAY = { moneyMoved: 'no', safeToResubmit: false, obligation: 'held' } as const;
const MAY_HAVE_MOVED = { ...STILL_TO_PAY, moneyMoved: 'unknown' } as const;
const MOVED = { ...STILL_TO_PAY, moneyMoved: 'yes' } as const;
const NEVER_MOVED = { moneyMoved: 'no', safeToResubmit: true, obligation: 'free' } as const;
const CAME_BACK = { ...NEVER_MOVED, obligation: 'byReplacement' } as const;

/** One line per state, as docs/MONEY.md lists them. */
export const MEANING = {
  RECEIVED: STILL_TO_PAY,
  HELD: STILL_TO_PAY,
  QUEUED: STILL_TO_PAY,
  DISPATCHING: MAY_HAVE_MOVED,
  IN_DOUBT: MAY_HAVE_MOVED,
  PROCESSING: MAY_HAVE_MOVED,
  PAID: MOVED,
  RETURNED: CAME_BACK,
  FAILED: NEVER_MOVED,
  CANCELLED: NEVER_MOVED,
  CONFLICT: MOVED,
} as const satisfies Record<PayoutState, MoneyMeaning>;

/**
 * What a payout means for the money: of the payout as a whole, so that no caller can leave a part of it
 * out. While a restored backup may have lost attempts, nobody can say that money did not move.
 */
export function meaningOf(payout: Payout): MoneyMeaning {
  const onRecord = meaningOnRecord(payout);
  return payout.lostPast !== undefined && onRecord.moneyMoved === 'no' ? MAY_HAVE_MOVED : onRecord;
}

/**
 * What the attempts on record mean. A return leaves money moved, and the obligation held, unless it
 * brought back the whole amount (with its fee): another payout would pay part of it twice. So does
 * one of another currency, or of more than was paid: nobody knows what that is.
 */
function meaningOnRecord({ state, returned, request }: Payout): MoneyMeaning {
  if (state !== 'RETURNED' || returned === null) return MEANING[state];
  const paid = request.amount;
  const { amount: back, feeMinor } = returned;
  const whole =
    back.currency === paid.currency &&
    back.minor <= paid.minor &&
    back.minor + feeMinor >= paid.minor;
  return whole ? MEANING.RETURNED : MOVED;
}

/**
 * Whether a payout that becomes this holds its obligation. What may have moved money always does, also
 * when it held it no more; what has not, only if it did: a suspected duplicate does not. A lost past is
 * no claim: every duplicate of a restored journal would make one, and one payout at most can have it.
 */
export function holdsObligation(payout: Payout): boolean {
  const { obligation, moneyMoved } = meaningOnRecord(payout);
  return obligation === 'held' && (payout.holdsObligation || moneyMoved !== 'no');
}
