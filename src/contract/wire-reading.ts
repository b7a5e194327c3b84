import type { ExchangeOutcome } from './events.ts';
import type { WireError } from './exchange.ts';
import type { Verdict } from './verdict.ts';

/** What an exchange that ended without a complete reply means: for the money and for the guards. */
export interface WireReading {
  /** For the money. */
  readonly verdict: Verdict;
  readonly outcome: ExchangeOutcome;
  /** True when the breaker may hold it against the partner. */
  readonly partnerAtFault: boolean;
  /** True when time ran out, which retry budgets charge double. */
  readonly timedOut: boolean;
}

/** What the transport makes of a broken exchange; it lives there, because it knows the codes. */
export type ClassifyWire = (error: WireError) => WireReading;
