import type { Rule, RuleError } from './read-rule.ts';

/** The longest delay that still ends before any lane stops waiting for a submit's answer. */
export const GUARDED_DELAY_MS_MAX = 2_000;

/**
 * Guarded mode runs beside real money: only faults that provably keep a payout unsent, and short
 * delays, are allowed. Whatever creates doubt is refused here, by rule and not by convention.
 */
export function guardedRefusal({ kind, params }: Rule): RuleError | null {
  const truth = kind.truth(params);
  const delayMsMax = kind.delayMsMax(params);
  const createsNoDoubt = truth === 'never_sent' || truth === 'none';
  if (createsNoDoubt && delayMsMax <= GUARDED_DELAY_MS_MAX) return null;
  const limits = `guarded mode allows faults that never send, and delays of at most ${GUARDED_DELAY_MS_MAX} ms`;
  const asked = createsNoDoubt ? `may delay ${delayMsMax} ms` : `is ${truth}`;
  return { pointer: '/fault', message: `${limits}; ${kind.id} ${asked}` };
}
