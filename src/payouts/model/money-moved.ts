import type { Payout, PayoutState } from './payout.ts';

/** What a state says about the money, and what the caller may do about it. */
export interface MoneyMeaning {
  /** May money have moved? `unknown` is said whenever an attempt may still move it or may have. */
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  /** True when a NEW payout for the same obligation cannot pay twice. */
  readonly safeToResubmit: boolean;
}

/** Did money move, and may the caller start anew? One line per state, as docs/MONEY.md lists them. */
export const MEANING = {
  RECEIVED: { moneyMoved: 'no', safeToResubmit: false },
  HELD: { moneyMoved: 'no', safeToResubmit: false },
  QUEUED: { moneyMoved: 'no', safeToResubmit: false },
  DISPATCHING: { moneyMoved: 'unknown', safeToResubmit: false },
  IN_DOUBT: { moneyMoved: 'unknown', safeToResubmit: false },
  PROCESSING: { moneyMoved: 'unknown', safeToResubmit: false },
  PAID: { moneyMoved: 'yes', safeToResubmit: false },
  RETURNED: { moneyMoved: 'no', safeToResubmit: true },
  FAILED: { moneyMoved: 'no', safeToResubmit: true },
  CANCELLED: { moneyMoved: 'no', safeToResubmit: true },
  CONFLICT: { moneyMoved: 'yes', safeToResubmit: false },
} as const satisfies Record<PayoutState, MoneyMeaning>;

/**
 * What a payout's state means for the money. A return that brought back only part of the amount, or
 * another currency, leaves money moved: another payout for the obligation would pay part of it twice.
 */
export function meaningOf({ state, returned, request }: Payout): MoneyMeaning {
  if (state !== 'RETURNED' || returned === null) return MEANING[state];
  const back = returned.amount.minor + returned.feeMinor;
  const whole =
    returned.amount.currency === request.amount.currency && back >= request.amount.minor;
  return whole ? MEANING.RETURNED : { moneyMoved: 'yes', safeToResubmit: false };
}
