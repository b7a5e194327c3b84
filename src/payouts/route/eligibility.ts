import type { FailureCode } from '../../contract/failure.ts';
import type { Failure, Payout } from '../model/payout.ts';
import { ELIGIBILITY_CONDITIONS, type EligibilityCondition } from '../model/route-record.ts';
import { misfit } from './misfit.ts';
import type { RouteCandidate } from './route-candidate.ts';
import { termsMisfit } from './terms-misfit.ts';

/** Why a condition is not met: `never` for this payout, or not before `retryAtMs` (Unix ms). */
export type Unmet = { readonly failure: Failure; readonly why: string } & (
  { readonly kind: 'never' } | { readonly kind: 'later'; readonly retryAtMs: number }
);

type Test = (payout: Payout, candidate: RouteCandidate, nowMs: number) => Unmet | null;

/** How long a quarantine is left alone before looking again. */
const LOOK_AGAIN_MS = 30_000;

const TESTS: Readonly<Record<EligibilityCondition, Test>> = {
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
    return unfit?.condition === 'amount' ? never('risk.limit.amount', unfit.message) : null;
  },

  licence({ request }, { terms }) {
    const unfit = termsMisfit(request, terms);
    return unfit?.condition === 'licence' ? never('regulatory.region', unfit.message) : null;
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

/**
 * The first condition that this payout does not meet at this partner, or `null`: it is eligible.
 * Pure.
 */
export function firstUnmet(
  payout: Payout,
  candidate: RouteCandidate,
  nowMs: number,
): (Unmet & { readonly condition: EligibilityCondition }) | null {
  for (const condition of ELIGIBILITY_CONDITIONS) {
    const unmet = TESTS[condition](payout, candidate, nowMs);
    if (unmet !== null) return { ...unmet, condition };
  }
  return null;
}

/** A calendar that has ended says so wherever the partner is spoken of. */
export function withNote(why: string, note: string | null): string {
  return note === null ? why : `${why}; ${note}`;
}

function never(code: Failure['code'], why: string): Unmet {
  return { kind: 'never', failure: { code, detail: why, partnerCode: null }, why };
}

function later(code: FailureCode, why: string, retryAtMs: number, detail = why): Unmet {
  return { kind: 'later', failure: { code, detail, partnerCode: null }, retryAtMs, why };
}
