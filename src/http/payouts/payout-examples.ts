import type { DryRunView } from '../../payouts/service.ts';
import type {
  ExplainView,
  PayoutView,
  RouteExplanation,
  TimelineEntry,
} from '../../payouts/views/views.ts';
import type { PayoutBody } from './payout-request.ts';

/** Examples of the API document. A test reads each by the schema it illustrates. */
export const PAYOUT_BODY_EXAMPLE: PayoutBody = {
  obligation: 'loan-8871:tranche-1',
  amount: { value: 12_345, currency: 'CNY' },
  creditor: {
    name: '王小明',
    account: { type: 'alipay_user_id', value: '2088123412341234' },
    region: 'CN',
  },
  remittance: 'Loan 8871',
  deadline: '2026-11-25T18:00:00+08:00',
  route: ['alipay', 'wechat'],
  metadata: { branch: 'SH-04' },
};

/** The answer to a POST while the bank is down: accepted, and waiting. */
export const QUEUED_EXAMPLE: PayoutView = {
  object: 'payout',
  id: 'po_0193a7c5e1f8c0d1e2f3a4b5c6d',
  state: 'QUEUED',
  moneyMoved: 'no',
  safeToResubmit: false,
  obligation: 'loan-8871:tranche-1',
  amount: { value: 12_345, currency: 'CNY' },
  partner: null,
  finality: null,
  cancelRequested: false,
  nextAction: { what: 'route', at: '2026-11-24T10:00:05.000Z' },
  expectedResolutionBy: null,
  failure: null,
  returned: null,
  attempts: [],
  deadline: '2026-11-25T10:00:00.000Z',
  replaces: null,
  metadata: { branch: 'SH-04' },
  createdAt: '2026-11-24T10:00:00.000Z',
  updatedAt: '2026-11-24T10:00:00.000Z',
};

/** A payout whose answer was lost: not failed, and not to be paid again by other means. */
export const IN_DOUBT_EXAMPLE: PayoutView = {
  ...QUEUED_EXAMPLE,
  state: 'IN_DOUBT',
  moneyMoved: 'unknown',
  partner: 'alipay',
  nextAction: { what: 'inquire', at: '2026-11-24T10:00:07.000Z' },
  expectedResolutionBy: '2026-11-24T10:05:00.000Z',
  failure: {
    type: 'https://breakwater.dev/failures/technical.latency.response',
    code: 'technical.latency.response',
    title: 'The partner was connected and did not answer in time.',
    category: 'technical',
    owner: 'partner-integration',
    iso: { set: 'status', code: 'AB05' },
    retryable: 'engine',
    customer: {
      key: 'confirming',
      text: {
        'zh-CN': '正在向银行确认您的转账，请勿重复申请。',
        en: 'Your transfer is being confirmed with the bank. Do not apply again.',
      },
    },
    remedy: 'Wait: the engine inquires by our key until there is evidence.',
    detail: 'no answer within 10 s',
  },
  attempts: [
    {
      no: 1,
      partner: 'alipay',
      endpoint: 'main',
      partnerKey: 'K7Q2M5XW3VZL6TNBJHRC4DYFGSAPEIOU',
      state: 'UNKNOWN',
      epoch: 1,
      proof: null,
      partnerReference: null,
      failureCode: 'technical.latency.response',
      startedAt: '2026-11-24T10:00:00.020Z',
    },
  ],
};

/** One entry of a timeline, for the API document. */
export const TIMELINE_EXAMPLE: TimelineEntry = {
  seq: 1,
  at: '2026-11-24T10:00:00.000Z',
  kind: 'received',
  data: { obligation: 'loan-8871:tranche-1' },
};

const ROUTE_EXAMPLE: RouteExplanation = {
  chosen: 'alipay',
  why: 'alipay: only of 1, open, tier 1, costs 0.13 CNY (fee 0.13, 100 % of 312 submits)',
  reason: 'only',
  waitUntil: null,
  exploration: null,
  candidates: [
    {
      partner: 'alipay',
      eligible: true,
      reason: 'open, tier 1, costs 0.13 CNY (fee 0.13, 100 % of 312 submits)',
      gate: null,
      score: {
        deadAttempts: 0,
        hasRoom: true,
        preference: 1,
        fee: 13,
        expectedCost: '13.000000',
        successPercent: 100,
        submits: 312,
      },
    },
    {
      partner: 'wechat',
      eligible: false,
      reason: 'does not pay to alipay_user_id',
      gate: 'capability',
      score: null,
    },
  ],
};

/** An explained payout in doubt, for the API document. */
export const EXPLAIN_EXAMPLE: ExplainView = {
  id: QUEUED_EXAMPLE.id,
  state: 'IN_DOUBT',
  summary: 'Alipay was asked to pay and did not answer in time; the money may have moved.',
  moneyMoved: 'unknown',
  nextAction: { what: 'inquire', at: '2026-11-24T10:00:07.000Z' },
  waitingFor: 'Evidence from Alipay: an answer to our inquiry, its notification or a statement.',
  attempts: [
    {
      no: 1,
      partner: 'alipay',
      proof: 'None yet: only a recorded refusal would do.',
      route: ROUTE_EXAMPLE,
    },
  ],
  route: {
    ...ROUTE_EXAMPLE,
    chosen: null,
    why: 'attempt 1 at alipay carries no death proof',
    reason: null,
    exploration: null,
  },
};

/** The answer to a dry run, for the API document. */
export const DRY_RUN_EXAMPLE: DryRunView = {
  wouldBe: 'QUEUED',
  failure: null,
  errors: [],
  route: ROUTE_EXAMPLE,
};
