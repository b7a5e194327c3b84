import * as z from 'zod';

import type { PayoutService, QuarantinedPayee } from '../../payouts/service.ts';
import { Problem } from '../problems/problem.ts';
import { patternText, printableText } from '../schemas/fields.ts';
import { json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';

const TAG = 'Operations';

const PAYEE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const payeeSchema = z
  .strictObject({
    payee: z.string().meta({ description: 'SHA-256 of the account; never the account.' }),
    reason: z.string().meta({ description: 'Names the payout in conflict.' }),
    sinceMs: z.number(),
    call: z.string().meta({ description: 'The call that ends it, method and path.' }),
  })
  .meta({ id: 'QuarantinedPayee' }) satisfies z.ZodType<QuarantinedPayee>;

const releaseSchema = z.strictObject({ reason: printableText(500) }).meta({ id: 'PayeeRelease' });

/** `GET /v1/payees`: who is out of service since a conflict, without anything personal. */
export function listPayeesRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/payees',
    operationId: 'listQuarantinedPayees',
    tag: TAG,
    summary: 'See the payees that a conflict took out of service',
    description: 'New payouts to them are HELD.',
    scopes: ['ops'],
    answers: {
      200: {
        description: 'All of them.',
        schema: z
          .strictObject({ object: z.literal('list'), data: z.array(payeeSchema) })
          .meta({ id: 'QuarantinedPayeeList' }),
        example: { object: 'list', data: [EXAMPLE] },
      },
    },
    async handle() {
      return json(200, { object: 'list', data: await service.quarantinedPayees() });
    },
  });
}

/** `POST /v1/payees/:payee/release`: ends a payee's quarantine, by name and with a reason. */
export function releasePayeeRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/payees/:payee/release',
    operationId: 'releasePayee',
    tag: TAG,
    summary: 'Put a payee back into service',
    description:
      'Stored with the person who holds the API key. Payouts that are HELD stay so until they are ' +
      'reviewed.',
    scopes: ['ops'],
    params: z.strictObject({
      payee: patternText(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits', PAYEE),
    }),
    body: {
      kind: 'json',
      schema: releaseSchema,
      example: { reason: 'The account was confirmed by its holder: see case 4711.' },
    },
    answers: {
      200: {
        description: 'Released.',
        schema: z.strictObject({ payee: z.string() }).meta({ id: 'ReleasedPayee' }),
        example: { payee: PAYEE },
      },
    },
    problems: ['not_found'],
    async handle({ params, body }, key) {
      const { payee } = params;
      if (await service.releasePayee(payee, key.person, body.reason)) return json(200, { payee });
      throw new Problem('not_found', { detail: 'No payee of this id is out of service.' });
    },
  });
}

const EXAMPLE: QuarantinedPayee = {
  payee: PAYEE,
  reason: 'po_019a2f3c4d51: paid after it was declared dead',
  sinceMs: 1_795_514_400_000,
  call: `POST /v1/payees/${PAYEE}/release`,
};
