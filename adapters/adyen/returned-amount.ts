import type { Money } from '../../src/contract/money.ts';
import type { JsonObject } from '../../src/contract/read.ts';
import { balanceMoved } from './balance-moved.ts';

/**
 * Reads what came back from the transfer's own events: the `balance` mutations under the given
 * status add up to what our balance account got.
 *
 * What is missing of the amount is missing: Adyen states no fee of a return, and none is made up. A part
 * that did not come back is money that moved, and keeps the obligation.
 *
 * A record without any speaks of the transfer as a whole, and so does the reading. `null` when the
 * mutations cannot be counted: in another currency, more than was sent, or not whole numbers.
 */
export function returnedAmount(
  events: readonly JsonObject[],
  status: string,
  sent: Money,
): Money | null {
  const minor = balanceMoved(events, status, sent.currency);
  if (minor === 'none') return sent;
  if (minor === 'unreadable' || minor <= 0n || minor > sent.minor) return null;
  return { currency: sent.currency, minor };
}
