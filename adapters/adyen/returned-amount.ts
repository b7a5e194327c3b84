import type { Money } from '../../src/contract/money.ts';
import type { JsonObject } from '../../src/contract/read.ts';
import { balanceMoved } from './balance-moved.ts';

/** How much of a transfer came back, and what was kept on the way. */
export interface Returned {
  readonly amount: Money;
  readonly feeMinor: bigint;
}

/**
 * Reads what came back from the transfer's own events: the `balance` mutations under the given
 * status add up to what our balance account got.
 *
 * A record without any speaks of the transfer as a whole, and so does the reading. `null` when the
 * mutations cannot be counted: in another currency, more than was sent, or not whole numbers.
 */
export function returnedAmount(
  events: readonly JsonObject[],
  status: string,
  sent: Money,
): Returned | null {
  const minor = balanceMoved(events, status, sent.currency);
  if (minor === 'none') return { amount: sent, feeMinor: 0n };
  if (minor === 'unreadable' || minor <= 0n || minor > sent.minor) return null;
  return { amount: { currency: sent.currency, minor }, feeMinor: sent.minor - minor };
}
