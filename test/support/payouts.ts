import type { Verdict } from '../../src/contract/verdict.ts';
import { applyEvent } from '../../src/payouts/model/apply-event.ts';
import { decide } from '../../src/payouts/decide/decide.ts';
import type { Effect } from '../../src/payouts/model/effects.ts';
import type { EvidenceFact, Fact } from '../../src/payouts/model/facts.ts';
import type { AttemptTerms, Payout, PayoutRequest } from '../../src/payouts/model/payout.ts';
import {
  DRAIN_MS,
  LOST,
  REQUEST,
  ROUTE_RECORD,
  START_MS,
  TERMS,
} from '../../src/proof/model/sample.ts';

export {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  DRAIN_MS,
  DUPLICATE,
  EXECUTED,
  LOST,
  NEVER_SENT,
  REQUEST,
  RETURNED,
  ROUTE_RECORD,
  START_MS,
  WINDOW_MS,
  refused,
} from '../../src/proof/model/sample.ts';

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

export function routed(partner: string, terms: Partial<AttemptTerms> = {}): Fact {
  return {
    kind: 'routed',
    partner,
    endpoint: 'main',
    contentDigest: 'digest',
    adapterVersion: '1',
    terms: { ...TERMS, ...terms },
    intentAtMs: START_MS,
    reason: ROUTE_RECORD,
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
