import type { ExchangeOutcome } from '../../contract/events.ts';
import type { SendOrder } from '../../contract/send.ts';
import type { Verdict } from '../../contract/verdict.ts';

/** What a completed call says about the partner's health. */
export type Health =
  /** The partner is alive: it answered, with whatever decision. */
  | 'success'
  /** The partner's fault: timeout, reset, 5xx, an unreadable answer. */
  | 'failure'
  /** Says nothing about its health: throttled, closed by calendar, or our own delay. */
  | 'neutral'
  /** It answers, but does not accept who we are. */
  | 'credential';

/** What a completed call says about how much the partner can take. */
export type Load =
  /** It answered. */
  | 'served'
  /** Timeout, reset, 5xx or 429. */
  | 'lost'
  /** Says nothing. */
  | 'neutral';

/** One try of an order, on its way in through the guards. */
export interface Try {
  readonly order: SendOrder;
  /** 0 for the first, 1 and 2 for in-call retries: picks the backup host. */
  readonly index: number;
  /** The latest moment to stop waiting for rate and slot, on the monotonic clock. */
  readonly queueUntilMs: number;
}

/** What one try came to, on its way out. */
export interface TryResult {
  readonly verdict: Verdict;
  readonly outcome: ExchangeOutcome;
  /** False when we refused ourselves and the exchange was never asked. */
  readonly fromWire: boolean;
  readonly timedOut: boolean;
  readonly health: Health;
  readonly load: Load;
  /** From the hand-over to the exchange until this result. */
  readonly durationMs: number;
  /** Set while the exchange goes on after its timeout: resolves when its slot is free again. */
  readonly detached: Promise<void> | null;
}

/** What every guard wraps, from the outside in. Total: never rejects. */
export type Step = (oneTry: Try) => Promise<TryResult>;

/** One layer of the composition: named, so that a test can print it, and wrapped around the next. */
export interface Guard {
  readonly name: string;
  wrap(next: Step): Step;
}
