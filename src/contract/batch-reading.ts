import type { BatchReading } from './adapter.ts';
import type { Verdict } from './verdict.ts';

/** The reading of a reply that names no payout of its batch: one word for all of them. */
export function forAll(whole: Verdict): BatchReading {
  return { whole, items: new Map() };
}
