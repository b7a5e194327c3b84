/**
 * Goal: the oracle sees every broken promise it is there for, and none where all were kept; else a
 * simulation without a finding would say nothing.
 *
 * Method: a small run made by hand, in which one thing at a time is changed; and a bank that
 * executes every copy of an order, which the product cannot know and the books must show (seed 3).
 */
import { describe, expect, it } from 'vitest';

import type { BehaviourName } from '../../src/sandbox/behaviours/behaviour.ts';
import type {
  AttemptNote,
  PayoutNote,
  WebhookNote,
} from '../../src/simulation/record/chronicle.ts';
import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import { type Evidence, judge } from '../../src/simulation/oracle.ts';
import type { Trouble } from '../../src/simulation/plan/plan.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';
import type { Statement } from '../../src/simulation/record/told.ts';
import type { Copy, Order } from '../../src/simulation/record/truth.ts';

const ID = 'po_1';

/** A payout of one attempt: its copy left at 10, was executed at 20, known and told at 30. */
interface Story {
  readonly payouts: PayoutNote[];
  readonly orders: Order[];
  readonly copies: Copy[];
  readonly statements: Statement[];
  readonly webhooks: Map<string, WebhookNote>;
  readonly heard: Set<string>;
  /** What the journal shows in the end; by default what it has taken. */
  readonly forgotten: Set<string>;
  readonly restores: { readonly partner: string; readonly atMs: number }[];
  liar: string | null;
}

function paidStory(): Story {
  const attempt: AttemptNote = {
    payoutId: ID,
    no: 1,
    partner: 'bank',
    partnerKey: 'K1',
    startedAtMs: 9,
    deadAt: null,
  };
  return {
    payouts: [
      {
        id: ID,
        loan: 'loan-1',
        state: 'PAID',
        isDue: false,
        conflictAt: null,
        quarantine: null,
        attempts: new Map([[1, attempt]]),
      },
    ],
    orders: [order({})],
    copies: [],
    statements: [
      said({ state: 'QUEUED', moneyMoved: 'no', asOf: 5 }),
      said({ state: 'IN_DOUBT', moneyMoved: 'unknown', asOf: 15 }),
      said({ asOf: 30 }),
    ],
    webhooks: new Map([['msg_1', { payoutId: ID, asOf: 30, state: 'PAID', isDue: false }]]),
    heard: new Set(['msg_1']),
    forgotten: new Set(),
    restores: [],
    liar: null,
  };
}

/** The same, but the bank rejected it; the attempt was declared dead, the payout FAILED at 30. */
function failedStory(): Story {
  const story = paidStory();
  const [payout] = story.payouts;
  if (payout === undefined) throw new Error('a story has a payout');
  payout.state = 'FAILED';
  for (const attempt of payout.attempts.values()) attempt.deadAt = 30;
  return {
    ...story,
    orders: [order({ executedAt: null, rejectedAt: 20, status: 'rejected' })],
    statements: [said({ state: 'FAILED', moneyMoved: 'no', safeToResubmit: true, asOf: 30 })],
    webhooks: new Map([['msg_1', { payoutId: ID, asOf: 30, state: 'FAILED', isDue: false }]]),
  };
}

/** A liar paid at 40 what it had rejected; the gateway knows since 50, and said so. */
function conflictStory(): Story {
  const story = failedStory();
  const [payout] = story.payouts;
  if (payout === undefined) throw new Error('a story has a payout');
  payout.state = 'CONFLICT';
  payout.conflictAt = 50;
  payout.quarantine = { partner: 'bank', atMs: 50 };
  const conflict = { state: 'CONFLICT', moneyMoved: 'yes' } as const;
  return {
    ...story,
    orders: [order({ executedAt: 40, rejectedAt: 20 })],
    statements: [...story.statements, said({ ...conflict, how: 'webhook', asOf: 50 })],
    webhooks: new Map([['msg_1', { payoutId: ID, asOf: 50, state: 'CONFLICT', isDue: false }]]),
    liar: 'bank',
  };
}

/** Another payout for the same loan, with an attempt of its own. */
function secondPayout(startedAtMs: number): PayoutNote {
  const attempt = { payoutId: 'po_2', no: 1, partner: 'bank', partnerKey: 'K2', startedAtMs };
  return {
    id: 'po_2',
    loan: 'loan-1',
    state: 'PAID',
    isDue: false,
    conflictAt: null,
    quarantine: null,
    attempts: new Map([[1, { ...attempt, deadAt: null }]]),
  };
}

function order(changes: Partial<Order>): Order {
  return {
    partner: 'bank',
    reference: 'K1',
    bankReference: 'B1',
    leftAt: 10,
    executedAt: 20,
    rejectedAt: null,
    returnedAt: null,
    status: 'executed',
    ...changes,
  };
}

function said(changes: Partial<Statement>): Statement {
  const paid = { state: 'PAID', moneyMoved: 'yes', safeToResubmit: false } as const;
  return { payoutId: ID, how: 'GET', ...paid, asOf: 30, heardAt: 30, ...changes };
}

function copy(leftAt: number): Copy {
  return { partner: 'bank', payoutId: ID, leftAt, arrive: (handle) => handle() };
}

function evidenceOf(story: Story): Evidence {
  const payouts = new Map(story.payouts.map((payout) => [payout.id, payout]));
  const attempts = story.payouts.flatMap((payout) => [...payout.attempts.values()]);
  return {
    truth: { orders: story.orders, copies: story.copies, pending: () => [] },
    chronicle: {
      payouts,
      webhooks: story.webhooks,
      attemptOf: (partner, reference) =>
        attempts.find((each) => each.partner === partner && each.partnerKey === reference) ?? null,
    },
    told: {
      statements: story.statements,
      acknowledged: new Set([ID]),
      webhooks: story.heard,
      complaints: [],
      restores: story.restores,
      finalStates: new Map(
        story.payouts
          .filter(({ id }) => !story.forgotten.has(id))
          .map(({ id, state }) => [id, state]),
      ),
    },
    liar: story.liar,
  };
}

describe('the oracle', () => {
  it.each([
    ['a payment', paidStory],
    ['a refusal', failedStory],
    ['a conflict with a liar', conflictStory],
  ])('finds nothing in %s that was told as it was', (_name, story) => {
    expect(judge(evidenceOf(story()))).toEqual([]);
  });

  it.each<readonly [string, () => Story, (story: Story) => unknown, RegExp]>([
    [
      'two executions of one payout',
      paidStory,
      ({ orders }) => orders.push(order({ bankReference: 'B2' })),
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
      /^told wrong: po_1 is PAID, unpaid/,
    ],
    [
      'a state without a next action',
      paidStory,
      ({ payouts }) => payouts.forEach((payout) => (payout.state = 'IN_DOUBT')),
      /^stuck: po_1 in IN_DOUBT/,
    ],
    [
      'a conflict among the honest',
      paidStory,
      ({ payouts }) => payouts.forEach((payout) => (payout.state = 'CONFLICT')),
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
      ({ payouts }) => payouts.forEach((payout) => (payout.state = 'FAILED')),
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
      ({ copies }) => copies.push(copy(60)),
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
  ])('finds %s', (_name, makeStory, spoil, expected) => {
    const story = makeStory();
    spoil(story);

    const broken = judge(evidenceOf(story));

    expect(broken).toContainEqual(expect.stringMatching(expected));
  });

  it('finds a bank that executes every copy, by its own books (seed 3)', async () => {
    const bad = (name: BehaviourName, value: string | null = null): Trouble => {
      const forMs = 120_000;
      return { atMs: 1, kind: 'behaviour', partner: 'alipay', name, rate: 1, value, forMs };
    };
    const troubles = [
      bad('dedupeOff'),
      bad('callbackLost'),
      bad('resetAfterExecution', 'submit'),
      bad('inquiryNotFoundFor', '100000'),
    ];

    const { broken } = await runPlan({ ...drawPlan(3, 12), troubles });

    expect(broken.join('\n')).toMatch(/paid twice/);
  });
});
