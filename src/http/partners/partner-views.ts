import * as z from 'zod';

import { LANES } from '../../contract/exchange.ts';
import type { Isolation, LaneState } from '../../contract/send.ts';
import { DISTRUSTABLE_PROOFS } from '../../payouts/model/breach.ts';
import type { Distrust } from '../../payouts/partner-conflicts.ts';
import type { EndpointLane, PartnerView } from '../../payouts/service.ts';
import type { ClosedSet } from '../schemas/closed-set.ts';

const isolationSchema = z
  .strictObject({ owner: z.string(), reason: z.string(), expiresAtMs: z.number() })
  .meta({
    id: 'Isolation',
    description: 'Who took the partner out of service, why and until when (Unix milliseconds).',
  }) satisfies z.ZodType<Isolation>;

const laneStateSchema = z.enum({
  closed: 'closed',
  open: 'open',
  half_open: 'half_open',
  isolated: 'isolated',
} as const satisfies ClosedSet<LaneState['kind']>);

const laneSchema = z
  .strictObject({
    lane: z.enum(LANES),
    endpoint: z.string().meta({
      description:
        'The host that it leads to, where each host of the partner has a ledger of its own.',
    }),
    state: laneStateSchema,
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
  .meta({ id: 'Lane' });

const distrustSchema = z
  .strictObject({
    proof: z.enum(DISTRUSTABLE_PROOFS).meta({
      description:
        '`absent`: "not found" after the drain time. `unrecordedRefusal`: a refusal that the ' +
        'partner keeps no record of.',
    }),
    reason: z.string().meta({ description: 'The payout in conflict, and what happened.' }),
    sinceMs: z.number(),
  })
  .meta({ id: 'Distrust' }) satisfies z.ZodType<Distrust>;

/** One partner: its lanes, whether it is in service, and what is in doubt there. */
export const partnerViewSchema = z
  .strictObject({
    partner: z.string(),
    lanes: z.array(laneSchema),
    quarantined: z.strictObject({ reason: z.string(), sinceMs: z.number() }).nullable(),
    distrusted: z.array(distrustSchema).meta({
      description: 'What is believed no more of it since a conflict; `restore` ends it.',
    }),
    conflicts: z.int().meta({
      description: 'Conflicts since it was last restored. Too many take it out of service.',
    }),
    restored: z
      .strictObject({ by: z.string(), reason: z.string(), atMs: z.number() })
      .nullable()
      .meta({ description: 'Who restored it last, why and when (Unix milliseconds).' }),
    call: z
      .string()
      .optional()
      .meta({
        description:
          'While it is out of service or a proof of it is not believed: the call that ends that, ' +
          'method and path.',
      }),
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
  .meta({ id: 'Partner' });

/** All partners. */
export const partnerListSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(partnerViewSchema) })
  .meta({ id: 'PartnerList' });

/** What the API says about one partner. */
export type PartnerBody = z.infer<typeof partnerViewSchema>;
type LaneBody = z.infer<typeof laneSchema>;

/** The view of a partner for the API, where a lane has the same fields in every state. */
export function showPartner(view: PartnerView): PartnerBody {
  return {
    ...view,
    lanes: view.lanes.map(showLane),
    distrusted: [...view.distrusted],
    accountTypes: [...view.accountTypes],
    currencies: [...view.currencies],
  };
}

function showLane({ lane, endpoint, state, ...rest }: EndpointLane): LaneBody {
  const { inFlight, queued, limit, window } = rest;
  return { lane, endpoint, ...showState(state), inFlight, queued, limit, window };
}

function showState(
  state: LaneState,
): Pick<LaneBody, 'state' | 'sinceMs' | 'reason' | 'nextProbeAtMs' | 'isolation'> {
  switch (state.kind) {
    case 'closed':
      return {
        state: state.kind,
        sinceMs: state.sinceMs,
        reason: state.reason,
        nextProbeAtMs: null,
        isolation: null,
      };
    case 'open':
    case 'half_open':
      return {
        state: state.kind,
        sinceMs: state.sinceMs,
        reason: state.reason,
        nextProbeAtMs: state.nextProbeAtMs,
        isolation: null,
      };
    case 'isolated': {
      const { isolation, sinceMs, beneath } = state;
      return {
        ...showState(beneath),
        state: 'isolated',
        sinceMs,
        reason: `isolated by ${isolation.owner}: ${isolation.reason}`,
        isolation,
      };
    }
  }
}

/** A partner as the service shows it: the example of the API document, and of tests. */
export const EXAMPLE_PARTNER: PartnerView = {
  partner: 'alipay',
  lanes: [
    {
      lane: 'submit',
      endpoint: 'main',
      state: {
        kind: 'open',
        sinceMs: 1_795_514_400_000,
        reason: 'consecutive: 5 failures in a row',
        nextProbeAtMs: 1_795_514_405_000,
      },
      inFlight: 0,
      queued: 0,
      limit: 32,
      window: { completed: 120, failed: 6, slow: 3, consecutiveFailures: 5 },
    },
  ],
  quarantined: null,
  distrusted: [
    {
      proof: 'absent',
      reason: 'po_019a2f3c4d51: paid after it was declared dead',
      sinceMs: 1_795_514_400_000,
    },
  ],
  conflicts: 1,
  restored: null,
  call: 'POST /v1/partners/alipay/restore',
  isolation: null,
  opening: { open: true, why: null, opensAtMs: null, note: null },
  success: { percent: 95, submits: 120 },
  inDoubt: 2,
  accountTypes: ['alipay_user_id', 'alipay_logon_id'],
  currencies: ['CNY'],
};

/** The same as the API shows it. */
export const PARTNER_EXAMPLE: PartnerBody = showPartner(EXAMPLE_PARTNER);
