/*
 * Goal: an order is executed once, moves the balance once, and is remembered; a bank told to be bad
 * is bad in the books as well, because the books judge every other test.
 * Method: one bank on virtual time, driven through its public face only; for the money, random
 * histories of orders, repeats, cancels, returns and bad behaviours (fast-check).
 */
import {
  array,
  assert,
  asyncProperty,
  bigInt,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
} from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';
import { createBank } from '../../../src/sandbox/bank/ledger-bank.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { OPENING_MINOR, order, plainBank, SETTLE_MS, settingsFor } from './plain-partner.ts';

const ARMED = { rate: 1, times: null, endsAtMs: null, value: null } as const;

describe('an order', () => {
  it('is accepted first and executed once after the settlement time', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);

    const placement = bank.place(order('A'));
    await runtime.advance(SETTLE_MS - 1);
    const before = bank.find('A')?.status;
    await runtime.advance(1);

    expect(placement.kind).toBe('taken');
    expect(before).toBe('accepted');
    expect(bank.find('A')?.status).toBe('executed');
    expect(bank.balanceMinor()).toBe(OPENING_MINOR - 1_000n);
    expect(bank.books()).toMatchObject([
      { reference: 'A', amountMinor: '1000', executions: 1, status: 'executed' },
    ]);
  });

  it('keeps every status with its moment', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    const startMs = runtime.now();

    bank.place(order('A'));
    await runtime.advance(SETTLE_MS);
    bank.giveBack('A', 'AC04', 10n);

    expect(bank.ordersUnder('A')[0]?.history).toEqual([
      { status: 'accepted', reasonCode: null, atMs: startMs },
      { status: 'executed', reasonCode: null, atMs: startMs + SETTLE_MS },
      { status: 'returned', reasonCode: 'AC04', atMs: startMs + SETTLE_MS },
    ]);
  });

  it('is told to listeners at every status, and a listener that throws stops nothing', async () => {
    const runtime = virtualRuntime(1);
    const lines: string[] = [];
    const bank = plainBank(runtime, lines);
    const heard: BankInstruction['status'][] = [];
    bank.onChange(() => {
      throw new Error('deaf');
    });
    bank.onChange(({ status }) => heard.push(status));

    bank.place(order('A'));
    await runtime.advance(SETTLE_MS);

    expect(heard).toEqual(['accepted', 'executed']);
    expect(lines.join()).toContain('deaf');
  });

  it.each([
    ['of nothing', { amountMinor: 0n }, 'invalid'],
    ['of a negative amount', { amountMinor: -1n }, 'invalid'],
    ['in a currency the bank does not keep', { currency: 'USD' }, 'invalid'],
    ['without a reference', { reference: '' }, 'invalid'],
    ['beyond the balance', { amountMinor: OPENING_MINOR + 1n }, 'noFunds'],
  ] as const)('%s is refused and forgotten', (_name, changes, reason) => {
    const bank = plainBank(virtualRuntime(1));

    const placement = bank.place(order('A', changes));

    expect(placement).toEqual({ kind: 'refused', reason, code: null });
    expect(bank.find('A')).toBeNull();
  });

  it('counts against the balance from its acceptance, not only from its execution', () => {
    const bank = plainBank(virtualRuntime(1));

    bank.place(order('A', { amountMinor: OPENING_MINOR }));
    const second = bank.place(order('B', { amountMinor: 1n }));

    expect(second).toMatchObject({ kind: 'refused', reason: 'noFunds' });
    expect(bank.balanceMinor()).toBe(OPENING_MINOR);
  });

  it('has a bank reference that depends on the reference and not on the order of arrival', () => {
    const one = plainBank(virtualRuntime(1));
    const other = plainBank(virtualRuntime(1));

    one.place(order('A'));
    one.place(order('B'));
    other.place(order('B'));
    other.place(order('A'));

    expect(one.find('A')?.bankReference).toMatch(/^20261124\d{20}$/);
    expect(one.find('A')?.bankReference).toBe(other.find('A')?.bankReference);
    expect(one.find('A')?.bankReference).not.toBe(one.find('B')?.bankReference);
  });
});

describe('an order that waits for ever', () => {
  it('keeps the word for its waiting, and is still accepted', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);

    const placement = bank.place(order('A', { text: 'sim:stuck=WRF' }));
    await runtime.advance(86_400_000);

    expect(placement).toMatchObject({ instruction: { status: 'accepted', reasonCode: 'WRF' } });
    expect(bank.find('A')).toMatchObject({ status: 'accepted', reasonCode: 'WRF' });
  });

  it('forgets the word once it is settled by hand', () => {
    const bank = plainBank(virtualRuntime(1));
    bank.place(order('A', { text: 'sim:stuck=WRF' }));

    bank.settle('A');

    expect(bank.find('A')).toMatchObject({ status: 'executed', reasonCode: null });
  });
});

describe('a reference that is free after a failure', () => {
  const openBank = () =>
    createBank({
      partner: 'plain',
      settings: settingsFor(virtualRuntime(1)),
      currencies: ['CNY'],
      referenceFreeAfter: new Set(['rejected']),
    });

  it('makes another order, with another number, executed on its own', () => {
    const bank = openBank();
    bank.behaviours.arm({ ...ARMED, name: 'rejectAtOnce', times: 1 });
    bank.behaviours.arm({ ...ARMED, name: 'payAtOnce' });

    const placements = [bank.place(order('A')), bank.place(order('A'))];

    const numbers = bank.ordersUnder('A').map(({ instruction }) => instruction.bankReference);
    expect(placements.map(({ kind }) => kind)).toEqual(['taken', 'taken']);
    expect(new Set(numbers).size).toBe(2);
    expect(bank.books()).toMatchObject([{ reference: 'A', executions: 1 }]);
  });

  it('is taken as long as its order lives', () => {
    const bank = openBank();
    bank.behaviours.arm({ ...ARMED, name: 'payAtOnce' });

    const placements = [bank.place(order('A')), bank.place(order('A'))];

    expect(placements.map(({ kind }) => kind)).toEqual(['taken', 'repeat']);
  });

  it('is not what other banks know: there a repeat of a failure is a repeat', () => {
    const bank = plainBank(virtualRuntime(1));
    bank.behaviours.arm({ ...ARMED, name: 'rejectAtOnce' });

    const placements = [bank.place(order('A')), bank.place(order('A'))];

    expect(placements.map(({ kind }) => kind)).toEqual(['taken', 'repeat']);
  });
});

describe('a repeat', () => {
  it('of equal content is answered from memory and executed no second time', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);

    bank.place(order('A'));
    await runtime.advance(SETTLE_MS);
    const repeat = bank.place(order('A'));
    await runtime.advance(SETTLE_MS);

    expect(repeat).toMatchObject({ kind: 'repeat', instruction: { status: 'executed' } });
    expect(bank.books()[0]?.executions).toBe(1);
  });

  it.each([
    ['amount', { amountMinor: 1_001n }],
    ['account', { creditorAccount: 'ACC-2' }],
    ['name', { creditorName: 'Li Si' }],
    ['content', { content: 'another loan' }],
  ] as const)('with another %s is no repeat and no new order', (_what, changes) => {
    const bank = plainBank(virtualRuntime(1));
    bank.place(order('A'));

    const placement = bank.place(order('A', changes));

    expect(placement.kind).toBe('otherContent');
    expect(bank.ordersUnder('A')).toHaveLength(1);
  });

  it('is known until the window ends, and executes again from then on', async () => {
    const runtime = virtualRuntime(1);
    const settings = settingsFor(runtime);
    const currencies = ['CNY'];
    const bank = createBank({ partner: 'plain', settings, currencies, dedupeWindowMs: 5_000 });
    bank.place(order('A'));

    await runtime.advance(4_999);
    const within = bank.place(order('A'));
    await runtime.advance(1);
    const after = bank.place(order('A'));
    await runtime.advance(SETTLE_MS);

    expect(within.kind).toBe('repeat');
    expect(after.kind).toBe('taken');
    expect(bank.books()).toMatchObject([{ reference: 'A', executions: 2 }]);
    expect(bank.balanceMinor()).toBe(OPENING_MINOR - 2_000n);
  });

  it('of a refused order is judged anew', () => {
    const bank = plainBank(virtualRuntime(1));
    bank.behaviours.arm({ name: 'refuse', rate: 1, times: 1, endsAtMs: null, value: 'X' });
    const first = bank.place(order('A'));

    const second = bank.place(order('A'));

    expect(first.kind).toBe('refused');
    expect(second.kind).toBe('taken');
  });
});

describe('a cancel', () => {
  it('stops what is accepted for good and frees its money', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.place(order('A', { amountMinor: OPENING_MINOR }));

    const first = bank.cancel('A');
    const again = bank.cancel('A');
    await runtime.advance(10 * SETTLE_MS);

    expect([first, again]).toEqual(['cancelled', 'cancelled']);
    expect(bank.books()).toEqual([]);
    expect(bank.place(order('B', { amountMinor: OPENING_MINOR })).kind).toBe('taken');
  });

  it('by a listener, at the very moment of the acceptance, still comes in time', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.onChange(({ reference, status }) => {
      if (status === 'accepted') bank.cancel(reference);
    });

    const placement = bank.place(order('A', { text: 'sim:payAtOnce' }));
    await runtime.advance(10 * SETTLE_MS);

    expect(placement).toMatchObject({ kind: 'taken', instruction: { status: 'cancelled' } });
    expect(bank.books()).toEqual([]);
    expect(bank.balanceMinor()).toBe(OPENING_MINOR);
  });

  it('comes too late for what is executed, and finds nothing where nothing is', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.place(order('A'));
    await runtime.advance(SETTLE_MS);

    const late = bank.cancel('A');

    expect(late).toBe('tooLate');
    expect(bank.find('A')?.status).toBe('executed');
    expect(bank.cancel('B')).toBe('notFound');
  });
});

describe('a return', () => {
  it('brings the amount less the fee back, once', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.place(order('A'));
    await runtime.advance(SETTLE_MS);

    const first = bank.giveBack('A', 'AC04', 100n);
    const again = bank.giveBack('A', 'AC04', 100n);

    expect([first, again]).toEqual([true, false]);
    expect(bank.balanceMinor()).toBe(OPENING_MINOR - 100n);
    expect(bank.find('A')).toMatchObject({
      status: 'returned',
      reasonCode: 'AC04',
      feeMinor: 100n,
    });
    expect(bank.books()).toMatchObject([{ executions: 1, returnedMinor: '900' }]);
  });

  it('by hand is not followed by the scripted one', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.place(order('A', { text: 'sim:payAtOnce sim:returnAfter=SCRIPTED:500' }));

    bank.giveBack('A', 'HAND', 0n);
    await runtime.advance(500);

    expect(bank.find('A')).toMatchObject({ status: 'returned', reasonCode: 'HAND' });
    expect(bank.balanceMinor()).toBe(OPENING_MINOR);
  });

  it('of more fee than amount, or of what was not executed, is none', async () => {
    const runtime = virtualRuntime(1);
    const bank = plainBank(runtime);
    bank.place(order('A'));

    const early = bank.giveBack('A', 'AC04', 0n);
    await runtime.advance(SETTLE_MS);
    const greedy = bank.giveBack('A', 'AC04', 1_001n);

    expect([early, greedy]).toEqual([false, false]);
    expect(bank.find('A')?.status).toBe('executed');
  });
});

describe('the money equation', () => {
  const step = oneof(
    record({
      kind: constant('place' as const),
      reference: constantFrom('A', 'B', 'C', 'D'),
      amountMinor: bigInt({ min: 1n, max: 400_000n }),
      text: constantFrom(
        '',
        'sim:payAtOnce',
        'sim:stuck',
        'sim:rejectAfter=AC04:50',
        'sim:payAfterReject=AC04:20',
        'sim:rejectAtOnce=AC04',
        'sim:returnAfter=AC04:30:7',
        'sim:dedupeOff',
        'sim:forgetKeyAfter=20',
      ),
    }),
    record({ kind: constant('cancel' as const), reference: constantFrom('A', 'B', 'C') }),
    record({ kind: constant('settle' as const), reference: constantFrom('A', 'B', 'C') }),
    record({
      kind: constant('return' as const),
      reference: constantFrom('A', 'B', 'C'),
      feeMinor: bigInt({ min: 0n, max: 500n }),
    }),
    record({ kind: constant('wait' as const), ms: nat({ max: 150 }) }),
  );

  it('holds after every step of every history (seed 20261124)', async () => {
    await assert(
      asyncProperty(array(step, { maxLength: 30 }), async (steps) => {
        const runtime = virtualRuntime(1);
        const bank = plainBank(runtime);
        for (const next of steps) {
          if (next.kind === 'place') bank.place(order(next.reference, next));
          else if (next.kind === 'cancel') bank.cancel(next.reference);
          else if (next.kind === 'settle') bank.settle(next.reference);
          else if (next.kind === 'return') bank.giveBack(next.reference, 'AC04', next.feeMinor);
          else await runtime.advance(next.ms);

          const [totals] = bank.totals();
          const { balanceMinor = 0n, executedMinor = 0n, returnedMinor = 0n } = totals ?? {};
          expect(balanceMinor + executedMinor - returnedMinor).toBe(OPENING_MINOR);
          expect(balanceMinor).toBeGreaterThanOrEqual(0n);
        }
      }),
      { seed: 20261124, numRuns: 150 },
    );
  });
});
