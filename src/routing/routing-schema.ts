import { z } from 'zod';

import { type Currency, isCurrency } from '../contract/currency.ts';
import { AMOUNT_MINOR_MAX } from '../contract/money.ts';

const HOUR_MS = 3_600_000;

/** Whole numbers of minor units; YAML's own numbers are exact up to here. */
const minor = z.int().min(0).max(Number.MAX_SAFE_INTEGER).transform(BigInt);

function byCurrency<Value extends z.ZodType>(value: Value) {
  return z.partialRecord(
    z.custom<Currency>((code) => typeof code === 'string' && isCurrency(code), {
      error: 'a currency such as CNY',
    }),
    value,
  );
}

const partnerTerms = z.strictObject({
  /** 1 is preferred to 2, whatever either costs. */
  tier: z.int().min(1).max(9).default(1),
  /** The file in `calendars/` without its ending; `always` where there is none. */
  calendar: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a calendar such as t2')
    .optional(),
  /** What one payout costs, by currency. */
  fees: byCurrency(
    z.strictObject({
      fixedMinor: minor.default(0n),
      basisPoints: z.int().min(0).max(10_000).transform(BigInt).default(0n),
    }),
  ).default({}),
  /** Our own bounds of one payout, by currency; never wider than the partner's. */
  amounts: byCurrency(
    z.strictObject({
      minMinor: minor.default(0n),
      maxMinor: minor.default(AMOUNT_MINOR_MAX),
    }),
  ).default({}),
  /** Creditor regions we may pay to through it; empty: wherever the partner pays to. */
  regions: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code such as CN'))
    .max(250)
    .default([]),
});

const success = z.strictObject({
  /** Submits that left longer ago do not count. */
  windowMs: z
    .int()
    .min(60_000)
    .max(24 * HOUR_MS)
    .default(HOUR_MS),
  /** After this time a submit counts half. */
  halfLifeMs: z
    .int()
    .min(10_000)
    .max(24 * HOUR_MS)
    .default(HOUR_MS / 4),
  /** What a partner is taken for before it has shown anything. */
  priorSubmits: z.int().min(1).max(10_000).default(50),
  priorPercent: z.int().min(0).max(100).default(100),
  /** Smaller differences decide nothing. */
  stepPercent: z.int().min(1).max(25).default(5),
});

/** The routing file, as written and with what follows where it says nothing. */
export const routingSchema = z.strictObject({
  version: z.literal(1),
  /** The share of first attempts that each eligible partner keeps; 0: none. */
  explorationPercent: z.number().min(0).max(20).default(2),
  /** What a failed attempt is taken to cost, in hundredths of a percent of the amount. */
  failureCostBasisPoints: z.int().min(0).max(10_000).transform(BigInt).default(100n),
  success: success.prefault({}),
  partners: z.record(z.string(), partnerTerms).default({}),
});

/** The routing file as written, checked field by field. */
export type RoutingFile = z.infer<typeof routingSchema>;

/** What the routing file says about one partner. */
export type PartnerTermsFile = RoutingFile['partners'][string];

/** The terms of a partner of which the file says nothing. */
export const PLAIN_TERMS: PartnerTermsFile = partnerTerms.parse({});
