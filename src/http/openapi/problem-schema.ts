import * as z from 'zod';

import { payoutViewSchema } from '../payouts/payout-views.ts';
import { moneyMovedSchema } from '../schemas/money-views.ts';
import type { ProblemBody } from '../problems/problem-body.ts';
import type { Retryable } from '../problems/problem-codes.ts';
import type { ClosedSet } from '../schemas/closed-set.ts';

const retryableSchema = z.enum({
  yes: 'yes',
  no: 'no',
  same_key_only: 'same_key_only',
} as const satisfies ClosedSet<Retryable>);

/** Problem details (RFC 9457) with our extension members. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({
      description: 'A stable URI: the page that explains the code.',
      example: 'https://breakwater.dev/problems/validation_failed',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'This occurrence.' }),
    code: z.string().meta({ description: 'For machines; stable.' }),
    request_id: z.string(),
    retryable: retryableSchema.meta({
      description:
        'May you send the same request again? `same_key_only`: yes, but a new Idempotency-Key ' +
        'could pay twice.',
    }),
    moneyMoved: moneyMovedSchema.optional().meta({
      description:
        'Whether THIS request can have moved money; left out where that is not known. It says ' +
        'nothing about an earlier request with the same key: ask for that payout.',
    }),
    errors: z
      .array(z.strictObject({ pointer: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each field at fault by its JSON pointer (RFC 6901).' }),
    payoutId: z.string().optional(),
    payout: payoutViewSchema.optional(),
    requiredScopes: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' }) satisfies z.ZodType<ProblemBody>;
