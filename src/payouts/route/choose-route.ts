import type { RouteReason, RouteRules } from '../../contract/routing.ts';
import { type Failure, liveAttempt, type Payout } from '../model/payout.ts';
import type {
  EligibilityCondition,
  Exploration,
  RouteLine,
  RouteRecord,
  Score,
} from '../model/route-record.ts';
import { describeScore } from './describe-score.ts';
import { firstUnmet, type Unmet, withNote } from './eligibility.ts';
import { explore } from './explore.ts';
import { byRank, scoreOf } from './rank.ts';
import type { RouteCandidate } from './route-candidate.ts';

/**
 * Where a payout goes now, with a line for each candidate that says why, in our order of preference.
 * Nothing here moves money: `chosen` becomes an attempt only once its intent is durable (W3).
 */
export type RouteChoice = {
  readonly lines: readonly RouteLine[];
  readonly exploration: Exploration | null;
} & (
  | { readonly kind: 'chosen'; readonly partner: string; readonly reason: RouteRecord }
  /** Eligible, but busy: wait for a slot, nothing is written. */
  | { readonly kind: 'wait'; readonly partner: string }
  | {
      readonly kind: 'none';
      /** True when no passing of time makes a partner eligible. */
      readonly permanent: boolean;
      readonly failure: Failure;
      readonly retryAtMs: number;
    }
  /** An attempt may still move money, or has: nobody else may be tried (R1). */
  | { readonly kind: 'barred'; readonly why: string }
);

interface Eligible {
  readonly partner: string;
  readonly score: Score;
}

type Standing =
  | (Eligible & { readonly kind: 'eligible'; readonly note: string | null })
  | (Unmet & { readonly partner: string; readonly condition: EligibilityCondition });

/**
 * Chooses the partner for the next attempt. Pure, and explains every candidate.
 *
 * First eligibility, which nothing outweighs (`route/eligibility.ts`), then the rank among the eligible
 * (`route/rank.ts`), then the floor of exploration (`route/explore.ts`). `candidates` stand in our
 * order of preference, which breaks ties.
 */
export function chooseRoute(
  payout: Payout,
  candidates: readonly RouteCandidate[],
  rules: RouteRules,
  nowMs: number,
): RouteChoice {
  const standings = candidates.map((candidate, order): Standing => {
    const { partner, opening } = candidate;
    const unmet = firstUnmet(payout, candidate, nowMs);
    if (unmet !== null) return { ...unmet, partner };
    const score = scoreOf(payout, candidate, order, rules);
    return { kind: 'eligible', partner, score, note: opening.note };
  });
  const lines = standings.map((standing) => lineOf(payout, standing));
  const alive = liveAttempt(payout);
  if (alive !== null) {
    const why = `attempt ${alive.no} at ${alive.partner} carries no death proof`;
    return { kind: 'barred', why, lines, exploration: null };
  }

  const eligible = standings.filter((one) => one.kind === 'eligible');
  const ranked = eligible.toSorted((a, b) => byRank(a.score, b.score));
  const [best] = ranked;
  const names = eligible.map(({ partner }) => partner);
  const exploration = explore(payout, names, rules.explorationPercent);
  if (best === undefined) return { ...nobody(standings, nowMs), lines, exploration };

  // A turn is not worth a wait: a busy partner gets enough traffic to be judged by.
  const turn = eligible.find(({ partner }) => partner === exploration?.turnOf);
  const taken = turn?.score.hasRoom === true ? turn : best;
  const { partner, score } = taken;
  if (!score.hasRoom) return { kind: 'wait', partner, lines, exploration };
  const reason = reasonFor(payout, taken, ranked);
  const why = `${partner}: ${reason} of ${ranked.length}, ${describeScore(payout, score)}`;
  return {
    kind: 'chosen',
    partner,
    reason: { why, reason, exploration, lines },
    lines,
    exploration,
  };
}

function lineOf(payout: Payout, standing: Standing): RouteLine {
  const { partner } = standing;
  if (standing.kind !== 'eligible') {
    return {
      partner,
      eligible: false,
      reason: standing.why,
      unmet: standing.condition,
      score: null,
    };
  }
  const { score, note } = standing;
  const reason = withNote(describeScore(payout, score), note);
  return { partner, eligible: true, reason, unmet: null, score };
}

function reasonFor(
  { request, attempts }: Payout,
  taken: Eligible,
  ranked: readonly Eligible[],
): RouteReason {
  const last = attempts.at(-1);
  if (last !== undefined) return last.partner === taken.partner ? 'again' : 'failover';
  if (request.route.length > 0) return 'caller';
  if (ranked.length === 1) return 'only';
  return taken.partner === ranked[0]?.partner ? 'best' : 'explored';
}

/** Nobody now: the one that opens first, or else why nobody ever will. */
function nobody(standings: readonly Standing[], nowMs: number) {
  const waiting = standings
    .flatMap((one) => (one.kind === 'later' ? [one] : []))
    .toSorted((a, b) => a.retryAtMs - b.retryAtMs)[0];
  if (waiting !== undefined) {
    const { failure, retryAtMs } = waiting;
    return { kind: 'none', permanent: false, failure, retryAtMs } as const;
  }
  const refusal = standings.find((one) => one.kind === 'never');
  const failure = refusal?.failure ?? {
    code: 'partner.agreement' as const,
    detail: 'no partner is configured',
    partnerCode: null,
  };
  return { kind: 'none', permanent: true, failure, retryAtMs: nowMs } as const;
}
