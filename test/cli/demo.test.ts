/**
 * Goal: the demo's verdict can be trusted: it finds each way in which the equation can fail, and
 * the same seed makes the same session.
 * Method: the pure count over made-up books and answers; the plan for several seeds.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { percentile } from '../../src/cli/demo/percentile.ts';
import { FAULTY_PARTNER, PHASES, planPayouts } from '../../src/cli/demo/plan.ts';
import { FIXTURES_FOLDER } from '../../src/config/project-files.ts';
import { readSamplePayouts } from '../../src/config/sample-payouts.ts';
import { type BookLine, equation, tally, type ToldPayout } from '../../src/oracle/tally.ts';
import { partnerKey } from '../../src/payouts/model/partner-key.ts';

const PARTNERS = Object.keys(ADAPTERS);

describe('the count', () => {
  it('holds when every payout told paid was executed once with its amount', () => {
    const sums = tally(['po_1', 'po_2'], told(paid('po_1'), failed('po_2')), [line('po_1')]);

    expect(sums).toMatchObject({ accepted: 2, paid: 1, failed: 1, inDoubt: 0, holds: true });
    expect(equation(sums)).toBe(
      'accepted 2 = paid 1 + failed 1 + in doubt 0 | double payments 0 | lost 0 | told wrong 0',
    );
  });

  it.each([
    [
      'one reference executed twice',
      [paid('po_1')],
      [line('po_1', { executions: 2 })],
      'doublePayments',
    ],
    [
      'two attempts executed once each',
      [paid('po_1', 2)],
      [line('po_1'), line('po_1', {}, 2)],
      'doublePayments',
    ],
    ['a payout told failed that was executed', [failed('po_1')], [line('po_1')], 'toldWrong'],
    ['a payout told paid that was not executed', [paid('po_1')], [], 'toldWrong'],
    ['another amount', [paid('po_1')], [line('po_1', { amountMinor: '1' })], 'toldWrong'],
    ['another currency', [paid('po_1')], [line('po_1', { currency: 'USD' })], 'toldWrong'],
    ['an accepted payout that nobody knows any more', [], [], 'lost'],
  ] as const)('finds %s', (_name, payouts, books, field) => {
    const sums = tally(['po_1'], told(...payouts), books);

    expect(sums[field]).toBe(1);
    expect(sums.holds).toBe(false);
  });

  it('does not call doubt failed', () => {
    const doubt = { ...paid('po_1'), state: 'IN_DOUBT' };

    expect(tally(['po_1'], told(doubt), [])).toMatchObject({ inDoubt: 1, failed: 0, holds: false });
  });
});

describe('the plan', () => {
  it.each(['1', '20261124'])(
    'is the same for the same seed (seed %s), but for the keys',
    (seed) => {
      const first = planPayouts(30, seed, 'a', PARTNERS);
      const second = planPayouts(30, seed, 'b', PARTNERS);

      expect(first.map(({ body }) => [body.amount, body.creditor])).toEqual(
        second.map(({ body }) => [body.amount, body.creditor]),
      );
      expect(first[0]?.key).not.toBe(second[0]?.key);
    },
  );

  it('has payouts in every phase and for the sample account of every partner', () => {
    const plan = planPayouts(200, '7', 'a', PARTNERS);

    expect(new Set(plan.map(({ phase }) => phase))).toEqual(new Set(PHASES));
    expect(new Set(plan.map(({ body }) => body.creditor.account.type))).toEqual(
      new Set(PARTNERS.map((name) => readSamplePayouts(name, FIXTURES_FOLDER).account(1).type)),
    );
  });

  it('sends most to the bank that breaks: some wait for it, some may go to one other', () => {
    const during = planPayouts(200, '7', 'a', PARTNERS).filter(({ phase }) => phase === 'during');
    const routes = during.map(({ body }) => body.route?.join(' ') ?? '');
    const of = (route: string) => routes.filter((each) => each === route).length;

    expect(of(FAULTY_PARTNER)).toBeGreaterThan(during.length / 4);
    expect(of(`${FAULTY_PARTNER} cmb`)).toBeGreaterThan(during.length / 4);
  });
});

it('percentiles are nearest ranks', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([], 0.5)).toBeNull();
});

function told(...payouts: readonly ToldPayout[]): ReadonlyMap<string, ToldPayout> {
  return new Map(payouts.map((payout) => [payout.id, payout]));
}

function paid(id: string, attempts = 1): ToldPayout {
  return {
    id,
    state: 'PAID',
    amount: { value: 500, currency: 'CNY' },
    attempts: Array.from({ length: attempts }, (_, index) => ({
      no: index + 1,
      partner: 'alipay',
    })),
  };
}

function failed(id: string): ToldPayout {
  return { ...paid(id), state: 'FAILED' };
}

function line(id: string, details: Partial<BookLine> = {}, attemptNo = 1): BookLine {
  return {
    partner: 'alipay',
    reference: partnerKey(id, attemptNo),
    amountMinor: '500',
    currency: 'CNY',
    executions: 1,
    ...details,
  };
}
