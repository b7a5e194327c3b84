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
  /**
   * Told that `send` gives up while the line of a try stays open: its bytes may still arrive. What is
   * returned is called once, when that line is closed. The time that proves absence runs from there.
   */
  onListening?(): () => void;
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

/** A partner taken out of service by a person: submits and cancels stop, inquiries go on. */
export interface Isolation {
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** Unix ms. Required: an isolation without an end would be an outage. */
  readonly expiresAtMs: number;
}

/**
 * The state of one lane's breaker, each with what is true in that state alone. `sinceMs` is Unix ms,
 * `reason` names the rule or the probes that caused the state.
 */
export type BreakerState =
  /** Calls pass. */
  | { readonly kind: 'closed'; readonly sinceMs: number; readonly reason: string }
  /** No payout passes, and no probe has been answered since. */
  | {
      readonly kind: 'open';
      readonly sinceMs: number;
      readonly reason: string;
      /** Unix ms; `null` while a probe is under way. */
      readonly nextProbeAtMs: number | null;
    }
  /** Still shut for payouts, but a probe has been answered. */
  | {
      readonly kind: 'half_open';
      readonly sinceMs: number;
      readonly reason: string;
      /** Unix ms; `null` while a probe is under way. */
      readonly nextProbeAtMs: number | null;
    };

/** The state of a lane: its breaker's, unless a person isolated the partner. */
export type LaneState =
  | BreakerState
  | {
      readonly kind: 'isolated';
      /** Unix ms. */
      readonly sinceMs: number;
      readonly isolation: Isolation;
      /** The breaker's own state, which is in force again when the isolation ends. */
      readonly beneath: BreakerState;
    };

/** What a lane looks like from outside. */
export interface LaneStatus {
  readonly lane: Lane;
  readonly state: LaneState;
  /** Calls on the wire now, calls that wait for a slot, and the most that may be on the wire. */
  readonly inFlight: number;
  readonly queued: number;
  readonly limit: number;
  /** The calls that the breaker's rules look at. */
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
