import * as z from 'zod';

import { PAYOUT_STATES } from '../../payouts/model/payout.ts';
import type { PayoutService, Scope } from '../../payouts/service.ts';
import type { ApiKey } from '../api-keys.ts';
import { countInQuery, moment, partnerName, payoutId } from '../schemas/fields.ts';
import { json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';
import { noSuchPayout } from './action-answer.ts';
import { EXPLAIN_EXAMPLE, IN_DOUBT_EXAMPLE, TIMELINE_EXAMPLE } from './payout-examples.ts';
import {
  explainViewSchema,
  payoutListSchema,
  payoutViewSchema,
  timelineSchema,
} from './payout-views.ts';

/** Entries of one page. */
export const PAGE_SIZE_MAX = 100;

const TAG = 'Payouts';
const READERS = ['payouts:read', 'ops'] as const;
const idSchema = z.strictObject({ id: payoutId() });

const listQuerySchema = z.strictObject({
  state: z.enum(PAYOUT_STATES).optional(),
  partner: partnerName().optional(),
  obligation: z.string().max(64).optional(),
  'created[gte]': moment().optional().meta({ description: 'Created at or after.' }),
  'created[lte]': moment().optional().meta({ description: 'Created at or before.' }),
  cursor: payoutId().optional().meta({ description: 'The `next_cursor` of the page before.' }),
  limit: countInQuery(1, PAGE_SIZE_MAX, 20),
});

const eventsQuerySchema = z.strictObject({
  after: countInQuery(0, 999_999_999, 0),
  limit: countInQuery(1, PAGE_SIZE_MAX, 50),
});

/** What a key sees: its caller's payouts, or with `ops` everybody's. */
export function scopeOf(key: ApiKey): Scope {
  return { caller: key.scopes.has('ops') ? null : key.caller, by: key.name };
}

/** `GET /v1/payouts`: newest first, page by page. */
export function listPayoutsRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/payouts',
    operationId: 'listPayouts',
    tag: TAG,
    summary: 'List payouts, newest first',
    description: 'Your own payouts; with the scope ops those of every caller. There is no total.',
    scopes: READERS,
    query: listQuerySchema,
    answers: {
      200: {
        description: 'A page.',
        schema: payoutListSchema,
        example: {
          object: 'list',
          url: '/v1/payouts',
          data: [IN_DOUBT_EXAMPLE],
          has_more: false,
          next_cursor: null,
        },
      },
    },
    async handle({ query }, key) {
      const { data, hasMore } = await service.list(scopeOf(key), {
        state: query.state,
        partner: query.partner,
        obligation: query.obligation,
        createdFromMs: millisecondsOf(query['created[gte]']),
        createdToMs: millisecondsOf(query['created[lte]']),
        cursor: query.cursor,
        limit: query.limit,
      });
      return json(200, {
        object: 'list',
        url: '/v1/payouts',
        data,
        has_more: hasMore,
        next_cursor: hasMore ? (data.at(-1)?.id ?? null) : null,
      });
    },
  });
}

/** `GET /v1/payouts/:id`. */
export function getPayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/payouts/:id',
    operationId: 'getPayout',
    tag: TAG,
    summary: 'See one payout',
    description: 'Before you pay by other means, read `moneyMoved` and `safeToResubmit`.',
    scopes: READERS,
    params: idSchema,
    answers: {
      200: { description: 'The payout.', schema: payoutViewSchema, example: IN_DOUBT_EXAMPLE },
    },
    problems: ['not_found'],
    async handle({ params }, key) {
      const payout = await service.get(scopeOf(key), params.id);
      if (payout === null) throw noSuchPayout();
      return json(200, payout);
    },
  });
}

/** `GET /v1/payouts/:id/events`: what happened, oldest first. */
export function payoutEventsRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/payouts/:id/events',
    operationId: 'listPayoutEvents',
    tag: TAG,
    summary: 'See what happened to a payout',
    scopes: READERS,
    params: idSchema,
    query: eventsQuerySchema,
    answers: {
      200: {
        description: 'A page, oldest first.',
        schema: timelineSchema,
        example: {
          object: 'list',
          url: `/v1/payouts/${IN_DOUBT_EXAMPLE.id}/events`,
          data: [TIMELINE_EXAMPLE],
          has_more: false,
          next_after: 1,
        },
      },
    },
    problems: ['not_found'],
    async handle({ params, query }, key) {
      // One more than asked for tells whether there is a next page.
      const found = await service.events(scopeOf(key), params.id, query.after, query.limit + 1);
      if (found === null) throw noSuchPayout();
      const data = found.slice(0, query.limit);
      return json(200, {
        object: 'list',
        url: `/v1/payouts/${params.id}/events`,
        data,
        has_more: found.length > query.limit,
        next_after: data.at(-1)?.seq ?? query.after,
      });
    },
  });
}

/** `GET /v1/payouts/:id/explain`: why it is where it is. */
export function explainPayoutRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/payouts/:id/explain',
    operationId: 'explainPayout',
    tag: TAG,
    summary: 'See why a payout is in its state, and what can change it',
    scopes: READERS,
    params: idSchema,
    answers: {
      200: { description: 'Reasons.', schema: explainViewSchema, example: EXPLAIN_EXAMPLE },
    },
    problems: ['not_found'],
    async handle({ params }, key) {
      const explanation = await service.explain(scopeOf(key), params.id);
      if (explanation === null) throw noSuchPayout();
      return json(200, explanation);
    },
  });
}

function millisecondsOf(moment: string | undefined): number | undefined {
  return moment === undefined ? undefined : Date.parse(moment);
}
