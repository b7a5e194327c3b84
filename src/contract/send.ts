import type { Call } from './adapter.ts';
import type { ExchangeTags, Lane } from './exchange.ts';
import type { FailureCode } from './failure.ts';
import type { Verdict } from './verdict.ts';

/** One call to be made through a partner's guards. */
export interface SendOrder {
  readonly lane: Lane;
  readonly call: Call;
  readonly tags: ExchangeTags;
  /** When the answer stops being useful, on the monotonic clock (`Runtime.elapsed`). */
  readonly deadlineAtElapsedMs: number;
  /**
   * Told the verdict of an answer that came after `send` had already given up with `unknown`.
   * At most once. Evidence like any other: it may end the doubt.
   */
  onLate(verdict: Verdict): void;
}

/**
 * Sends a call through the lane's guards. Total: resolves with a verdict, never rejects.
 *
 * `neverSent` is returned only when every try of this order provably put no byte on the wire;
 * retries inside happen only in that case.
 */
export type Send = (order: SendOrder) => Promise<Verdict>;

/** Whether a lane would take a call now: advice for routing, no promise. */
export type LaneAdvice =
  | { readonly open: true }
  | { readonly open: false; readonly failure: FailureCode; readonly retryAtMs: number };

/** A person's hold on a lane. */
export interface Isolation {
  readonly owner: string;
  readonly reason: string;
  /** Unix ms; a hold without an end is an outage. */
  readonly expiresAtMs: number;
}

/** What a lane looks like from outside. */
export interface LaneStatus {
  readonly lane: Lane;
  readonly state: 'closed' | 'open' | 'half_open' | 'isolated';
  readonly sinceMs: number;
  readonly reason: string;
  readonly nextProbeAtMs: number | null;
  readonly isolation: Isolation | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly limit: number;
  readonly window: {
    readonly completed: number;
    readonly failed: number;
    readonly slow: number;
    readonly consecutiveFailures: number;
  };
}

/** One partner behind its guards, as the engine and the operators see it. */
export interface PartnerLanes {
  readonly send: Send;
  advice(lane: Lane): LaneAdvice;
  status(): readonly LaneStatus[];
  isolate(isolation: Isolation): void;
  restore(): void;
  /** Lists the guards from the outside in, per lane, as built. */
  composition(lane: Lane): readonly string[];
  /** Stops probes and refuses new calls as never sent; running exchanges go on. */
  close(): void;
}
