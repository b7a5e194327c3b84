import type { Rule, RuleError } from './read-rule.ts';

/** The longest delay that still ends before any lane gives a submit up. */
const GUARDED_DELAY_MS_MAX = 2_000;

/**
 * Guarded mode runs beside real money: only faults that provably keep a payout unsent, and short
 * delays, are allowed. Whatever creates doubt is refused here, by rule and not by convention.
 */
export function guardedRefusal({ kind, params }: Rule): RuleError | null {
  const truth = kind.truth(params);
  if (truth === 'never_sent') return null;
  if (truth === 'none' && isShort(params)) return null;
  return {
    pointer: '/fault',
    message: `guarded mode allows faults that are never sent and fixed delays up to ${GUARDED_DELAY_MS_MAX} ms; ${kind.id} is ${truth}`,
  };
}

function isShort(params: unknown): boolean {
  if (typeof params !== 'object' || params === null || !('dist' in params)) return false;
  const { dist } = params;
  if (typeof dist !== 'object' || dist === null) return false;
  if ('fixed' in dist) return Number(dist.fixed) <= GUARDED_DELAY_MS_MAX;
  if ('uniform' in dist && Array.isArray(dist.uniform)) {
    return dist.uniform.every((bound) => Number(bound) <= GUARDED_DELAY_MS_MAX);
  }
  return false;
}
