import {
  fieldOf,
  type JsonObject,
  optionalListField,
  stringField,
} from '../../src/contract/read.ts';

/**
 * Adds up the `balance` mutations of a transfer's events under one status, in minor units: below
 * zero what our balance account paid, above it what it got. `'none'` where there are no such
 * mutations, `'unreadable'` where they are in another currency or no whole numbers.
 */
export function balanceMoved(
  events: readonly JsonObject[],
  status: string,
  currency: string,
): bigint | 'none' | 'unreadable' {
  const lists = events
    .filter((event) => stringField(event, 'status') === status)
    .map((event) => optionalListField(event, 'mutations'));
  if (lists.includes(null)) return 'unreadable';
  const mutations = lists
    .flatMap((list) => list ?? [])
    .filter((mutation) => fieldOf(mutation, 'balance') !== undefined);
  if (mutations.length === 0) return 'none';
  let minor = 0n;
  for (const mutation of mutations) {
    const value = fieldOf(mutation, 'balance');
    if (stringField(mutation, 'currency') !== currency) return 'unreadable';
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'unreadable';
    minor += BigInt(value);
  }
  return minor;
}
