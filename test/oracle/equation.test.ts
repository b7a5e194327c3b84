/**
 * Goal: the money equation finds each way in which it can fail, with what an outside client knows:
 * its own ids, the API's answers and the banks' books.
 * Method: made-up books and answers, one thing wrong at a time.
 */
import { describe, expect, it } from 'vitest';

import { describeWrongs, moneyText } from '../../src/oracle/describe.ts';
import { equation } from '../../src/oracle/equation.ts';
import {
  type BookLine,
  evidenceFromApi,
  type ToldPayout,
} from '../../src/oracle/evidence-from-api.ts';
import { judge } from '../../src/oracle/judge.ts';
import { partnerKey } from '../../src/payouts/model/partner-key.ts';
import { countMoney } from '../support/count-money.ts';

describe('the equation', () => {
  it('holds when every payout told paid was executed once with its amount', () => {
    const sums = countMoney(['po_1', 'po_2'], [paid('po_1'), failed('po_2')], [line('po_1')]);

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
    [
      'a loan that two payouts paid',
      [paid('po_1'), { ...paid('po_2'), obligation: 'loan of po_1' }],
      [line('po_1'), line('po_2')],
      'doublePayments',
    ],
    [
      'a payout told returned whose money is still away',
      [{ ...paid('po_1'), state: 'RETURNED' }],
      [line('po_1')],
      'toldWrong',
    ],
    [
      '"no money moved" of a payout that was executed',
      [{ ...paid('po_1'), moneyMoved: 'no' }],
      [line('po_1')],
      'toldWrong',
    ],
    ['another amount', [paid('po_1')], [line('po_1', { amountMinor: '1' })], 'toldWrong'],
    ['another currency', [paid('po_1')], [line('po_1', { currency: 'USD' })], 'toldWrong'],
    ['an accepted payout that nobody knows any more', [], [], 'lost'],
  ] as const)('finds %s', (_name, payouts, books, field) => {
    const sums = countMoney(ids(payouts), payouts, books);

    expect(sums[field]).toBe(1);
    expect(sums.holds).toBe(false);
  });

  it('does not call doubt failed', () => {
    const doubt = { ...paid('po_1'), state: 'IN_DOUBT', moneyMoved: 'unknown' } as const;

    const sums = countMoney(['po_1'], [doubt], []);

    expect(sums).toMatchObject({ inDoubt: 1, failed: 0, holds: false });
  });
});

describe('a verdict in words', () => {
  const books = [line('po_1', { executions: 2 }), line('po_2', { currency: 'JPY' })];
  const view = (isAll: boolean) => {
    const told = new Map([['po_1', paid('po_1')]]);
    return judge(evidenceFromApi({ acceptedIds: ['po_1', 'po_3'], told, books, isAll }));
  };

  it('names how many, how much and which', () => {
    expect(describeWrongs(view(true))).toEqual([
      'paid twice 1 (CNY 5.00): po_1',
      'lost 1: po_3',
      'unknown money 1 (JPY 500): alipay',
    ]);
  });

  it('leaves the money of others out where others order, too', () => {
    expect(describeWrongs(view(false))).not.toContainEqual(expect.stringMatching(/^unknown money/));
  });

  it('writes money in major units, a currency apart from the other', () => {
    const money = new Map([
      ['JPY', 500n],
      ['CNY', 12_345n],
    ]);

    expect(moneyText({ count: 2, ids: [], money })).toBe('CNY 123.45 + JPY 500');
    expect(moneyText({ count: 0, ids: [], money: new Map() })).toBe('none');
  });

  it('refuses a state that is none', () => {
    const told = new Map([['po_1', { ...paid('po_1'), state: 'LOST' }]]);

    expect(() => evidenceFromApi({ acceptedIds: ['po_1'], told, books: [], isAll: true })).toThrow(
      /LOST/,
    );
  });
});

function paid(id: string, attempts = 1): ToldPayout {
  return {
    id,
    state: 'PAID',
    moneyMoved: 'yes',
    safeToResubmit: false,
    obligation: `loan of ${id}`,
    amount: { value: 500, currency: 'CNY' },
    attempts: Array.from({ length: attempts }, (_, index) => ({
      no: index + 1,
      partner: 'alipay',
      partnerKey: partnerKey(id, index + 1),
    })),
  };
}

function failed(id: string): ToldPayout {
  return { ...paid(id), state: 'FAILED', moneyMoved: 'no', safeToResubmit: true };
}

function line(id: string, details: Partial<BookLine> = {}, attemptNo = 1): BookLine {
  return {
    partner: 'alipay',
    reference: partnerKey(id, attemptNo),
    amountMinor: '500',
    currency: 'CNY',
    executions: 1,
    status: 'executed',
    ...details,
  };
}

/** What was accepted: every payout told, and `po_1` also when nobody tells of it any more. */
function ids(payouts: readonly ToldPayout[]): readonly string[] {
  return payouts.length === 0 ? ['po_1'] : payouts.map(({ id }) => id);
}
