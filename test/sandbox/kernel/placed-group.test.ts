/*
 * Goal: orders of one message are taken all or none, each with its own life afterwards, and the
 * money equation holds for groups as for single orders.
 * Method: one bank on virtual time; groups with one fault each; the books afterwards.
 */
import { describe, expect, it } from 'vitest';

import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { OPENING_MINOR, order, plainBank, SETTLE_MS } from './plain-partner.ts';

describe('a group', () => {
  it('is taken as a whole, in its order, and each order is settled for itself', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    const orders = [order('A'), order('B', { text: 'sim:rejectAfter=AC04:10' }), order('C')];

    const placement = bank.placeGroup('message', orders);
    await runtime.advance(SETTLE_MS);

    expect(placement).toMatchObject({
      kind: 'taken',
      instructions: [{ reference: 'A' }, { reference: 'B' }, { reference: 'C' }],
    });
    expect(['A', 'B', 'C'].map((reference) => bank.find(reference)?.status)).toEqual([
      'executed',
      'rejected',
      'executed',
    ]);
    expect(bank.balanceMinor()).toBe(OPENING_MINOR - 2_000n);
  });

  it.each([
    ['without an amount', [order('A'), order('B', { amountMinor: 0n })], 'invalid', 1],
    ['in a foreign currency', [order('A', { currency: 'XXX' }), order('B')], 'invalid', 0],
    ['twice in it', [order('A'), order('A')], 'invalid', 1],
    ['with a misspelt magic value', [order('A'), order('B', { text: 'sim:nope' })], 'invalid', 1],
    ['which all together cost too much', [costly('A'), costly('B')], 'noFunds', null],
  ])(
    'with an order %s is refused, and nothing of it taken',
    async (_name, orders, reason, orderIndex) => {
      const runtime = virtualRuntime(1);
      const bank = plainBank(runtime);

      const placement = bank.placeGroup('message', orders);
      await runtime.advance(SETTLE_MS);

      expect(placement).toMatchObject({ kind: 'refused', reason, code: null, orderIndex });
      expect(bank.books()).toEqual([]);
      expect(bank.balanceMinor()).toBe(OPENING_MINOR);
    },
  );

  it('is refused once, by the number of its message, whatever its orders are called', () => {
    const bank = plainBank(virtualRuntime(1));
    bank.behaviours.arm({ name: 'refuse', rate: 1, times: 1, endsAtMs: null, value: 'limit' });
    const orders = [order('A'), order('B'), order('C')];

    const [first, second] = [
      bank.placeGroup('message', orders),
      bank.placeGroup('message', orders),
    ];

    expect(first).toEqual({ kind: 'refused', reason: 'limit', code: null, orderIndex: null });
    expect(second.kind).toBe('taken');
  });

  it('that comes again is taken again: whoever takes groups must recognise them', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);

    bank.placeGroup('message', [order('A')]);
    bank.placeGroup('message', [order('A')]);
    await runtime.advance(SETTLE_MS);

    expect(bank.books()).toMatchObject([{ reference: 'A', executions: 2 }]);
  });

  it('keeps the equation of money', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.placeGroup('message', [order('A'), order('B', { text: 'sim:returnAfter=AC04:5:10' })]);

    await runtime.advance(SETTLE_MS + 5);

    const [{ openingMinor, balanceMinor, executedMinor, returnedMinor } = NOTHING] = bank.totals();
    expect(executedMinor).toBe(2_000n);
    expect(balanceMinor + executedMinor - returnedMinor).toBe(openingMinor);
  });
});

const NOTHING = { openingMinor: 0n, balanceMinor: 0n, executedMinor: 0n, returnedMinor: 0n };

/** More than half of what the bank holds for us. */
function costly(reference: string) {
  return order(reference, { amountMinor: OPENING_MINOR / 2n + 1n });
}
