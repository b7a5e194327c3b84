import type { Lane } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import { createOverdueWatch, type Underway } from './overdue-watch.ts';
import type { PartnerRules } from '../rules/rules-schema.ts';
import { createTripRules, type WindowCounts } from './trip-rules.ts';
import type { TryResult } from '../try/try-result.ts';

/** What the statistics of one lane need. The callbacks must not throw. */
export interface StatisticsSettings {
  readonly lane: Lane;
  readonly partnerRules: () => PartnerRules;
  readonly runtime: Runtime;
  /** Told each result that counts, before the rules may open the lane. */
  readonly counted: (ok: boolean) => void;
  /** Told which rule says that the lane must open now. */
  readonly tripped: (why: string) => void;
}

/** A call that was let in: its result counts only in the generation that let it in. */
export interface Permit extends Underway {
  readonly generation: number;
  /** Counted as slow already, while it was still under way. */
  overdue: boolean;
}

/** Which calls count, and what the trip rules make of them. */
export interface CallStatistics {
  /** A permit of this generation, for a call that has not started. */
  permit(): Permit;
  begin(permit: Permit): void;
  end(permit: Permit, result: TryResult): void;
  /** The lane opened: results of calls let in before count no more. */
  laneOpened(): void;
  /** The lane closed: as above, and the window starts empty. */
  laneClosed(): void;
  counts(): WindowCounts;
  stop(): void;
}

/**
 * Counts the calls of one lane, each in its generation: every opening and every closing is a new
 * one, so an answer from before the outage can neither close nor open the lane.
 */
export function createCallStatistics(settings: StatisticsSettings): CallStatistics {
  const { lane, partnerRules, runtime } = settings;
  const tripRules = createTripRules(() => partnerRules().breaker);
  let generation = 0;

  const judged = (why: string | null) => {
    if (why !== null) settings.tripped(why);
  };

  const overdue = createOverdueWatch<Permit>(
    () => ({
      slowMs: partnerRules().lanes[lane].slowMs,
      loopDelayMsMax: partnerRules().breaker.loopDelayMsMax,
    }),
    runtime,
    (permit) => {
      permit.overdue = true;
      if (permit.generation === generation) judged(tripRules.overdue(runtime.elapsed()));
    },
  );

  return {
    permit: () => ({ generation, startedAtMs: runtime.elapsed(), overdue: false }),
    begin: (permit) => overdue.begin(permit),
    end(permit, { health, timedOut, durationMs }) {
      overdue.end(permit);
      if (permit.generation !== generation) return;
      const slow = timedOut || durationMs > partnerRules().lanes[lane].slowMs;
      const why = tripRules.completed({ health, slow, overdue: permit.overdue }, runtime.elapsed());
      if (health !== 'neutral') settings.counted(health === 'success');
      judged(why);
    },
    laneOpened() {
      generation += 1;
    },
    laneClosed() {
      generation += 1;
      tripRules.wipe();
    },
    counts: () => tripRules.counts(runtime.elapsed()),
    stop: () => overdue.stop(),
  };
}
