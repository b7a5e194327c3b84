import type { BreakerRules } from '../rules/rules-schema.ts';
import type { Health } from '../try/try-result.ts';

/** One completed call, as the trip rules count it. */
export interface Completion {
  readonly health: Health;
  readonly slow: boolean;
  /** It was counted as slow while it was still under way ({@link TripRules.overdue}). */
  readonly overdue: boolean;
}

/** The calls of the window, as an operator sees them. */
export interface WindowCounts {
  readonly completed: number;
  readonly failed: number;
  readonly slow: number;
  readonly consecutiveFailures: number;
}

/** The statistics of one lane, and the rules over them. */
export interface TripRules {
  /** Counts one completed call; a text names the rule that says "open now", `null` means go on. */
  completed(completion: Completion, nowMs: number): string | null;
  /** Counts a call as slow that is still under way: waiting for its end would let more calls hang. */
  overdue(nowMs: number): string | null;
  counts(nowMs: number): WindowCounts;
  /** Forgets everything: what a breaker does when it closes (T7, T8). */
  wipe(): void;
}

interface Bucket {
  index: number;
  completed: number;
  failed: number;
  slow: number;
}

const BUCKETS = 10;

/**
 * Decides when to open, apart from being open.
 *
 * Counts completed calls (and those that are overdue), in a window of ten buckets that is at least
 * twice the longest try timeout long: with "fires" in the denominator a growing load hides a dead
 * partner for ever (T13), and with a window shorter than the calls nothing is ever in it together
 * (T14). Whatever the rate of failures, a call costs the same few additions (T23).
 *
 * Deterministic: time comes in as an argument, and there is no chance.
 */
export function createTripRules(rules: () => BreakerRules): TripRules {
  let buckets = emptyBuckets();
  let consecutiveFailures = 0;
  let credentialRefusals = 0;

  const bucketAt = (nowMs: number): Bucket => {
    const index = Math.floor(nowMs / (rules().windowMs / BUCKETS));
    const place = index % BUCKETS;
    const bucket = buckets[place];
    if (bucket !== undefined && bucket.index === index) return bucket;
    const fresh: Bucket = { index, completed: 0, failed: 0, slow: 0 };
    buckets[place] = fresh;
    return fresh;
  };

  const counts = (nowMs: number): WindowCounts => {
    const last = Math.floor(nowMs / (rules().windowMs / BUCKETS));
    let completed = 0;
    let failed = 0;
    let slow = 0;
    for (const bucket of buckets) {
      if (bucket.index <= last - BUCKETS || bucket.index > last) continue;
      completed += bucket.completed;
      failed += bucket.failed;
      slow += bucket.slow;
    }
    return { completed, failed, slow, consecutiveFailures };
  };

  return {
    completed({ health, slow, overdue }, nowMs) {
      if (health === 'neutral') return null;
      consecutiveFailures = health === 'failure' ? consecutiveFailures + 1 : 0;
      credentialRefusals = health === 'credential' ? credentialRefusals + 1 : 0;
      const bucket = bucketAt(nowMs);
      if (health === 'failure') bucket.failed += 1;
      if (!overdue) bucket.completed += 1;
      if (slow && !overdue) bucket.slow += 1;
      if (credentialRefusals >= rules().credentialRefusalsMax) {
        return `credential: refused ${credentialRefusals} times in a row`;
      }
      return health === 'failure' || slow ? judge(counts(nowMs), rules()) : null;
    },
    overdue(nowMs) {
      const bucket = bucketAt(nowMs);
      bucket.completed += 1;
      bucket.slow += 1;
      return judge(counts(nowMs), rules());
    },
    counts,
    wipe() {
      buckets = emptyBuckets();
      consecutiveFailures = 0;
      credentialRefusals = 0;
    },
  };
}

/** The rules, in the order in which they are named when several hold. */
function judge(counts: WindowCounts, rules: BreakerRules): string | null {
  const { completed, failed, slow, consecutiveFailures } = counts;
  if (consecutiveFailures >= rules.consecutiveFailuresMax) {
    return `consecutive: ${consecutiveFailures} failures in a row`;
  }
  if (completed < rules.completedMin) return null;
  if (failed * 100 >= rules.failurePercentMax * completed) {
    return `rate: ${failed} of ${completed} calls failed`;
  }
  if (slow * 100 >= rules.slowPercentMax * completed) return `slow: ${slow} of ${completed} calls`;
  return null;
}

function emptyBuckets(): Bucket[] {
  return Array.from({ length: BUCKETS }, () => ({ index: -1, completed: 0, failed: 0, slow: 0 }));
}
