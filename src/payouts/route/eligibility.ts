import type { FailureCode } from '../../contract/failure.ts';
import type { Failure, Payout } from '../model/payout.ts';
import { misfit } from './misfit.ts';
import type { RouteCandidate } from './route-candidate.ts';
import { termsMisfit } from './terms-misfit.ts';

/** The hard gates, in the order in which they are tried: no score opens one of them. */
export const GATES = [
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

export type Gate = (typeof GATES)[number];

/** Why a gate is shut: `never` for this payout, or not before `retryAtMs`. */
export type Shut = { readonly failure: Failure; readonly why: string } & (
  { readonly kind: 'never' } | { readonly kind: 'later'; readonly retryAtMs: number }
);

type Test = (payout: Payout, candidate: RouteCandidate, nowMs: number) => Shut | null;

/** How long a quarantine is left alone before looking again. */
const LOOK_AGAIN_MS = 30_000;

const TESTS: Readonly<Record<Gate, Test>> = {
  route: ({ request: { route } }, { partner }) =>
    route.length === 0 || route.includes(partner)
      ? null
      : never('partner.agreement', "not in the caller's route"),

  capability({ request }, { capabilities }) {
    const unfit = misfit(request, capabilities);
    return unfit === null ? null : never('partner.agreement', unfit.message);
  },

  amount({ request }, { terms }) {
    const unfit = termsMisfit(request, terms);
    return unfit?.gate === 'amount' ? never('risk.limit.amount', unfit.message) : null;
  },

  licence({ request }, { terms }) {
    const unfit = termsMisfit(request, terms);
    return unfit?.gate === 'licence' ? never('regulatory.region', unfit.message) : null;
  },

  exclusion: ({ excludedPartners, failure }, { partner }) =>
    excludedPartners.includes(partner)
      ? never(failure?.code ?? 'partner.agreement', 'refused it for good')
      : null,

  quarantine: (_payout, { quarantined }, nowMs) =>
    quarantined
      ? later('partner.outage', 'quarantined after a conflict', nowMs + LOOK_AGAIN_MS)
      : null,

  calendar(_payout, { partner, opening }) {
    if (opening.open) return null;
    const { failure, opensAtMs, note } = opening;
    const until = new Date(opensAtMs).toISOString();
    const why = withNote(`closed until ${until} (${opening.why})`, note);
    return later(failure, why, opensAtMs, `${partner} is ${why}`);
  },

  lane: (_payout, { advice }) =>
    advice.open ? null : later(advice.failure, `lane closed: ${advice.failure}`, advice.retryAtMs),

  liquidity({ request: { amount } }, { shortages }, nowMs) {
    const short = shortages.find(
      (shortage) =>
        shortage.amount.currency === amount.currency &&
        shortage.amount.minor <= amount.minor &&
        shortage.untilMs > nowMs,
    );
    if (short === undefined) return null;
    return later('risk.liquidity', 'our funds there did not reach a moment ago', short.untilMs);
  },
};

/** The first gate that is shut for this payout at this partner, or `null`: it is eligible. Pure. */
export function shutGate(
  payout: Payout,
  candidate: RouteCandidate,
  nowMs: number,
): (Shut & { readonly gate: Gate }) | null {
  for (const gate of GATES) {
    const shut = TESTS[gate](payout, candidate, nowMs);
    if (shut !== null) return { ...shut, gate };
  }
  return null;
}

/** A calendar that has ended says so wherever the partner is spoken of. */
export function withNote(why: string, note: string | null): string {
  return note === null ? why : `${why}; ${note}`;
}

function never(code: Failure['code'], why: string): Shut {
  return { kind: 'never', failure: { code, detail: why, partnerCode: null }, why };
}

function later(code: FailureCode, why: string, retryAtMs: number, detail = why): Shut {
  return { kind: 'later', failure: { code, detail, partnerCode: null }, retryAtMs, why };
}
