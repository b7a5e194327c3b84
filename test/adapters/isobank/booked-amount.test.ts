/**
 * Goal: what a debit paid is counted from what was booked: less is no payment, more must be explained to
 * the last unit, and what cannot be read or compared is never counted.
 * Method: the count alone, over the amounts an entry may state, each at its edge.
 */
import { describe, expect, it } from 'vitest';

import { paidBy, type StatedAmounts } from '../../../adapters/isobank/booked-amount.ts';

const eur = (minor: bigint) => ({ currency: 'EUR', minor }) as const;
const usd = (minor: bigint) => ({ currency: 'USD', minor }) as const;
const stated = (amounts: Partial<StatedAmounts>): StatedAmounts => ({
  booked: eur(100n),
  underlying: undefined,
  instructed: eur(100n),
  charges: undefined,
  ...amounts,
});

const PAID = { kind: 'paid', amount: eur(100n) };
const UNCOUNTED = { kind: 'problem', detail: 'a debit whose amount cannot be counted' };
const CURRENCY = { kind: 'problem', detail: 'a debit in another currency than was instructed' };
const LESS = { kind: 'problem', detail: 'a debit of less than was instructed' };
const MORE = { kind: 'problem', detail: 'a debit of more than was instructed' };
const ANOTHER = { kind: 'another' };

describe('a debit', () => {
  it.each<[string, Partial<StatedAmounts>, boolean, object]>([
    ['of what was instructed', {}, false, PAID],
    ['that does not repeat it', { instructed: undefined }, false, PAID],
    ['with its own amount inside', { instructed: undefined, underlying: eur(100n) }, false, PAID],
    ['of one unit less', { booked: eur(99n) }, true, ANOTHER],
    ['of less, of no stated kind', { booked: eur(99n) }, false, LESS],
    ['of nothing', { booked: eur(0n) }, true, LESS],
    ['of one unit more', { booked: eur(101n) }, false, MORE],
    ['with charges that explain it', { booked: eur(103n), charges: eur(3n) }, false, PAID],
    ['with charges of less', { booked: eur(103n), charges: eur(2n) }, true, ANOTHER],
    ['with charges of more', { booked: eur(103n), charges: eur(4n) }, true, ANOTHER],
    ['with charges in other money', { booked: eur(103n), charges: usd(3n) }, false, MORE],
    ['that is said to be a transfer', { booked: eur(199n) }, true, PAID],
    ['of twice the payment', { booked: eur(200n) }, true, ANOTHER],
    [
      'in other money, the payment beside it',
      { booked: usd(1n), underlying: eur(100n) },
      false,
      PAID,
    ],
    ['in other money, with less beside it', { booked: usd(1n), underlying: eur(99n) }, false, LESS],
    ['in other money, and nothing beside it', { booked: usd(100n) }, true, ANOTHER],
    ['in other money, of no stated kind', { booked: usd(100n) }, false, CURRENCY],
    ['with other money beside it', { booked: usd(9n), underlying: usd(100n) }, true, ANOTHER],
    ['that cannot be read', { booked: 'unreadable' }, true, UNCOUNTED],
    ['with an amount that cannot be read', { underlying: 'unreadable' }, true, UNCOUNTED],
    ['with an order that cannot be read', { instructed: 'unreadable' }, true, UNCOUNTED],
    ['with charges that cannot be read', { charges: 'unreadable' }, true, UNCOUNTED],
  ])('%s', (_what, amounts, kindIsStated, expected) => {
    expect(paidBy(stated(amounts), kindIsStated)).toEqual(expected);
  });
});
