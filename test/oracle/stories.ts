import type {
  AttemptRecord,
  BankOrder,
  Evidence,
  PayoutRecord,
  SentCopy,
  Statement,
  WebhookRecord,
} from '../../src/oracle/evidence.ts';

/** What every payout of a story is worth. */
export const AMOUNT = { currency: 'CNY', minor: 500n };

/** The payout that every story begins with. */
export const ID = 'po_1';

/** A payout of one attempt: its copy left at 10, was executed at 20, known and told at 30. */
export interface Story {
  readonly payouts: PayoutRecord[];
  readonly orders: BankOrder[];
  readonly copies: SentCopy[];
  readonly statements: Statement[];
  readonly webhooks: Map<string, WebhookRecord>;
  readonly heard: Set<string>;
  readonly acknowledged: Set<string>;
  /** What the journal does not show in the end, although it has taken it. */
  readonly forgotten: Set<string>;
  readonly restores: { readonly partner: string; readonly atMs: number }[];
  readonly liars: Set<string>;
}

/** A payment that was told as it was. */
export function paidStory(): Story {
  return {
    payouts: [payout({})],
    orders: [order({})],
    copies: [],
    statements: [
      said({ state: 'QUEUED', moneyMoved: 'no', asOf: 5 }),
      said({ state: 'IN_DOUBT', moneyMoved: 'unknown', asOf: 15 }),
      said({ asOf: 30 }),
    ],
    webhooks: new Map([['msg_1', { payoutId: ID, state: 'PAID' }]]),
    heard: new Set(['msg_1']),
    acknowledged: new Set([ID]),
    forgotten: new Set(),
    restores: [],
    liars: new Set(),
  };
}

/** The same, but the bank rejected it; the attempt was declared dead, the payout FAILED at 30. */
export function failedStory(): Story {
  return {
    ...paidStory(),
    payouts: [payout({ state: 'FAILED', attempts: [attempt({ deadAt: 30 })] })],
    orders: [order({ executedAt: null })],
    statements: [said({ state: 'FAILED', moneyMoved: 'no', safeToResubmit: true, asOf: 30 })],
    webhooks: new Map([['msg_1', { payoutId: ID, state: 'FAILED' }]]),
  };
}

/** The same as paid, but the money came back at 40, which was told at 50. */
export function returnedStory(): Story {
  const story = paidStory();
  return {
    ...story,
    payouts: [payout({ state: 'RETURNED' })],
    orders: [order({ returnedAt: 40 })],
    statements: [...story.statements, said({ state: 'RETURNED', asOf: 50 })],
    webhooks: new Map([['msg_1', { payoutId: ID, state: 'RETURNED' }]]),
  };
}

/** A liar paid at 40 what it had rejected; the gateway knows since 50, and said so. */
export function conflictStory(): Story {
  const story = failedStory();
  const conflict = { state: 'CONFLICT', moneyMoved: 'yes' } as const;
  return {
    ...story,
    payouts: [
      payout({
        state: 'CONFLICT',
        conflictAt: 50,
        quarantine: { partner: 'bank', atMs: 50 },
        attempts: [attempt({ deadAt: 30 })],
      }),
    ],
    orders: [order({ executedAt: 40 })],
    statements: [...story.statements, said({ ...conflict, how: 'webhook', asOf: 50 })],
    webhooks: new Map([['msg_1', { payoutId: ID, state: 'CONFLICT' }]]),
    liars: new Set(['bank']),
  };
}

/** The payout of the stories, but for what is changed. */
export function payout(changes: Partial<PayoutRecord>): PayoutRecord {
  return {
    id: ID,
    loan: 'loan-1',
    amount: AMOUNT,
    payee: 'account 1',
    state: 'PAID',
    isDue: false,
    conflictAt: null,
    quarantine: null,
    distrust: null,
    attempts: [attempt({})],
    ...changes,
  };
}

/** Another payout for the same loan, with an attempt of its own. */
export function secondPayout(startedAtMs: number): PayoutRecord {
  return payout({ id: 'po_2', attempts: [attempt({ partnerKey: 'K2', startedAtMs })] });
}

/** Its attempt, but for what is changed. */
export function attempt(changes: Partial<AttemptRecord>): AttemptRecord {
  const born = { no: 1, partner: 'bank', partnerKey: 'K1', startedAtMs: 9 } as const;
  return { ...born, deadAt: null, death: null, ...changes };
}

/** Its order at the bank, but for what is changed. */
export function order(changes: Partial<BankOrder>): BankOrder {
  return {
    partner: 'bank',
    reference: 'K1',
    amount: AMOUNT,
    payee: 'account 1',
    leftAt: 10,
    executedAt: 20,
    returnedAt: null,
    isPending: false,
    ...changes,
  };
}

/** A statement that it is paid, but for what is changed. */
export function said(changes: Partial<Statement>): Statement {
  const paid = { state: 'PAID', moneyMoved: 'yes', safeToResubmit: false } as const;
  return { payoutId: ID, how: 'GET', ...paid, asOf: 30, ...changes };
}

/** The payouts of a story as they are, but for what is changed. */
export function change(story: Story, changes: Partial<PayoutRecord>): void {
  story.payouts.splice(0, 1, payout({ ...story.payouts[0], ...changes }));
}

/** A story as the judge takes it. */
export function evidenceOf(story: Story): Evidence {
  const { orders, copies, payouts, webhooks, liars } = story;
  const kept = payouts.filter(({ id }) => !story.forgotten.has(id));
  return {
    orders,
    copies,
    payouts,
    webhooks,
    liars,
    othersOrder: false,
    told: {
      statements: story.statements,
      acknowledged: story.acknowledged,
      webhooks: story.heard,
      restores: story.restores,
      finalStates: new Map(kept.map(({ id, state }) => [id, state])),
    },
  };
}
