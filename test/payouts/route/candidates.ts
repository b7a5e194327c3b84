import { chooseRoute, type RouteChoice } from '../../../src/payouts/route/choose-route.ts';
import type { RouteCandidate } from '../../../src/payouts/route/route-candidate.ts';
import type { Payout, PayoutRequest } from '../../../src/payouts/model/payout.ts';
import { evidence, NEVER_SENT, queued, routed, tell } from '../../support/payouts.ts';
import { candidate, RULES, TERMS } from '../../support/routing.ts';
import { CAPABILITIES } from '../fake-partner.ts';

export const NOW_MS = Date.UTC(2026, 10, 24);
export const SOON_MS = NOW_MS + 5_000;
export const LATER_MS = NOW_MS + 50_000;

export const choose = (payout: Payout, candidates: readonly RouteCandidate[]) =>
  chooseRoute(payout, candidates, RULES, NOW_MS);

export function closed(partner: string, retryAtMs: number): RouteCandidate {
  return candidate(partner, { advice: { open: false, failure: 'partner.outage', retryAtMs } });
}

export function limited(
  partner: string,
  limits: Partial<RouteCandidate['capabilities']['limits']>,
) {
  const capabilities = { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, ...limits } };
  return candidate(partner, { capabilities });
}

/** Closed by its calendar, for a cut-off or for maintenance. */
export function shut(
  partner: string,
  failure: 'partner.cutoff' | 'partner.maintenance',
  opensAtMs: number,
) {
  const opening = {
    open: false,
    failure,
    why: 'no business day: sun',
    opensAtMs,
    note: null,
  } as const;
  return candidate(partner, { opening });
}

/** What one payout costs there, all of it fixed. */
export function priced(partner: string, fixedMinor: bigint, details: Partial<RouteCandidate> = {}) {
  const fees = new Map([['CNY', { fixedMinor, basisPoints: 0n }] as const]);
  return candidate(partner, { ...details, terms: { ...TERMS, fees } });
}

export const paying = (percent: number) => ({ success: { percent, submits: 100 } });

export const payoutOf = (request: Partial<PayoutRequest> = {}): Payout => queued(request).payout;

/** A payout whose attempts at these partners provably never left. */
export function afterDeathsAt(...partners: readonly string[]): Payout {
  return afterDeathStory(...partners).payout;
}

export function afterDeathStory(...partners: readonly string[]) {
  return partners.reduce((story, partner, index) => {
    const started = tell(story, routed(partner));
    const dead = evidence(NEVER_SENT, { attemptNo: index + 1, source: 'socket' });
    return tell(started, dead);
  }, queued());
}

export const reasons = ({ lines }: RouteChoice) =>
  lines.map(({ partner, reason }) => [partner, reason]);
