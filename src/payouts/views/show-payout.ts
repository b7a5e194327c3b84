import { categoryOf, FAILURES } from '../../contract/failure.ts';
import { CUSTOMER_TEXTS } from '../../contract/failures/customer-texts.ts';
import { meaningOf } from '../model/money-moved.ts';
import type { Attempt, Failure, Payout, PayoutState, Returned } from '../model/payout.ts';
import { callToEnd } from './call-to-end.ts';
import type { AttemptView, FailureView, PayoutView } from './views.ts';

/** After the next inquiry, how long until its answer should have settled it. */
const SETTLING_MS = 60_000;

const FAILURE_PAGE = 'https://breakwater.dev/failures/';

/** What the caller is told. Pure; carries no account and no name. */
export function showPayout(payout: Payout): PayoutView {
  const { request, nextAction, returned } = payout;
  const { moneyMoved, safeToResubmit } = meaningOf(payout);
  const call = callToEnd(payout);
  return {
    object: 'payout',
    id: payout.id,
    state: payout.state,
    moneyMoved,
    safeToResubmit,
    obligation: request.obligation,
    amount: { value: Number(request.amount.minor), currency: request.amount.currency },
    partner: payout.attempts.at(-1)?.partner ?? null,
    finality: payout.finality,
    cancelRequested: payout.cancelRequested !== null,
    nextAction: nextAction && {
      what: nextAction.what,
      at: iso(nextAction.opensAtMs ?? nextAction.atMs),
      ...(call === null ? {} : { call }),
    },
    expectedResolutionBy:
      nextAction?.what === 'inquire' || nextAction?.what === 'await_answer'
        ? iso(nextAction.atMs + SETTLING_MS)
        : null,
    failure: payout.failure && showFailureIn(payout.state, payout.failure),
    returned: returned && showReturned(returned),
    attempts: payout.attempts.map(showAttempt),
    deadline: request.deadlineAtMs === null ? null : iso(request.deadlineAtMs),
    replaces: request.replaces,
    metadata: request.metadata,
    createdAt: iso(payout.createdAtMs),
    updatedAt: iso(payout.updatedAtMs),
  };
}

/** Instead of any text that promises something, once nothing follows. */
const NOT_SENT = {
  key: 'not-sent',
  text: {
    'zh-CN': '本次放款未能完成，未转出任何资金。请重新发起申请或联系客服。',
    en: 'The transfer could not be made. No money was sent. Please apply again or contact us.',
  },
} as const;

/**
 * The failure of a payout in this state. What a row says while the engine goes on by itself ("it is
 * queued", "it is being confirmed") is false once nothing follows, and once people have to act.
 */
export function showFailureIn(state: PayoutState, failure: Failure): FailureView {
  const shown = showFailure(failure);
  const byEngine = shown.retryable === 'engine';
  switch (state) {
    case 'FAILED':
    case 'CANCELLED': {
      if (shown.retryable === 'caller') return shown;
      const over = { ...shown, customer: shown.customer && NOT_SENT };
      const remedy = 'Nothing follows by itself: create a new payout for the same obligation.';
      return byEngine ? { ...over, retryable: 'caller', remedy } : over;
    }
    case 'HELD': {
      const remedy = 'Nothing follows by itself: release it on review, or refuse it.';
      return byEngine
        ? { ...shown, retryable: 'no', customer: CUSTOMER_TEXTS.checking, remedy }
        : shown;
    }
    case 'RECEIVED':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'IN_DOUBT':
    case 'PROCESSING':
    case 'PAID':
    case 'RETURNED':
    case 'CONFLICT':
      return shown;
  }
}

/** A failure as callers see it, with who may try again, a remedy and a text for the borrower. */
export function showFailure({ code, detail }: Failure): FailureView {
  if (code === 'DEADLINE') {
    return {
      type: `${FAILURE_PAGE}deadline`,
      code,
      title: 'The deadline passed before any partner took the payout',
      category: 'caller',
      owner: 'caller',
      iso: { set: 'status', code: 'TM01' },
      retryable: 'caller',
      customer: {
        key: 'deadline',
        text: {
          'zh-CN': '本次放款已超过约定时限，未转出任何资金。请重新发起申请。',
          en: 'The payout was not made in time. No money was sent. Please apply again.',
        },
      },
      remedy: 'Create a new payout with a later deadline.',
      detail,
    };
  }
  const row = FAILURES[code];
  return {
    type: `${FAILURE_PAGE}${code}`,
    code,
    title: row.title,
    category: categoryOf(code),
    owner: row.owner,
    iso: row.iso,
    retryable: retryableBy(row.course),
    customer: row.customer,
    remedy: row.remedy,
    detail,
  };
}

function retryableBy(
  course: 'inquire' | 'wait' | 'hold' | 'fail' | 'none',
): FailureView['retryable'] {
  switch (course) {
    case 'inquire':
    case 'wait':
      return 'engine';
    case 'fail':
      return 'caller';
    case 'hold':
    case 'none':
      return 'no';
  }
}

function showReturned({ amount, feeMinor, atMs, partnerCode }: Returned): PayoutView['returned'] {
  return {
    amount: { value: Number(amount.minor), currency: amount.currency },
    fee: Number(feeMinor),
    at: iso(atMs),
    partnerCode,
  };
}

function showAttempt(attempt: Attempt): AttemptView {
  return {
    no: attempt.no,
    partner: attempt.partner,
    endpoint: attempt.endpoint,
    partnerKey: attempt.partnerKey,
    state: attempt.state,
    epoch: attempt.epoch,
    proof: attempt.proof,
    partnerReference: attempt.partnerReference,
    failureCode: attempt.failure?.code ?? null,
    startedAt: iso(attempt.intentAtMs),
  };
}

/** A time of Unix ms as ISO 8601 in UTC. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
