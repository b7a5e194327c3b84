import type { Opening, PartnerTerms, RouteRules, Routing } from '../../src/contract/routing.ts';
import type { RouteCandidate } from '../../src/payouts/route/route-candidate.ts';
import { CAPABILITIES } from '../payouts/fake-partner.ts';

/** The shipped rules, but without exploration: a test that wants it says so. */
export const RULES: RouteRules = {
  explorationPercent: 0,
  failureCostBasisPoints: 100n,
  success: {
    windowMs: 3_600_000,
    halfLifeMs: 900_000,
    priorSubmits: 50,
    priorPercent: 100,
    stepPercent: 5,
  },
};

export const TERMS: PartnerTerms = { tier: 1, fees: new Map(), amounts: new Map(), regions: [] };

export const OPEN: Opening = { open: true, note: null };

/** An eligible partner, but for what the test changes. */
export function candidate(partner: string, details: Partial<RouteCandidate> = {}): RouteCandidate {
  return {
    partner,
    capabilities: CAPABILITIES,
    terms: TERMS,
    opening: OPEN,
    advice: { open: true },
    quarantined: false,
    hasRoom: true,
    success: { percent: 100, submits: 0 },
    shortages: [],
    ...details,
  };
}

/** Routing settings that a test may change while the engine runs. */
export interface FakeRouting extends Routing {
  setRules(rules: Partial<RouteRules>): void;
  setTerms(partner: string, terms: Partial<PartnerTerms>): void;
  setOpening(partner: string, opening: (nowMs: number) => Opening): void;
}

/** Every partner in one tier, free of charge, always open. */
export function fakeRouting(): FakeRouting {
  let rules = RULES;
  const terms = new Map<string, PartnerTerms>();
  const openings = new Map<string, (nowMs: number) => Opening>();
  return {
    rules: () => rules,
    termsOf: (partner) => terms.get(partner) ?? TERMS,
    openingOf: (partner, nowMs) => openings.get(partner)?.(nowMs) ?? OPEN,
    setRules(changed) {
      rules = { ...rules, ...changed };
    },
    setTerms(partner, changed) {
      terms.set(partner, { ...TERMS, ...changed });
    },
    setOpening(partner, opening) {
      openings.set(partner, opening);
    },
  };
}
