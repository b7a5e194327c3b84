import * as z from 'zod';

import type { PayoutService, Resolution, Review } from '../../payouts/service.ts';
import type { ClosedSet } from '../schemas/closed-set.ts';
import { payoutId, printableText } from '../schemas/fields.ts';
import { guardedRoute, type Route } from '../serve/route.ts';
import { ACTION_PROBLEMS, actionAnswer } from './action-answer.ts';
import { IN_DOUBT_EXAMPLE, QUEUED_EXAMPLE } from './payout-examples.ts';
import { payoutViewSchema } from './payout-views.ts';
import { scopeOf } from './read-payouts.ts';

/** Attempts a payout can have had; far above any retry budget. */
const ATTEMPT_NO_MAX = 1_000;

const idSchema = z.strictObject({ id: payoutId() });

const decisionSchema = z.enum({
  release: 'release',
  refuse: 'refuse',
  wasPaid: 'wasPaid',
} as const satisfies ClosedSet<Review['decision']>);

const verdictSchema = z.enum({
  executed: 'executed',
  neverExecuted: 'neverExecuted',
  paidOnce: 'paidOnce',
  paidTwice: 'paidTwice',
  returned: 'returned',
  neverPaid: 'neverPaid',
} as const satisfies ClosedSet<Resolution['verdict']>);

const reviewSchema = z
  .strictObject({
    decision: decisionSchema.meta({
      description:
        'release: it is paid now. refuse: it becomes FAILED and no money moves. wasPaid: a partner ' +
        'that cannot be asked by our key paid it before the journal was restored from a backup; ' +
        'once a second person says so too, it is PAID.',
    }),
    reason: printableText(500),
  })
  .meta({ id: 'Review' });

const resolutionSchema = z
  .strictObject({
    attemptNo: z
      .int()
      .min(1)
      .max(ATTEMPT_NO_MAX)
      .optional()
      .meta({
        description:
          'The attempt in doubt: required then. In a CONFLICT the one that paid or came back; left ' +
          'out, the last of those.',
      }),
    verdict: verdictSchema.meta({
      description:
        'For an attempt in doubt: executed, neverExecuted. For a payout in CONFLICT, as a whole: ' +
        'paidOnce (the payee has the amount once; what else moved came back) and paidTwice (more ' +
        'than once, not brought back) make it PAID, returned (what moved came back) RETURNED, ' +
        'neverPaid FAILED.',
    }),
    evidence: printableText(2_000).meta({
      description: 'Where the proof is: a statement line, or a letter of the bank.',
    }),
  })
  .refine(
    ({ attemptNo, verdict }) =>
      attemptNo !== undefined || (verdict !== 'executed' && verdict !== 'neverExecuted'),
    { path: ['attemptNo'], error: 'must name the attempt in doubt' },
  )
  .meta({ id: 'Resolution' });

/** `POST /v1/payouts/:id/cancel`: a request, not a verdict (R10). */
export function cancelPayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/payouts/:id/cancel',
    operationId: 'cancelPayout',
    tag: 'Payouts',
    summary: 'Ask to cancel a payout',
    description:
      'Without an attempt under way it is CANCELLED at once. Otherwise money may still arrive: ' +
      '`cancelRequested` is set, and it becomes CANCELLED only over proof that no money moved.',
    scopes: ['payouts:write', 'ops'],
    params: idSchema,
    answers: {
      202: {
        description: 'The request to cancel is stored. `state` says whether it was cancelled.',
        schema: payoutViewSchema,
        example: { ...IN_DOUBT_EXAMPLE, cancelRequested: true },
      },
    },
    problems: ACTION_PROBLEMS,
    async handle({ params }, key) {
      return actionAnswer(await service.cancel(scopeOf(key), params.id), 202);
    },
  });
}

/** `POST /v1/payouts/:id/review`: clears or refuses a HELD payout. */
export function reviewPayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/payouts/:id/review',
    operationId: 'reviewPayout',
    tag: 'Operations',
    summary: 'Release or refuse a payout that is HELD',
    description:
      'Stored with the person who holds the API key. Who created a payout does not release it. ' +
      'The first `wasPaid` is kept and changes nothing; a release or a refusal makes it void.',
    scopes: ['ops'],
    params: idSchema,
    body: {
      kind: 'json',
      schema: reviewSchema,
      example: { decision: 'release', reason: 'Two tranches, both signed: see case 4711.' },
    },
    answers: {
      200: { description: 'Done.', schema: payoutViewSchema, example: QUEUED_EXAMPLE },
    },
    problems: ACTION_PROBLEMS,
    async handle({ params, body }, key) {
      return actionAnswer(await service.review(params.id, { ...body, by: key.person }), 200);
    },
  });
}

/** `POST /v1/payouts/:id/resolve`: two operators end a doubt, a wait or a conflict (rows 18, 20). */
export function resolvePayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/payouts/:id/resolve',
    operationId: 'resolvePayout',
    tag: 'Operations',
    summary: 'Decide a payout in doubt or in conflict by evidence, as two operators',
    description:
      'The first operator proposes; nothing changes. A second person, by an API key of theirs, ' +
      'confirms by sending the same verdict, once the partner has answered the question that follows ' +
      'the first word (409 before that). New evidence from the partner in between cancels the ' +
      'proposal. After `neverExecuted` the money may go out again, after `returned` and ' +
      '`neverPaid` by a new payout: a wrong verdict pays twice.',
    scopes: ['ops'],
    params: idSchema,
    body: {
      kind: 'json',
      schema: resolutionSchema,
      example: { attemptNo: 1, verdict: 'executed', evidence: 'Statement 2026-11-24, line 88.' },
    },
    answers: {
      200: {
        description: 'Proposed or confirmed.',
        schema: payoutViewSchema,
        example: IN_DOUBT_EXAMPLE,
      },
    },
    problems: ACTION_PROBLEMS,
    async handle({ params, body }, key) {
      return actionAnswer(
        await service.resolve(params.id, { ...body, attemptNo: body.attemptNo, by: key.person }),
        200,
      );
    },
  });
}
