/**
 * Goal: the judge sees every broken promise it is there for, and none where all were kept; else a
 * simulation, a demo or a chaos session without a finding would say nothing.
 *
 * Method: a small run made by hand, in which one thing at a time is changed: each kind of wrong at
 * least once, with the payouts and the money it names.
 */
import { describe, expect, it } from 'vitest';

import { judge } from '../../src/oracle/judge.ts';
import { lineOf, type Wrong, WRONGS } from '../../src/oracle/wrongs.ts';
import {
  AMOUNT,
  attempt,
  change,
  conflictStory,
  evidenceOf,
  failedStory,
  ID,
  order,
  paidStory,
  payout,
  returnedStory,
  said,
  secondPayout,
  type Story,
} from './stories.ts';

describe('the judge', () => {
  it.each([
    ['a payment', paidStory],
    ['a refusal', failedStory],
    ['a return', returnedStory],
    ['a conflict with a liar', conflictStory],
  ])('finds nothing in %s that was told as it was', (_name, story) => {
    const { findings } = judge(evidenceOf(story()));

    expect(findings).toEqual([]);
  });

  it.each<readonly [string, () => Story, (story: Story) => unknown, RegExp]>([
    [
      'two executions of one payout',
      paidStory,
      ({ orders }) => orders.push(order({})),
      /^paid twice: po_1/,
    ],
    [
      'an execution that nobody ordered',
      paidStory,
      ({ orders }) => orders.push(order({ reference: 'K9' })),
      /^unknown money/,
    ],
    [
      'an acknowledged payout that is gone',
      paidStory,
      ({ forgotten }) => forgotten.add(ID),
      /^lost: po_1 was acknowledged/,
    ],
    [
      'a commit that the journal has forgotten',
      paidStory,
      ({ forgotten }) => forgotten.add(ID),
      /^lost: the journal took po_1 as PAID/,
    ],
    [
      'another attempt at a partner in quarantine',
      conflictStory,
      ({ payouts }) => payouts.push(secondPayout(60)),
      /^paid on: po_2 went to bank after the conflict of po_1/,
    ],
    [
      '"no" while the copy is on its way',
      paidStory,
      ({ statements }) => statements.push(said({ state: 'QUEUED', moneyMoved: 'no', asOf: 12 })),
      /^told wrong: po_1 by GET, QUEUED, moneyMoved no/,
    ],
    [
      '"yes" before anything had moved',
      paidStory,
      ({ statements }) => statements.push(said({ asOf: 15 })),
      /^told wrong: po_1 by GET, PAID, moneyMoved yes/,
    ],
    [
      'a failure that is paid later',
      failedStory,
      ({ orders }) => orders.splice(0, 1, order({ executedAt: 40 })),
      /^told wrong: po_1 by GET, FAILED, safe to resubmit/,
    ],
    [
      'a death that an honest bank survives',
      failedStory,
      ({ orders }) => orders.splice(0, 1, order({ executedAt: 40 })),
      /^told wrong: po_1, attempt 1 was declared dead/,
    ],
    [
      'PAID without a payment',
      paidStory,
      ({ orders }) => orders.splice(0),
      /^told wrong: po_1 is PAID, and no bank paid it/,
    ],
    [
      'a state without a next action',
      paidStory,
      (story) => change(story, { state: 'IN_DOUBT' }),
      /^stuck: po_1 in IN_DOUBT/,
    ],
    [
      'a conflict among the honest',
      paidStory,
      (story) => change(story, { state: 'CONFLICT' }),
      /^told wrong: po_1 is CONFLICT, and nobody lied/,
    ],
    [
      'a webhook that never arrived',
      paidStory,
      ({ heard }) => heard.clear(),
      /^webhook missing: msg_1/,
    ],
    [
      'an end that no webhook tells',
      paidStory,
      ({ webhooks }) => webhooks.clear(),
      /^webhook missing: po_1 ended PAID/,
    ],
    [
      'a betrayal that is no conflict',
      conflictStory,
      (story) => change(story, { state: 'FAILED' }),
      /^told wrong: po_1 was paid after its death, and is FAILED/,
    ],
    [
      'a conflict of which nobody was told',
      conflictStory,
      ({ statements }) => statements.splice(1),
      /^webhook missing: nobody was told of the conflict/,
    ],
    [
      'comfort after the conflict was known',
      conflictStory,
      ({ statements }) => statements.push(said({ state: 'FAILED', moneyMoved: 'no', asOf: 60 })),
      /^told wrong: po_1 by GET, FAILED after the conflict was known/,
    ],
    [
      'another copy after the conflict was known',
      conflictStory,
      ({ copies }) => copies.push({ payoutId: ID, leftAt: 60 }),
      /^paid twice: po_1 was sent again after the conflict/,
    ],
    [
      'one loan paid by two payouts',
      paidStory,
      ({ payouts, orders }) => {
        payouts.push(secondPayout(30));
        orders.push(order({ reference: 'K2', leftAt: 31, executedAt: 35 }));
      },
      /^paid twice: loan-1 by 2 payouts/,
    ],
    [
      'another amount',
      paidStory,
      ({ orders }) => orders.splice(0, 1, order({ amount: { ...AMOUNT, minor: 501n } })),
      /^wrong amount: po_1 at bank/,
    ],
    [
      'another currency',
      paidStory,
      ({ orders }) => orders.splice(0, 1, order({ amount: { ...AMOUNT, currency: 'USD' } })),
      /^wrong amount: po_1 at bank/,
    ],
    [
      'another payee',
      paidStory,
      ({ orders }) => orders.splice(0, 1, order({ payee: 'account 2' })),
      /^wrong payee: po_1 at bank/,
    ],
    [
      'PAID when only another account was paid',
      paidStory,
      ({ orders }) => orders.splice(0, 1, order({ payee: 'account 2' })),
      /^told wrong: po_1 is PAID, and no bank paid this amount to this account/,
    ],
    [
      'PAID when the money came back',
      paidStory,
      ({ orders }) => orders.splice(0, 1, order({ returnedAt: 40 })),
      /^told wrong: po_1 is PAID, and the money came back/,
    ],
    [
      'RETURNED when the money did not come back',
      returnedStory,
      ({ orders }) => orders.splice(0, 1, order({})),
      /^told wrong: po_1 is RETURNED, and the money did not come back/,
    ],
    [
      'RETURNED without a payment',
      returnedStory,
      ({ orders }) => orders.splice(0),
      /^told wrong: po_1 is RETURNED, and no bank paid it/,
    ],
    [
      'CANCELLED when a bank paid',
      paidStory,
      (story) => change(story, { state: 'CANCELLED' }),
      /^told wrong: po_1 is CANCELLED, and a bank paid it/,
    ],
    [
      'an order that a bank still holds',
      paidStory,
      ({ orders }) => orders.push(order({ executedAt: null, isPending: true })),
      /^unfinished: bank still holds an order of po_1/,
    ],
  ])('finds %s', (_name, makeStory, spoil, expected) => {
    const story = makeStory();
    spoil(story);

    const { findings, holds } = judge(evidenceOf(story));

    expect(findings.map(lineOf)).toContainEqual(expect.stringMatching(expected));
    expect(holds).toBe(false);
  });

  it('takes a second payment of a loan for none when the first had come back', () => {
    const story = returnedStory();
    story.payouts.push(secondPayout(50));
    // The books need not be in the order of time.
    story.orders.unshift(order({ reference: 'K2', leftAt: 51, executedAt: 55 }));
    story.webhooks.set('msg_2', { payoutId: 'po_2', state: 'PAID' });
    story.heard.add('msg_2');

    const { findings } = judge(evidenceOf(story));

    expect(findings).toEqual([]);
  });

  it('lets a quarantined partner work again once it was restored', () => {
    const story = conflictStory();
    story.payouts.push(
      payout({
        id: 'po_2',
        loan: 'loan-2',
        attempts: [attempt({ partnerKey: 'K2', startedAtMs: 70 })],
      }),
    );
    story.orders.push(order({ reference: 'K2', leftAt: 71, executedAt: 75 }));
    story.webhooks.set('msg_2', { payoutId: 'po_2', state: 'PAID' });
    story.heard.add('msg_2');
    story.restores.push({ partner: 'bank', atMs: 65 });

    const { findings } = judge(evidenceOf(story));

    expect(findings).toEqual([]);
  });

  it('does not blame anybody for money of others, where others order at the same banks', () => {
    const story = paidStory();
    story.orders.push(order({ reference: 'K9' }));

    const { findings } = judge({ ...evidenceOf(story), othersOrder: true });

    expect(findings).toEqual([]);
  });

  it('says once what is wrong with a payment that never was', () => {
    const story = paidStory();
    story.orders.splice(0);
    story.statements.splice(0);

    const { findings } = judge(evidenceOf(story));

    expect(findings.map(lineOf)).toEqual(['told wrong: po_1 is PAID, and no bank paid it']);
  });

  it('does not hold while a payout is in doubt, although nothing broke', () => {
    const story = paidStory();
    change(story, { state: 'IN_DOUBT', isDue: true });

    const { findings, holds, ends } = judge(evidenceOf(story));

    expect(findings).toEqual([]);
    expect(ends.inDoubt).toMatchObject({ count: 1, ids: [ID], money: new Map([['CNY', 500n]]) });
    expect(holds).toBe(false);
  });
});

describe('the sums', () => {
  it.each([
    ['RECEIVED', 'inDoubt'],
    ['HELD', 'inDoubt'],
    ['QUEUED', 'inDoubt'],
    ['DISPATCHING', 'inDoubt'],
    ['IN_DOUBT', 'inDoubt'],
    ['PROCESSING', 'inDoubt'],
    ['PAID', 'paid'],
    ['RETURNED', 'returned'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'cancelled'],
    ['CONFLICT', 'conflict'],
  ] as const)('count a payout that is %s as %s, and as nothing else', (state, end) => {
    const story = paidStory();
    change(story, { state });

    const { ends } = judge(evidenceOf(story));

    const counted = Object.entries(ends).filter(([, { count }]) => count > 0);
    expect(counted.map(([name]) => name)).toEqual([end]);
  });

  it('name the payouts and their money by currency', () => {
    const story = paidStory();
    const euros = { currency: 'EUR', minor: 70n };
    const attempts = [attempt({ partnerKey: 'K2' })];
    story.payouts.push(payout({ id: 'po_2', loan: 'loan-2', amount: euros, attempts }));
    const paid = order({ reference: 'K2', amount: euros });
    story.orders.push(paid, paid, paid);
    story.acknowledged.add('po_2');

    const { accepted, ends, wrongs } = judge(evidenceOf(story));

    const both = new Map([
      ['CNY', 500n],
      ['EUR', 70n],
    ]);
    expect(accepted).toEqual({ count: 2, ids: [ID, 'po_2'], money: both });
    expect(ends.paid).toEqual({ count: 2, ids: [ID, 'po_2'], money: both });
    // Three executions: the money of two of them is too much.
    expect(wrongs.paidTwice).toEqual({ count: 1, ids: ['po_2'], money: new Map([['EUR', 140n]]) });
  });

  it('count a payout once that was told wrong many times', () => {
    const story = paidStory();
    const no = said({ state: 'QUEUED', moneyMoved: 'no', asOf: 12 });
    story.statements.push(no, no, no);

    const { findings, wrongs } = judge(evidenceOf(story));

    expect(findings).toHaveLength(3);
    expect(wrongs.toldWrong).toEqual({ count: 1, ids: [ID], money: new Map([['CNY', 500n]]) });
  });

  it('have a place for every kind of wrong', () => {
    const { wrongs } = judge(evidenceOf(paidStory()));

    const counts = (Object.keys(WRONGS) as Wrong[]).map((wrong) => wrongs[wrong].count);
    expect(counts).toEqual(counts.map(() => 0));
  });
});
