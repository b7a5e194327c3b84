import type { Capabilities } from '../../contract/capabilities.ts';
import type { LaneAdvice } from '../../contract/send.ts';
import type { Failure, Payout } from '../payout.ts';
import { misfit } from './serves.ts';

/** A partner as the router sees it at this moment. */
export interface RouteCandidate {
  readonly partner: string;
  readonly capabilities: Capabilities;
  /** The submit lane's word. */
  readonly advice: LaneAdvice;
  readonly quarantined: boolean;
  /** False when as many submits are under way as the lane's limit allows. */
  readonly hasRoom: boolean;
}

/** Why a partner was taken or passed over, in words for `explain`. */
export interface RouteLine {
  readonly partner: string;
  readonly eligible: boolean;
  readonly reason: string;
}

export type RouteChoice = { readonly lines: readonly RouteLine[] } & (
  | { readonly kind: 'chosen'; readonly partner: string; readonly reason: string }
  /** Eligible, but busy: wait for a place, nothing is written. */
  | { readonly kind: 'wait'; readonly partner: string }
  | {
      readonly kind: 'none';
      /** True when no passing of time makes a partner eligible. */
      readonly permanent: boolean;
      readonly failure: Failure;
      readonly retryAtMs: number;
    }
);

type Standing =
  | {
      readonly kind: 'eligible';
      readonly candidate: RouteCandidate;
      readonly deaths: number;
      readonly order: number;
    }
  | {
      readonly kind: 'later';
      readonly failure: Failure;
      readonly retryAtMs: number;
      readonly why: string;
    }
  | { readonly kind: 'never'; readonly failure: Failure; readonly why: string };

/** How long a quarantine or a person's hold is left alone before looking again. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Chooses the partner for the next attempt. Pure; explains every candidate.
 *
 * Order: fewest dead attempts of this payout, then a free place, then the caller's route or our
 * preference. Health speaks through the lane's advice, never through a guess.
 */
export function chooseRoute(
  payout: Payout,
  candidates: readonly RouteCandidate[],
  nowMs: number,
): RouteChoice {
  const standings = candidates.map((candidate, index) => ({
    partner: candidate.partner,
    standing: standingOf(payout, candidate, index, nowMs),
  }));
  const lines = standings.map(({ partner, standing }) => ({
    partner,
    eligible: standing.kind === 'eligible',
    reason: reasonOf(standing),
  }));
  const eligible = standings
    .flatMap(({ standing }) => (standing.kind === 'eligible' ? [standing] : []))
    .toSorted(byPreference);
  const best = eligible[0];
  if (best !== undefined) {
    const { partner, hasRoom } = best.candidate;
    if (!hasRoom) return { kind: 'wait', partner, lines };
    return { kind: 'chosen', partner, reason: `${partner}: ${reasonOf(best)}`, lines };
  }
  return {
    ...nobody(
      standings.map(({ standing }) => standing),
      nowMs,
    ),
    lines,
  };
}

function standingOf(
  payout: Payout,
  candidate: RouteCandidate,
  index: number,
  nowMs: number,
): Standing {
  const { partner, capabilities, advice, quarantined } = candidate;
  const { route } = payout.request;
  if (route.length > 0 && !route.includes(partner)) {
    return never('partner.agreement', "not in the caller's route");
  }
  const unfit = misfit(payout.request, capabilities);
  if (unfit !== null) return never('partner.agreement', unfit.message);
  if (payout.excludedPartners.includes(partner)) {
    return never(payout.failure?.code ?? 'partner.agreement', 'refused it for good');
  }
  if (quarantined) {
    return later('partner.outage', 'quarantined after a conflict', nowMs + LOOK_AGAIN_MS);
  }
  if (!advice.open)
    return later(advice.failure, `lane closed: ${advice.failure}`, advice.retryAtMs);
  const deaths = payout.attempts.filter((attempt) => attempt.partner === partner).length;
  const order = route.length > 0 ? route.indexOf(partner) : index;
  return { kind: 'eligible', candidate, deaths, order };
}

function byPreference(
  a: Standing & { kind: 'eligible' },
  b: Standing & { kind: 'eligible' },
): number {
  return (
    a.deaths - b.deaths ||
    Number(b.candidate.hasRoom) - Number(a.candidate.hasRoom) ||
    a.order - b.order
  );
}

function nobody(standings: readonly Standing[], nowMs: number) {
  const waiting = standings
    .flatMap((standing) => (standing.kind === 'later' ? [standing] : []))
    .toSorted((a, b) => a.retryAtMs - b.retryAtMs)[0];
  if (waiting !== undefined) {
    const { failure, retryAtMs } = waiting;
    return { kind: 'none', permanent: false, failure, retryAtMs } as const;
  }
  const refusal = standings.find((standing) => standing.kind === 'never');
  const failure = refusal?.failure ?? {
    code: 'partner.agreement' as const,
    detail: 'no partner is configured',
    partnerCode: null,
  };
  return { kind: 'none', permanent: true, failure, retryAtMs: nowMs } as const;
}

function never(code: Failure['code'], why: string): Standing {
  return { kind: 'never', failure: { code, detail: why, partnerCode: null }, why };
}

function later(code: Failure['code'], why: string, retryAtMs: number): Standing {
  return { kind: 'later', failure: { code, detail: why, partnerCode: null }, retryAtMs, why };
}

function reasonOf(standing: Standing): string {
  if (standing.kind !== 'eligible') return standing.why;
  const { deaths, candidate } = standing;
  const room = candidate.hasRoom ? 'open' : 'open, but busy';
  return deaths === 0 ? room : `${room}, after ${deaths} dead attempt${deaths === 1 ? '' : 's'}`;
}
