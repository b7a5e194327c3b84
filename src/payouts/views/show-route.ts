import type { Opening } from '../../contract/routing.ts';
import type { Exploration, RouteLine, RouteRecord, Score } from '../model/route-record.ts';
import type { RouteChoice } from '../route/choose-route.ts';
import type {
  ExplorationView,
  OpeningView,
  RouteCandidateView,
  RouteExplanation,
  RouteScoreView,
} from './views.ts';
import { iso } from './show-payout.ts';

/** The decision that an attempt was made by. */
export function showRecord(partner: string, record: RouteRecord): RouteExplanation {
  const { why, reason, exploration, lines } = record;
  return { chosen: partner, why, reason, waitUntil: null, ...shown(exploration, lines) };
}

/** The decision as it would be taken now. */
export function showChoice(choice: RouteChoice): RouteExplanation {
  const rest = shown(choice.exploration, choice.lines);
  switch (choice.kind) {
    case 'chosen':
      return showRecord(choice.partner, choice.reason);
    case 'wait': {
      const why = `${choice.partner}: waits for a free slot`;
      return { chosen: choice.partner, why, reason: null, waitUntil: null, ...rest };
    }
    case 'none': {
      const waitUntil = choice.permanent ? null : iso(Math.ceil(choice.retryAtMs));
      return { chosen: null, why: choice.failure.detail, reason: null, waitUntil, ...rest };
    }
    case 'barred':
      return { chosen: null, why: choice.why, reason: null, waitUntil: null, ...rest };
  }
}

/** What a calendar says, as operators see it. */
export function showOpening(opening: Opening): OpeningView {
  const { open, note } = opening;
  if (opening.open) return { open, why: null, opensAtMs: null, note };
  return { open, why: opening.why, opensAtMs: opening.opensAtMs, note };
}

function shown(exploration: Exploration | null, lines: readonly RouteLine[]) {
  return {
    exploration: exploration && showExploration(exploration),
    candidates: lines.map(showLine),
  };
}

/** Names each field that may be shown: a new field stays hidden until somebody lists it. */
function showExploration({ draw, sharePercent, turnOf }: Exploration): ExplorationView {
  return { draw: rounded(draw), sharePercent: rounded(sharePercent), turnOf };
}

function showLine({ partner, eligible, reason, unmet, score }: RouteLine): RouteCandidateView {
  return { partner, eligible, reason, gate: unmet, score: score && showScore(score) };
}

function showScore(score: Score): RouteScoreView {
  return {
    deadAttempts: score.deaths,
    hasRoom: score.hasRoom,
    preference: score.preference,
    fee: Number(score.feeMinor),
    expectedCost: withSixDecimals(score.costMillionths),
    successPercent: score.success.percent,
    submits: score.success.submits,
  };
}

const DECIMALS = 6;

function withSixDecimals(millionths: bigint): string {
  const digits = millionths.toString().padStart(DECIMALS + 1, '0');
  return `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
