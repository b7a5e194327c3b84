import type { SuccessRules } from '../../contract/routing.ts';
import type { SuccessRate } from '../model/route-record.ts';
import type { SubmitOutcome } from './submit-outcome.ts';

/** What came of one submit. */
export interface SubmitNote {
  readonly partner: string;
  /** Names the attempt, so that it counts once. */
  readonly attempt: string;
  /** When its intent was written: outcomes are filed under it, however late they come. */
  readonly sentAtMs: number;
  readonly outcome: SubmitOutcome;
}

/**
 * How the latest submits of each partner came out. In memory: a new process starts from the prior, as
 * its breakers start closed.
 */
export interface SuccessRates {
  note(note: SubmitNote, nowMs: number): void;
  of(partner: string, nowMs: number): SuccessRate;
}

/** The window moves on by a twelfth at a time. */
const BUCKETS = 12;

/** Attempts whose outcome may still turn; forgetting one makes its reversal a plain failure. */
const ATTEMPTS_MAX = 20_000;

interface Counts {
  successes: number;
  failures: number;
}

/**
 * Counts submits by partner in a moving window:
 *
 *     rate = (prior x priorRate + sum of successes x weight) / (prior + sum of submits x weight)
 *
 * with weight = 2^(-age / halfLife), age in whole buckets of a twelfth of the window. The prior keeps
 * one call from judging a partner; the decay lets it come back.
 */
export function createSuccessRates(rules: () => SuccessRules): SuccessRates {
  const partners = new Map<string, Map<number, Counts>>();
  const noted = new Map<string, 'success' | 'failure'>();
  let bucketMs = bucketOf(rules());

  /** Another window after a reload cuts time into other pieces: what was counted fits none of them. */
  function startAnew(): void {
    if (bucketMs === bucketOf(rules())) return;
    bucketMs = bucketOf(rules());
    partners.clear();
    noted.clear();
  }

  function countsOf(partner: string, sentAtMs: number, nowMs: number): Counts | null {
    const current = Math.floor(nowMs / bucketMs);
    const index = Math.floor(sentAtMs / bucketMs);
    if (index > current || index <= current - BUCKETS) return null;
    const buckets = partners.get(partner) ?? new Map<number, Counts>();
    partners.set(partner, buckets);
    for (const old of buckets.keys()) {
      if (old > current || old <= current - BUCKETS) buckets.delete(old);
    }
    const counts = buckets.get(index) ?? { successes: 0, failures: 0 };
    buckets.set(index, counts);
    return counts;
  }

  function remember(attempt: string, outcome: 'success' | 'failure'): void {
    noted.set(attempt, outcome);
    if (noted.size <= ATTEMPTS_MAX) return;
    const [oldest] = noted.keys();
    if (oldest !== undefined) noted.delete(oldest);
  }

  return {
    note({ partner, attempt, sentAtMs, outcome }, nowMs) {
      startAnew();
      const counts = countsOf(partner, sentAtMs, nowMs);
      if (counts === null) return;
      const before = noted.get(attempt);
      if (outcome === 'success') {
        if (before !== undefined) return;
        counts.successes += 1;
        remember(attempt, 'success');
        return;
      }
      if (before === 'failure') return;
      if (before === 'success') counts.successes -= 1;
      counts.failures += 1;
      remember(attempt, 'failure');
    },

    of(partner, nowMs) {
      startAnew();
      return rateOf(partners.get(partner) ?? new Map(), rules(), bucketMs, nowMs);
    },
  };
}

/** The formula, over the buckets that are in the window. */
function rateOf(
  buckets: ReadonlyMap<number, Readonly<Counts>>,
  { priorSubmits, priorPercent, halfLifeMs, stepPercent }: SuccessRules,
  bucketMs: number,
  nowMs: number,
): SuccessRate {
  const current = Math.floor(nowMs / bucketMs);
  let good = (priorSubmits * priorPercent) / 100;
  let all = priorSubmits;
  let submits = 0;
  for (const [index, { successes, failures }] of buckets) {
    const age = current - index;
    if (age < 0 || age >= BUCKETS) continue;
    const weight = 2 ** ((-age * bucketMs) / halfLifeMs);
    good += successes * weight;
    all += (successes + failures) * weight;
    submits += successes + failures;
  }
  const percent = Math.round((100 * good) / all / stepPercent) * stepPercent;
  return { percent: Math.min(100, percent), submits };
}

function bucketOf({ windowMs }: SuccessRules): number {
  return Math.ceil(windowMs / BUCKETS);
}
