import type { Money } from '../../src/contract/money.ts';
import {
  fieldOf,
  type JsonObject,
  optionalListField,
  stringField,
} from '../../src/contract/read.ts';

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
  const lists = events
    .filter((event) => stringField(event, 'status') === status)
    .map((event) => optionalListField(event, 'mutations'));
  if (lists.includes(null)) return null;
  const credits = lists
    .flatMap((list) => list ?? [])
    .filter((mutation) => fieldOf(mutation, 'balance') !== undefined);
  if (credits.length === 0) return { amount: sent, feeMinor: 0n };
  let minor = 0n;
  for (const credit of credits) {
    const value = fieldOf(credit, 'balance');
    if (stringField(credit, 'currency') !== sent.currency) return null;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
    minor += BigInt(value);
  }
  if (minor <= 0n || minor > sent.minor) return null;
  return { amount: { currency: sent.currency, minor }, feeMinor: sent.minor - minor };
}
