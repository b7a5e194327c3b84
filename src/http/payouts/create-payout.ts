import * as z from 'zod';

import type { AcceptOutcome } from '../../payouts/accept/accept-order.ts';
import type { PayoutService } from '../../payouts/service.ts';
import type { PayoutView } from '../../payouts/views/views.ts';
import { Problem, retryAfter } from '../problems/problem.ts';
import { type Answer, json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';
import { fingerprint } from './fingerprint.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { DRY_RUN_EXAMPLE, PAYOUT_BODY_EXAMPLE, QUEUED_EXAMPLE } from './payout-examples.ts';
import { payoutBodySchema, payoutRequest } from './payout-request.ts';
import { dryRunViewSchema, payoutViewSchema } from './payout-views.ts';

/** How soon to ask again while the first request with the key is still being written. */
const IN_PROGRESS_RETRY_MS = 1_000;

const querySchema = z.strictObject({
  dryRun: z.enum(['true', 'false']).optional().meta({
    description:
      'true: check and route the payout, store nothing, answer 200. No Idempotency-Key is needed.',
  }),
});

/**
 * `POST /v1/payouts`: the one request that can move money.
 *
 * 202 says that the payout is on disk, and nothing about the bank: an outage is a state, not an
 * error. A repeat by the same key gets the same payout, as it is then.
 */
export function createPayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/payouts',
    operationId: 'createPayout',
    tag: 'Payouts',
    summary: 'Create a payout',
    description:
      'Send a new Idempotency-Key per payout and the same one on every retry. Keys belong to ' +
      'the caller of the API key and never expire. Only the body decides whether a retry is the ' +
      'same request: the order of names and the spaces do not count. A bank outage is never an ' +
      'error here; the payout is accepted and waits as QUEUED.',
    scopes: ['payouts:write'],
    keyed: true,
    query: querySchema,
    body: { kind: 'json', schema: payoutBodySchema, example: PAYOUT_BODY_EXAMPLE },
    answers: {
      200: { description: 'A dry run.', schema: dryRunViewSchema, example: DRY_RUN_EXAMPLE },
      202: {
        description: 'Accepted and stored. Read it at Location, or wait for the webhooks.',
        schema: payoutViewSchema,
        example: QUEUED_EXAMPLE,
        headers: {
          Location: 'The path of the payout.',
          'Idempotent-Replayed':
            'true: a retry. It shows the payout of the first request with this key as it is now.',
        },
      },
    },
    problems: [
      'idempotency_key_missing',
      'idempotency_key_invalid',
      'idempotency_in_progress',
      'idempotency_key_reused',
      'not_payable',
      'not_accepted',
    ],
    async handle(call, key) {
      const request = payoutRequest(call.body);
      if (call.query.dryRun === 'true') {
        return json(200, await service.dryRun(key.caller, request));
      }
      const outcome = await service.accept({
        caller: key.caller,
        by: key.person,
        idempotencyKey: readIdempotencyKey(call.header('idempotency-key')),
        fingerprint: fingerprint(call.json),
        request,
      });
      return acceptAnswer(outcome);
    },
  });
}

function acceptAnswer(outcome: AcceptOutcome): Answer {
  switch (outcome.kind) {
    case 'accepted':
      return accepted(outcome.payout, {});
    case 'replayed':
      return accepted(outcome.payout, { 'Idempotent-Replayed': 'true' });
    case 'keyReused':
      throw new Problem('idempotency_key_reused', {
        detail:
          'This Idempotency-Key was used for a request with another body: see payoutId. For ' +
          'a new payout send a new key.',
        payoutId: outcome.payoutId,
      });
    case 'inProgress':
      throw new Problem('idempotency_in_progress', {
        detail:
          'The first request with this key is still being stored. Send it again with the same key.',
        headers: retryAfter(IN_PROGRESS_RETRY_MS),
      });
    case 'notAccepted':
      throw new Problem('not_accepted', {
        detail: `${outcome.detail}. The same Idempotency-Key is safe, and answers what became of it.`,
        failure: outcome.failure,
        moneyMoved: outcome.stored,
        retryable: 'same_key_only',
        headers: retryAfter(outcome.retryAfterMs),
      });
    case 'invalid':
      throw new Problem('not_payable', {
        detail: 'No partner can pay this as requested; see errors. Nothing was stored.',
        errors: outcome.errors,
      });
  }
}

function accepted(payout: PayoutView, headers: Readonly<Record<string, string>>): Answer {
  return json(202, payout, { ...headers, Location: `/v1/payouts/${payout.id}` });
}
