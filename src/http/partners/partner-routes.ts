import * as z from 'zod';

import type { Runtime } from '../../runtime/runtime.ts';
import type { PartnerView, PayoutService } from '../../payouts/service.ts';
import { Problem } from '../problems/problem.ts';
import { partnerName, patternText, printableText } from '../schemas/fields.ts';
import { type Answer, json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';
import {
  PARTNER_EXAMPLE,
  partnerListSchema,
  partnerViewSchema,
  showPartner,
} from './partner-views.ts';

/** The longest isolation: a week. An isolation without an end would be an outage. */
export const ISOLATION_SECONDS_MAX = 7 * 24 * 3600;

const TAG = 'Operations';
const partnerSchema = z.strictObject({ partner: partnerName() });
const webhookSchema = z.strictObject({
  id: patternText(/^[A-Za-z0-9._-]{1,128}$/, 'must be a webhook id', 'evt_01JDEXAMPLE'),
});

const isolationBodySchema = z
  .strictObject({
    reason: printableText(500),
    ttlSeconds: z.int().min(1).max(ISOLATION_SECONDS_MAX).meta({
      description: 'The isolation ends by itself after this many seconds.',
    }),
    owner: printableText(100).optional().meta({
      description: 'Who answers for the isolation; the person who holds the API key when left out.',
    }),
  })
  .meta({ id: 'IsolationRequest' });

/** `GET /v1/partners`: lanes, isolation, quarantine, distrust and doubt per partner. */
export function listPartnersRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/partners',
    operationId: 'listPartners',
    tag: TAG,
    summary: 'See the partners and the state of their lanes',
    scopes: ['ops'],
    answers: {
      200: {
        description: 'All partners.',
        schema: partnerListSchema,
        example: { object: 'list', data: [PARTNER_EXAMPLE] },
      },
    },
    async handle() {
      const partners = await service.partners();
      return json(200, { object: 'list', data: partners.map(showPartner) });
    },
  });
}

/** `POST /v1/partners/:partner/isolate`: no submits and no cancels; inquiries go on. */
export function isolatePartnerRoute(service: PayoutService, runtime: Runtime): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/partners/:partner/isolate',
    operationId: 'isolatePartner',
    tag: TAG,
    summary: 'Take a partner out of service',
    description:
      'It gets no submit and no cancel: new payouts wait or go elsewhere. Inquiries go on.',
    scopes: ['ops'],
    params: partnerSchema,
    body: {
      kind: 'json',
      schema: isolationBodySchema,
      example: { reason: 'The bank announced maintenance', ttlSeconds: 3600 },
    },
    answers: {
      200: { description: 'Isolated.', schema: partnerViewSchema, example: PARTNER_EXAMPLE },
    },
    problems: ['not_found'],
    async handle({ params, body }, key) {
      const done = await service.isolate(params.partner, {
        owner: body.owner ?? key.person,
        reason: body.reason,
        expiresAtMs: runtime.now() + body.ttlSeconds * 1000,
      });
      return partnerAnswer(done, params.partner, service);
    },
  });
}

/** `POST /v1/partners/:partner/restore`: ends an isolation, a quarantine and every distrust. */
export function restorePartnerRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/partners/:partner/restore',
    operationId: 'restorePartner',
    tag: TAG,
    summary: 'Put a partner back into service',
    description:
      'Ends its isolation and its quarantine, believes its proofs again and counts its conflicts ' +
      'anew. Stored with the person who holds the API key, and the reason.',
    scopes: ['ops'],
    params: partnerSchema,
    query: z.strictObject({ reason: printableText(500).optional() }),
    answers: {
      200: { description: 'Restored.', schema: partnerViewSchema, example: PARTNER_EXAMPLE },
    },
    problems: ['not_found'],
    async handle({ params, query }, key) {
      const done = await service.restore(params.partner, key.person, query.reason);
      return partnerAnswer(done, params.partner, service);
    },
  });
}

/** `POST /v1/webhooks/:id/redeliver`: the same webhook again, under the same id. */
export function redeliverWebhookRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/webhooks/:id/redeliver',
    operationId: 'redeliverWebhook',
    tag: TAG,
    summary: 'Deliver a webhook again',
    description:
      'It keeps its `webhook-id`, so a receiver can see that it had it before. An address that ' +
      'answered 410 gets no webhooks any more; this call lets it be tried again.',
    scopes: ['ops'],
    params: webhookSchema,
    answers: {
      202: {
        description: 'It is delivered as soon as possible.',
        schema: z.strictObject({ id: z.string() }).meta({ id: 'Redelivery' }),
        example: { id: 'evt_01JDEXAMPLE' },
      },
    },
    problems: ['not_found'],
    async handle({ params }) {
      if (await service.redeliver(params.id)) return json(202, { id: params.id });
      throw new Problem('not_found', { detail: 'No webhook has this id.' });
    },
  });
}

async function partnerAnswer(
  done: boolean,
  partner: string,
  service: PayoutService,
): Promise<Answer> {
  const view = done ? await viewOf(partner, service) : undefined;
  if (view !== undefined) return json(200, showPartner(view));
  throw new Problem('not_found', { detail: 'No partner has this name.' });
}

async function viewOf(partner: string, service: PayoutService): Promise<PartnerView | undefined> {
  const partners = await service.partners();
  return partners.find((view) => view.partner === partner);
}
