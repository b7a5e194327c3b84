import type { Runtime } from '../../runtime/runtime.ts';

/** What a lane earns and may keep for retries. */
export interface BudgetRules {
  readonly budgetPerTry: number;
  readonly budgetMax: number;
  readonly reserveMax: number;
}

/** What one lane may still spend on retries. */
export interface RetryBudget {
  /** A first try pays a little in. */
  earn(): void;
  /** Pays for one retry: 1, or 2 after a timeout. False: there must be no retry. */
  spend(afterTimeout: boolean): boolean;
  /** Tokens left, without the reserve. */
  balance(): number;
}

/** The reserve refills at this pace, so that a quiet lane may still retry now and then. */
const RESERVE_PER_SECOND = 1;
const COST = 1;
const COST_AFTER_TIMEOUT = 2;

/**
 * Keeps retries a small share of the traffic: with 0.1 per first try at most one call in ten is a
 * retry, whatever the back-off. Back-off spreads the retries over time; only a budget makes them fewer.
 *
 * A timeout costs double, because it has already cost the partner the most (AWS SDK, standard mode).
 * The reserve keeps a lane with one call a minute from never retrying (Finagle and Envoy have one).
 */
export function createRetryBudget(rules: () => BudgetRules, runtime: Runtime): RetryBudget {
  let tokens = rules().budgetMax;
  let reserve = rules().reserveMax;
  let refilledAtMs = runtime.elapsed();

  return {
    earn() {
      const { budgetPerTry, budgetMax } = rules();
      tokens = Math.min(budgetMax, tokens + budgetPerTry);
    },
    spend(afterTimeout) {
      const nowMs = runtime.elapsed();
      const refill = ((nowMs - refilledAtMs) / 1_000) * RESERVE_PER_SECOND;
      reserve = Math.min(rules().reserveMax, reserve + refill);
      refilledAtMs = nowMs;
      const cost = afterTimeout ? COST_AFTER_TIMEOUT : COST;
      if (tokens >= cost) {
        tokens -= cost;
        return true;
      }
      if (reserve < cost) return false;
      reserve -= cost;
      return true;
    },
    balance: () => tokens,
  };
}
