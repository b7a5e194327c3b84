import type { Currency } from './currency.ts';

/** Why this partner and no other, in a closed set that fits a metric label. */
export const ROUTE_REASONS = [
  /** Nobody else was eligible. */
  'only',
  /** It ranked first. */
  'best',
  /** It did not rank first: its turn to show how it does. */
  'explored',
  /** The caller's route names it before the other eligible ones. */
  'caller',
  /** Another partner than the last attempt's, over that attempt's death proof. */
  'failover',
  /** The same partner again, over the last attempt's death proof. */
  'again',
  /** A partner had it already: an attempt that a restored journal had lost. */
  'found',
] as const;

/** Why an attempt went to this partner and not to another. */
export type RouteReason = (typeof ROUTE_REASONS)[number];

/**
 * What a partner's calendar says of this moment. A calendar never says "open" for want of knowledge:
 * where it has ended, `note` says so and what still holds.
 */
export type Opening =
  | { readonly open: true; readonly note: string | null }
  | {
      readonly open: false;
      readonly failure: 'partner.cutoff' | 'partner.maintenance';
      /** For people: weekend, the holiday's name, past the cut-off, what is being maintained. */
      readonly why: string;
      /** When it takes instructions again, Unix ms; always later than the moment asked about. */
      readonly opensAtMs: number;
      readonly note: string | null;
    };

/** What one payout costs at a partner: a fixed part and a share of the amount. */
export interface Fee {
  /** In minor units of the payout's currency. */
  readonly fixedMinor: bigint;
  /** Hundredths of a percent of the amount. */
  readonly basisPoints: bigint;
}

/** Our own bounds of one payout in minor units, both inclusive, within the partner's. */
export interface AmountBounds {
  readonly minMinor: bigint;
  readonly maxMinor: bigint;
}

/** What we decided about one partner, as far as routing goes. */
export interface PartnerTerms {
  /** 1 is preferred to 2, whatever either costs. */
  readonly tier: number;
  /** By currency. Either every partner that pays in a currency has a fee for it, or none. */
  readonly fees: ReadonlyMap<Currency, Fee>;
  readonly amounts: ReadonlyMap<Currency, AmountBounds>;
  /** Creditor regions that we are licensed to pay to through it; empty: no restriction. */
  readonly regions: readonly string[];
}

/** How the live success rate of a partner is taken. */
export interface SuccessRules {
  /** Submits that left longer ago do not count. */
  readonly windowMs: number;
  /** A submit counts half as much after this time. */
  readonly halfLifeMs: number;
  /** What a partner is taken for before it has shown anything: this many submits ... */
  readonly priorSubmits: number;
  /** ... of which so many per cent went well. */
  readonly priorPercent: number;
  /** Rates are compared in steps of so many points: less is noise and decides nothing. */
  readonly stepPercent: number;
}

/** What holds for the choice among partners. */
export interface RouteRules {
  /** The share of first attempts that each eligible partner keeps, in per cent; 0: none. */
  readonly explorationPercent: number;
  /** What a failed attempt is taken to cost, in hundredths of a percent of the amount. */
  readonly failureCostBasisPoints: bigint;
  readonly success: SuccessRules;
}

/** The routing settings in force; each is read anew at each decision. */
export interface Routing {
  rules(): RouteRules;
  termsOf(partner: string): PartnerTerms;
  openingOf(partner: string, nowMs: number): Opening;
}
