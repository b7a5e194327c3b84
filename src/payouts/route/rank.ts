import type { Money } from '../../contract/money.ts';
import type { RouteRules } from '../../contract/routing.ts';
import type { Payout } from '../model/payout.ts';
import type { Score } from '../model/route-record.ts';
import type { RouteCandidate } from './route-candidate.ts';

const BASIS = 10_000n;
const PERCENT = 100n;
/** One minor unit. */
export const MILLION = BASIS * PERCENT;

/** Scores an eligible partner; `order` is its place among ours. Pure. */
export function scoreOf(
  payout: Payout,
  { partner, terms, hasRoom, success }: RouteCandidate,
  order: number,
  rules: RouteRules,
): Score {
  const { amount, route } = payout.request;
  const feeMinor = feeOf(amount, terms.fees);
  return {
    deaths: payout.attempts.filter((attempt) => attempt.partner === partner).length,
    hasRoom,
    preference: route.length > 0 ? route.indexOf(partner) + 1 : terms.tier,
    costMillionths: expectedCost(amount.minor, feeMinor, success.percent, rules),
    feeMinor,
    success,
    order,
  };
}

/**
 * The ranking formula: price, and what the chance of a failure is worth, in one unit.
 *
 *     cost = fee + amount x failureCost x (1 - successRate)
 *
 * `fee` is in minor units, `failureCost` in basis points of the amount, `successRate` in whole per cent;
 * in millionths of a minor unit (10^4 x 10^2) nothing is rounded.
 */
function expectedCost(
  amountMinor: bigint,
  feeMinor: bigint,
  successPercent: number,
  { failureCostBasisPoints }: RouteRules,
): bigint {
  const failurePercent = PERCENT - BigInt(successPercent);
  return feeMinor * MILLION + amountMinor * failureCostBasisPoints * failurePercent;
}

/** The fixed part and the share of the amount, rounded up: rather too dear than too cheap. */
function feeOf({ currency, minor }: Money, fees: RouteCandidate['terms']['fees']): bigint {
  const fee = fees.get(currency);
  if (fee === undefined) return 0n;
  return fee.fixedMinor + (minor * fee.basisPoints + BASIS - 1n) / BASIS;
}

/** What decides, in this order; a caller's route settles everything before price and success. */
const DECIDERS: readonly ((a: Score, b: Score) => number)[] = [
  (a, b) => a.deaths - b.deaths,
  (a, b) => Number(b.hasRoom) - Number(a.hasRoom),
  (a, b) => a.preference - b.preference,
  (a, b) =>
    Number(a.costMillionths > b.costMillionths) - Number(a.costMillionths < b.costMillionths),
  (a, b) => a.order - b.order,
];

/** Negative when `a` is the better partner; never 0 for two different ones. */
export function byRank(a: Score, b: Score): number {
  for (const decide of DECIDERS) {
    const difference = decide(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}
