import * as z from 'zod';

import { type FailureCategory, isFailureCode } from '../../contract/failure.ts';
import type { Owner } from '../../contract/failure-meaning.ts';
import { ROUTE_REASONS } from '../../contract/routing.ts';
import { ELIGIBILITY_CONDITIONS } from '../../payouts/model/route-record.ts';
import { type NextAction, PAYOUT_STATES } from '../../payouts/model/payout.ts';
import type { DryRunView } from '../../payouts/service.ts';
import type {
  AttemptView,
  ExplainView,
  FailureView,
  PayoutView,
  RouteExplanation,
  RouteScoreView,
  TimelineEntry,
} from '../../payouts/views/views.ts';
import type { ClosedSet } from '../schemas/closed-set.ts';
import { amountViewSchema, moneyMovedSchema } from '../schemas/money-views.ts';

const timestamp = () => z.iso.datetime().meta({ example: '2026-11-24T10:00:00.000Z' });

const stateSchema = z.enum(PAYOUT_STATES).meta({
  id: 'PayoutState',
  description:
    'PAID, RETURNED, FAILED and CANCELLED are final (a PAID payout may still be RETURNED). ' +
    'IN_DOUBT is not a failure: money may have moved, and only evidence ends it.',
});

const ownerSchema = z.enum({
  'platform-sre': 'platform-sre',
  platform: 'platform',
  'network-sre': 'network-sre',
  security: 'security',
  'partner-integration': 'partner-integration',
  'partner-management': 'partner-management',
  'payments-ops': 'payments-ops',
  'finance-ops': 'finance-ops',
  treasury: 'treasury',
  'risk-ops': 'risk-ops',
  'fraud-ops': 'fraud-ops',
  'credit-ops': 'credit-ops',
  'kyc-ops': 'kyc-ops',
  'customer-ops': 'customer-ops',
  compliance: 'compliance',
  'compliance-ops': 'compliance-ops',
  caller: 'caller',
} as const satisfies ClosedSet<Owner | 'caller'>);

const categorySchema = z.enum({
  technical: 'technical',
  risk: 'risk',
  eligibility: 'eligibility',
  partner: 'partner',
  regulatory: 'regulatory',
  caller: 'caller',
} as const satisfies ClosedSet<FailureCategory | 'caller'>);

const isoSetSchema = z.enum({
  status: 'status',
  return: 'return',
} as const satisfies ClosedSet<NonNullable<FailureView['iso']>['set']>);

const retryableSchema = z.enum({
  engine: 'engine',
  caller: 'caller',
  no: 'no',
} as const satisfies ClosedSet<FailureView['retryable']>);

const finalitySchema = z.enum({
  executed: 'executed',
  credited: 'credited',
  reconciled: 'reconciled',
} as const satisfies ClosedSet<NonNullable<PayoutView['finality']>>);

const wouldBeSchema = z.enum({
  QUEUED: 'QUEUED',
  HELD: 'HELD',
  FAILED: 'FAILED',
  INVALID: 'INVALID',
} as const satisfies ClosedSet<DryRunView['wouldBe']>);

/** Why a payout is not, or not yet, paid; whose it is; what to tell the borrower. */
export const failureViewSchema = z
  .strictObject({
    type: z.string().meta({ description: 'A stable URI: the page that explains the code.' }),
    code: z.string().meta({ example: 'technical.latency.response' }),
    title: z.string(),
    category: categorySchema,
    owner: ownerSchema.meta({ description: 'Who has to act, if anybody.' }),
    iso: z
      .strictObject({ set: isoSetSchema, code: z.string() })
      .nullable()
      .meta({ description: 'The ISO 20022 reason; the same code differs between the two sets.' }),
    retryable: retryableSchema.meta({
      description: 'Who may try again: the engine by itself, you after a correction, or nobody.',
    }),
    customer: z
      .strictObject({
        key: z.string(),
        text: z.strictObject({ 'zh-CN': z.string(), en: z.string() }),
      })
      .nullable()
      .meta({ description: 'Safe to show to the borrower. null: show nothing.' }),
    remedy: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'Failure' }) satisfies z.ZodType<FailureView>;

const attemptViewSchema = z
  .strictObject({
    no: z.int(),
    partner: z.string(),
    endpoint: z.string(),
    partnerKey: z.string().meta({ description: 'Our reference in the partner’s books.' }),
    state: z.string(),
    epoch: z.int().meta({ description: 'Copies sent, all with the same key.' }),
    proof: z.string().nullable().meta({
      description: 'Why this attempt can never move money; null while it may.',
    }),
    partnerReference: z.string().nullable(),
    failureCode: z.string().nullable(),
    startedAt: timestamp(),
  })
  .meta({ id: 'Attempt' }) satisfies z.ZodType<AttemptView>;

const nextActionSchema = z
  .strictObject({
    what: z.enum({
      route: 'route',
      inquire: 'inquire',
      await_answer: 'await_answer',
      review: 'review',
      cancel: 'cancel',
    } as const satisfies ClosedSet<NextAction['what']>),
    at: timestamp().meta({
      description:
        'While every partner is closed by its calendar: when the first of them opens. Otherwise ' +
        'when the engine looks again.',
    }),
    call: z.string().optional().meta({
      description:
        'Where people have to act, or may end the wait: the call that does it, method and path.',
    }),
  })
  .nullable()
  .meta({ description: 'What the engine does next by itself, and when.' });

/** One payout, as its caller sees it. */
export const payoutViewSchema = z
  .strictObject({
    object: z.literal('payout'),
    id: z.string(),
    state: stateSchema,
    moneyMoved: moneyMovedSchema,
    safeToResubmit: z.boolean().meta({
      description: 'True when a NEW payout for the same obligation cannot pay twice.',
    }),
    obligation: z.string(),
    amount: amountViewSchema,
    partner: z.string().nullable(),
    finality: finalitySchema.nullable(),
    cancelRequested: z.boolean(),
    nextAction: nextActionSchema,
    expectedResolutionBy: timestamp().nullable(),
    failure: failureViewSchema.nullable(),
    returned: z
      .strictObject({
        amount: amountViewSchema,
        fee: z.int().meta({ description: 'Minor units kept by the bank.' }),
        at: timestamp(),
        partnerCode: z.string(),
      })
      .nullable(),
    attempts: z.array(attemptViewSchema),
    deadline: timestamp().nullable(),
    replaces: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    createdAt: timestamp(),
    updatedAt: timestamp(),
  })
  .meta({ id: 'Payout' }) satisfies z.ZodType<PayoutView>;

const timelineEntrySchema = z
  .strictObject({
    seq: z.int(),
    at: timestamp(),
    kind: z.string().meta({ example: 'payout.received' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' }) satisfies z.ZodType<TimelineEntry>;

const routeScoreSchema = z
  .strictObject({
    deadAttempts: z.int().meta({ description: 'Attempts of this payout that died there.' }),
    hasRoom: z.boolean().meta({ description: 'Whether it has a free slot now.' }),
    preference: z.int().meta({
      description: 'Its place in your route, or else the tier of our policy; 1 comes first.',
    }),
    fee: z.int().meta({ description: 'Minor units of the payout’s currency.' }),
    expectedCost: z.string().meta({
      description: 'Fee, and what the chance of a failure is worth: minor units.',
      example: '125.000000',
    }),
    successPercent: z.int().meta({ description: 'Of its latest submits, in steps.' }),
    submits: z.int().meta({ description: 'How many submits that rate rests on.' }),
  })
  .meta({
    id: 'RouteScore',
    description: 'What an eligible partner ranks by, in the order in which it decides.',
  }) satisfies z.ZodType<RouteScoreView>;

const routeExplanationSchema = z
  .strictObject({
    chosen: z.string().nullable(),
    why: z.string(),
    reason: z.enum(ROUTE_REASONS).nullable(),
    waitUntil: timestamp().nullable().meta({
      description: 'When somebody may take it; null: somebody may now, or nobody ever.',
    }),
    exploration: z
      .strictObject({
        draw: z.number().meta({ description: 'Made from payout and attempt: never another one.' }),
        sharePercent: z.number().meta({ description: 'What each eligible partner keeps.' }),
        turnOf: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'The draw by which a partner may be chosen that is not the best.' }),
    candidates: z.array(
      z.strictObject({
        partner: z.string(),
        eligible: z.boolean(),
        reason: z.string(),
        gate: z
          .enum(ELIGIBILITY_CONDITIONS)
          .nullable()
          .meta({ description: 'The first condition of eligibility that it did not meet.' }),
        score: routeScoreSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'RouteExplanation' }) satisfies z.ZodType<RouteExplanation>;

/** Why a payout is where it is, and what would move it. */
export const explainViewSchema = z
  .strictObject({
    id: z.string(),
    state: stateSchema,
    summary: z.string(),
    moneyMoved: moneyMovedSchema,
    nextAction: nextActionSchema,
    waitingFor: z.string(),
    attempts: z.array(
      z.strictObject({
        no: z.int(),
        partner: z.string(),
        proof: z.string(),
        route: routeExplanationSchema.nullable().meta({
          description: 'How its partner was chosen then; null when that was not recorded.',
        }),
      }),
    ),
    route: routeExplanationSchema.meta({ description: 'How it would be routed now.' }),
  })
  .meta({ id: 'Explanation' }) satisfies z.ZodType<ExplainView>;

/** What `?dryRun=true` answers; nothing was stored for it. */
export const dryRunViewSchema = z
  .strictObject({
    wouldBe: wouldBeSchema,
    failure: z.string().refine(isFailureCode).nullable(),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
    route: routeExplanationSchema,
  })
  .meta({ id: 'DryRun' }) satisfies z.ZodType<DryRunView>;

/** A page of payouts, newest first. */
export const payoutListSchema = z
  .strictObject({
    object: z.literal('list'),
    url: z.literal('/v1/payouts'),
    data: z.array(payoutViewSchema),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().meta({
      description: 'Give it as `cursor` for the next page; null on the last one.',
    }),
  })
  .meta({ id: 'PayoutList' });

/** A page of one payout's timeline, oldest first. */
export const timelineSchema = z
  .strictObject({
    object: z.literal('list'),
    url: z.string(),
    data: z.array(timelineEntrySchema),
    has_more: z.boolean(),
    next_after: z.int().meta({ description: 'Give it as `after` to go on from here.' }),
  })
  .meta({ id: 'Timeline' });
