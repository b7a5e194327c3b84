import type { Money } from '../../contract/money.ts';
import type { Shortage } from './route-candidate.ts';

/** What is known of our funds at the partners: nothing, but where they did not reach a moment ago. */
export interface Shortages {
  /** The partner refused this amount for want of funds. */
  refused(partner: string, amount: Money, nowMs: number): void;
  /** The partner took this amount. */
  taken(partner: string, amount: Money): void;
  of(partner: string): readonly Shortage[];
}

/** How long a refusal is believed: a refill is noticed by then at the latest. */
const BELIEVED_MS = 30_000;

/**
 * Remembers refusals for want of funds, so that a hundred payouts do not use up their attempts to be
 * told the same. One amount per partner and currency: the lowest that was refused.
 */
export function createShortages(): Shortages {
  const known = new Map<string, Map<string, Shortage>>();
  return {
    refused(partner, amount, nowMs) {
      const shortages = known.get(partner) ?? new Map<string, Shortage>();
      const last = shortages.get(amount.currency);
      const lower = last !== undefined && last.untilMs > nowMs && last.amount.minor < amount.minor;
      shortages.set(amount.currency, {
        amount: lower ? last.amount : amount,
        untilMs: nowMs + BELIEVED_MS,
      });
      known.set(partner, shortages);
    },
    taken(partner, amount) {
      const last = known.get(partner)?.get(amount.currency);
      if (last !== undefined && last.amount.minor <= amount.minor) {
        known.get(partner)?.delete(amount.currency);
      }
    },
    of: (partner) => [...(known.get(partner)?.values() ?? [])],
  };
}
