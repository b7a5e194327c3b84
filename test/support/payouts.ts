import type { Verdict } from '../../src/contract/verdict.ts';
import { applyEvent } from '../../src/payouts/model/apply-event.ts';
import { decide } from '../../src/payouts/decide/decide.ts';
import type { RouteRecord } from '../../src/payouts/model/route-record.ts';
import type { Effect } from '../../src/payouts/model/effects.ts';
import type { EvidenceFact, Fact } from '../../src/payouts/model/facts.ts';
import type { AttemptTerms, Payout, PayoutRequest } from '../../src/payouts/model/payout.ts';

export const START_MS = Date.UTC(2026, 10, 24, 1, 0, 0);
export const DRAIN_MS = 30_000;
export const WINDOW_MS = 86_400_000;

export const REQUEST: PayoutRequest = {
  obligation: 'loan-1:tranche-1',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: { name: 'Ada Lovelace', account: { type: 'iban', value: 'DE75512108001245126199' } },
  remittance: 'loan 1',
  deadlineAtMs: null,
  route: [],
  borrower: null,
  replaces: null,
  metadata: {},
};

export const TERMS: AttemptTerms = {
  dedupe: 'byKey',
  keyWindowEndsAtMs: START_MS + WINDOW_MS,
  notFoundIsProofAfterMs: DRAIN_MS,
  inquiry: true,
  inquiryNotBeforeMs: 0,
  inquiryHorizonMs: WINDOW_MS,
  inquiryBy: 'key',
  keyAfterRefusal: 'new',
  copyLifeMs: null,
  cancel: true,
  cancelNeedsReference: false,
};

/** A payout and the clock it lives by: facts go in, the fold and the effects come out. */
export interface Story {
  readonly payout: Payout;
  /** The effects of the last fact. */
  readonly effects: readonly Effect[];
  readonly nowMs: number;
}

/** Tells a fact a second after the last one. */
export function tell(story: Story, fact: Fact, afterMs = 1_000): Story {
  const nowMs = story.nowMs + afterMs;
  const { events, effects } = decide(story.payout, fact, nowMs);
  return { payout: events.reduce(applyEvent, story.payout), effects, nowMs };
}

export function tellAll(story: Story, ...facts: readonly Fact[]): Story {
  return facts.reduce((now, fact) => tell(now, fact), story);
}

/** A payout that passed the policy and waits for a route. */
export function queued(request: Partial<PayoutRequest> = {}): Story {
  const received = {
    kind: 'received',
    id: 'po_1',
    caller: 'lender',
    request: { ...REQUEST, ...request },
  } as const;
  const born = decide(null, received, START_MS).events.reduce<Payout | null>(applyEvent, null);
  if (born === null) throw new Error('not born');
  const story = { payout: born, effects: [], nowMs: START_MS };
  return tell(story, { kind: 'judged', hold: null, holdsObligation: true });
}

/** A payout whose first attempt is on its way to the partner. */
export function dispatching(
  terms: Partial<AttemptTerms> = {},
  request: Partial<PayoutRequest> = {},
) {
  return tell(queued(request), routed('bank-a', terms));
}

/** A payout whose first attempt was sent and not answered. */
export function inDoubt(terms: Partial<AttemptTerms> = {}, request: Partial<PayoutRequest> = {}) {
  return tell(dispatching(terms, request), evidence(LOST));
}

/** The decision behind {@link routed}. */
export const ROUTED_BY_TEST: RouteRecord = {
  why: 'test',
  reason: 'only',
  exploration: null,
  lines: [],
};

export function routed(partner: string, terms: Partial<AttemptTerms> = {}): Fact {
  return {
    kind: 'routed',
    partner,
    endpoint: 'main',
    contentDigest: 'digest',
    adapterVersion: '1',
    terms: { ...TERMS, ...terms },
    intentAtMs: START_MS,
    reason: ROUTED_BY_TEST,
  };
}

export function evidence(verdict: Verdict, details: Partial<EvidenceFact> = {}): EvidenceFact {
  return {
    kind: 'evidence',
    attemptNo: 1,
    source: 'response',
    epoch: 1,
    verdict,
    digest: '',
    quietMs: 0,
    ...details,
  };
}

export function inquiryFound(verdict: Verdict, details: Partial<EvidenceFact> = {}): EvidenceFact {
  return evidence(verdict, { source: 'inquiry', quietMs: DRAIN_MS, ...details });
}

export const LOST: Verdict = {
  kind: 'unknown',
  failure: 'technical.latency.response',
  detail: 'no answer in time',
};
export const EXECUTED: Verdict = { kind: 'executed', finality: 'executed', echo: {} };
export const ACCEPTED: Verdict = { kind: 'accepted', echo: {} };
export const ABSENT: Verdict = { kind: 'absent' };
export const DUPLICATE: Verdict = { kind: 'duplicate', partnerCode: 'DU04' };
export const CANCELLED: Verdict = { kind: 'cancelled', partnerCode: 'CANC', echo: {} };
export const NEVER_SENT: Verdict = {
  kind: 'neverSent',
  failure: 'technical.latency.connect',
  detail: 'refused',
};
export const RETURNED: Verdict = {
  kind: 'returned',
  amount: { currency: 'CNY', minor: 12_345n },
  feeMinor: 0n,
  failure: 'partner.returned',
  partnerCode: 'AC04',
  echo: {},
};

export function refused(
  failure: (Verdict & { kind: 'refused' })['failure'],
  recorded = false,
): Verdict {
  return { kind: 'refused', recorded, failure, partnerCode: 'X1', echo: {} };
}
