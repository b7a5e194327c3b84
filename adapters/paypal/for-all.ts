import type { BatchReading } from '../../src/contract/adapter.ts';
import type { Verdict } from '../../src/contract/verdict.ts';

/** The reading of a reply that names no payout: one word for all of them. */
export function forAll(whole: Verdict): BatchReading {
  return { whole, items: new Map() };
}
