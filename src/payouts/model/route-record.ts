import type { RouteReason } from '../../contract/routing.ts';

/**
 * The conditions of eligibility, in the order in which they are tried: no score outweighs one of
 * them. The names are stored with each attempt and shown by `explain`, in JSON under the key `gate`.
 */
export const ELIGIBILITY_CONDITIONS = [
  /** The caller named partners, and this is none of them. */
  'route',
  /** Account type, currency, amount or region that the partner does not serve. */
  'capability',
  /** Within what the partner pays, and beyond what we let it pay. */
  'amount',
  /** A region that we are not licensed to pay to through it. */
  'licence',
  /** It refused this payout in a way that only another partner can change. */
  'exclusion',
  /** Evidence at this partner contradicted itself. */
  'quarantine',
  /** Past its cut-off, a holiday, or maintenance. */
  'calendar',
  /** Its circuit is open or a person isolated it. */
  'lane',
  /** It refused no larger an amount a moment ago for want of our funds. */
  'liquidity',
] as const;

/** The name of one condition of eligibility, as stored and as shown. */
export type EligibilityCondition = (typeof ELIGIBILITY_CONDITIONS)[number];

/** The live success rate of a partner, as ranked. */
export interface SuccessRate {
  /** 0 to 100, rounded to the step of the rules. */
  readonly percent: number;
  /** How many submits in the window it rests on, beside the prior. */
  readonly submits: number;
}

/** What an eligible partner is ranked by; the parts stand in the order in which they decide. */
export interface Score {
  /** Attempts of this payout that died there: where it failed it is tried last. */
  readonly deaths: number;
  /** Whether a slot is free now; a partner that makes the payout wait is worse than one that pays. */
  readonly hasRoom: boolean;
  /** The rank in the caller's route, or else the tier of our routing rules; 1 comes first. */
  readonly preference: number;
  /** What it is expected to cost, in millionths of a minor unit of the payout's currency. */
  readonly costMillionths: bigint;
  /** The price in minor units, as far as it is known. */
  readonly feeMinor: bigint;
  readonly success: SuccessRate;
  /** Our order of partners: breaks every tie, so that equal partners never alternate. */
  readonly order: number;
}

/** What a draw decided about the floor of exploration. */
export interface Exploration {
  /** Uniform in [0, 1), made from the payout's id and the number of the attempt. */
  readonly draw: number;
  /** The share that each eligible partner keeps, in per cent. */
  readonly sharePercent: number;
  /** Whose turn the draw says it is; `null`: nobody's, the best one pays. */
  readonly turnOf: string | null;
}

/** One candidate in the decision: the condition that it did not meet, or what it was ranked by. */
export interface RouteLine {
  readonly partner: string;
  readonly eligible: boolean;
  /** In words. */
  readonly reason: string;
  /** The first condition that was not met; `null` when it was eligible. */
  readonly unmet: EligibilityCondition | null;
  readonly score: Score | null;
}

/**
 * How one attempt's partner was chosen: kept with the attempt, for whoever asks later. Holds partner
 * names and figures and nothing personal.
 */
export interface RouteRecord {
  /** One sentence. */
  readonly why: string;
  readonly reason: RouteReason;
  readonly exploration: Exploration | null;
  /** Every candidate, in our order. */
  readonly lines: readonly RouteLine[];
}
