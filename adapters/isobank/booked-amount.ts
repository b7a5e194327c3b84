import type { Money } from '../../src/contract/money.ts';

/** The amounts that an entry states about one payment; `undefined` where it states none. */
export interface StatedAmounts {
  /** What the account was debited or credited for this payment. */
  readonly booked: Money | 'unreadable';
  /** The amount of the payment inside a booking: `TxAmt`, or the transaction's own `Amt`. */
  readonly underlying: Money | 'unreadable' | undefined;
  /** What we had instructed, where the bank repeats it. */
  readonly instructed: Money | 'unreadable' | undefined;
  readonly charges: Money | 'unreadable' | undefined;
}

/**
 * What a debit comes to for the payment. `another`: a transfer whose amount is not the payment's moved
 * money all the same. `problem`: what was booked does not pay it, and may be no payment at all.
 */
export type PaidAmount =
  | { readonly kind: 'paid'; readonly amount: Money }
  | { readonly kind: 'another' }
  | { readonly kind: 'problem'; readonly detail: string };

/**
 * Counts how much of a payment a debit paid. What was booked counts, not what was instructed: a
 * debit of less than was instructed is not the payment, and one of more must be explained by the
 * charges that it names or, where the kind of entry says that it is a transfer, be a smaller sum
 * than the payment itself.
 */
export function paidBy(stated: StatedAmounts, kindIsStated: boolean): PaidAmount {
  const { booked, underlying, charges } = stated;
  if (booked === 'unreadable' || underlying === 'unreadable' || charges === 'unreadable') {
    return problem('a debit whose amount cannot be counted');
  }
  const instructed = stated.instructed ?? underlying ?? booked;
  if (instructed === 'unreadable') return problem('a debit whose amount cannot be counted');
  const another = (detail: string): PaidAmount =>
    kindIsStated && booked.minor > 0n ? { kind: 'another' } : problem(detail);
  // Booked in the account's currency: the payment's own amount stands beside it, or nowhere.
  const debit = booked.currency === instructed.currency ? booked : underlying;
  if (debit?.currency !== instructed.currency) {
    return another('a debit in another currency than was instructed');
  }
  const excess = debit.minor - instructed.minor;
  if (excess < 0n) return another('a debit of less than was instructed');
  if (excess > 0n) {
    const named = charges?.currency === instructed.currency ? charges.minor : undefined;
    const unnamed = named === undefined && kindIsStated && excess < instructed.minor;
    if (named !== excess && !unnamed) return another('a debit of more than was instructed');
  }
  return { kind: 'paid', amount: instructed };
}

function problem(detail: string): PaidAmount {
  return { kind: 'problem', detail };
}
