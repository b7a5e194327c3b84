import * as z from 'zod';

import { LANES } from '../../contract/exchange.ts';
import type { Isolation, LaneStatus } from '../../contract/send.ts';
import type { PartnerView } from '../../payouts/service.ts';

const isolationSchema = z
  .strictObject({ owner: z.string(), reason: z.string(), expiresAtMs: z.number() })
  .meta({
    id: 'Isolation',
    description: 'A person’s hold; times are Unix milliseconds.',
  }) satisfies z.ZodType<Isolation>;

const laneSchema = z
  .strictObject({
    lane: z.enum(LANES),
    state: z.enum(['closed', 'open', 'half_open', 'isolated']),
    sinceMs: z.number(),
    reason: z.string(),
    nextProbeAtMs: z.number().nullable(),
    isolation: isolationSchema.nullable(),
    inFlight: z.int(),
    queued: z.int(),
    limit: z.number(),
    window: z.strictObject({
      completed: z.int(),
      failed: z.int(),
      slow: z.int(),
      consecutiveFailures: z.int(),
    }),
  })
  .meta({ id: 'Lane' }) satisfies z.ZodType<LaneStatus>;

/** One partner, its lanes and its holds. */
export const partnerViewSchema = z
  .strictObject({
    partner: z.string(),
    lanes: z.array(laneSchema),
    quarantined: z.strictObject({ reason: z.string(), sinceMs: z.number() }).nullable(),
    isolation: isolationSchema.nullable(),
    opening: z
      .strictObject({
        open: z.boolean(),
        why: z.string().nullable(),
        opensAtMs: z.number().nullable(),
        note: z.string().nullable().meta({ description: 'That its calendar has ended, if so.' }),
      })
      .meta({ description: 'What its calendar says now.' }),
    success: z.strictObject({ percent: z.int(), submits: z.int() }).meta({
      description: 'How its latest submits came out, in the steps that routing ranks by.',
    }),
    inDoubt: z.int().meta({ description: 'Payouts whose money may have moved.' }),
    accountTypes: z.array(z.string()),
    currencies: z.array(z.string()),
  })
  .meta({ id: 'Partner' }) satisfies z.ZodType<PartnerView>;

/** All partners. */
export const partnerListSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(partnerViewSchema) })
  .meta({ id: 'PartnerList' });

/** An example of the API document. */
export const PARTNER_EXAMPLE: PartnerView = {
  partner: 'alipay',
  lanes: [
    {
      lane: 'submit',
      state: 'open',
      sinceMs: 1_795_514_400_000,
      reason: '5 failures in a row',
      nextProbeAtMs: 1_795_514_405_000,
      isolation: null,
      inFlight: 0,
      queued: 0,
      limit: 32,
      window: { completed: 120, failed: 6, slow: 3, consecutiveFailures: 5 },
    },
  ],
  quarantined: null,
  isolation: null,
  opening: { open: true, why: null, opensAtMs: null, note: null },
  success: { percent: 95, submits: 120 },
  inDoubt: 2,
  accountTypes: ['alipay_user_id', 'alipay_logon_id'],
  currencies: ['CNY'],
};
