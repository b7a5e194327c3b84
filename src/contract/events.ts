import type { Lane } from './exchange.ts';
import type { FailureCode } from './failure.ts';
import type { RouteReason } from './routing.ts';
import type { EvidenceSource, Verdict } from './verdict.ts';

/** How one exchange ended, in a closed set that fits a metric label. */
export type ExchangeOutcome =
  | 'ok'
  | 'declined'
  | 'throttled'
  | 'client_error'
  | 'server_error'
  | 'unreadable'
  | 'timeout'
  | 'reset'
  | 'never_sent'
  | 'breaker_open'
  | 'rate_limited'
  | 'overloaded';

/**
 * Everything that metrics, logs, traces and the live feed may know. Emitters never wait for
 * listeners, and a listener that throws changes nothing.
 *
 * No event carries an account, a name, a key, a signature or a body.
 */
export type GatewayEvent =
  | { readonly kind: 'process.started'; readonly version: string; readonly node: string }
  | { readonly kind: 'process.stopping'; readonly reason: string }
  | {
      readonly kind: 'http.answered';
      readonly method: string;
      /** The route's template, such as `/v1/payouts/:id`; `unmatched` when there is none. */
      readonly route: string;
      readonly status: number;
      readonly durationMs: number;
      readonly requestId: string;
      readonly problem?: string;
    }
  | {
      readonly kind: 'payout.changed';
      readonly payoutId: string;
      readonly from: string | null;
      readonly to: string;
      readonly partner: string | null;
      readonly currency: string;
      readonly failure: FailureCode | null;
      /** Since the payout was accepted. */
      readonly ageMs: number;
    }
  /** An attempt's partner was chosen, and the intent is durable. */
  | {
      readonly kind: 'payout.routed';
      readonly payoutId: string;
      readonly partner: string;
      readonly attemptNo: number;
      readonly reason: RouteReason;
    }
  /** No partner could take it; the failure is that of the one that will first. */
  | {
      readonly kind: 'payout.postponed';
      readonly payoutId: string;
      readonly failure: FailureCode;
    }
  | {
      readonly kind: 'evidence.taken';
      readonly payoutId: string;
      readonly partner: string;
      readonly attemptNo: number;
      readonly epoch: number;
      readonly source: EvidenceSource;
      readonly verdict: Verdict['kind'];
      readonly failure: FailureCode | null;
      /** False when it changed nothing (lower rank, repeat, too early). */
      readonly counted: boolean;
    }
  | {
      readonly kind: 'exchange.ended';
      readonly partner: string;
      readonly lane: Lane;
      readonly outcome: ExchangeOutcome;
      readonly durationMs: number;
      readonly late: boolean;
      readonly injected: boolean;
      readonly payoutId: string;
      readonly attemptNo: number;
      readonly epoch: number;
    }
  | {
      readonly kind: 'breaker.moved';
      readonly partner: string;
      readonly lane: Lane;
      readonly from: string;
      readonly to: 'closed' | 'open' | 'half_open' | 'isolated';
      readonly reason: string;
    }
  | {
      readonly kind: 'lane.gauged';
      readonly partner: string;
      readonly lane: Lane;
      readonly limit: number;
      readonly inFlight: number;
      readonly queued: number;
    }
  | {
      readonly kind: 'call.retried';
      readonly partner: string;
      readonly lane: Lane;
      readonly reason: string;
    }
  | {
      readonly kind: 'fault.injected';
      readonly partner: string;
      readonly lane: Lane;
      readonly fault: string;
      readonly ruleId: string;
      readonly payoutId: string;
      readonly attemptNo: number;
      readonly epoch: number;
      /** What the fault did to the truth: never_sent, executed_unanswered, ... */
      readonly truth: string;
    }
  | {
      readonly kind: 'chaos.armed' | 'chaos.disarmed';
      readonly ruleId: string;
      readonly fault: string;
      readonly partner: string;
    }
  | {
      readonly kind: 'callback.received';
      readonly partner: string;
      /**
       * `hint`: taken, but it proves nothing and only brought an inquiry forward. `kept`: taken, but
       * no payout took it, and people must look. `full`: not taken, for too much is kept.
       */
      readonly outcome: CallbackOutcome;
      readonly detail?: string;
    }
  | {
      readonly kind: 'webhook.delivered';
      readonly outcome: DeliveryOutcome;
      readonly webhookId: string;
      readonly payoutId: string;
      readonly detail?: string;
    }
  /**
   * Evidence contradicts a proof or an execution (row 17). `breach`: the proof of the partner's that is
   * believed no more, or why none alone is to blame.
   */
  | {
      readonly kind: 'conflict.found';
      readonly payoutId: string;
      readonly partner: string;
      readonly attemptNo: number;
      readonly breach: 'absent' | 'unrecordedRefusal' | 'people' | 'partner';
    }
  | {
      readonly kind: 'case.opened';
      readonly payoutId: string;
      readonly failure: FailureCode;
      readonly owner: string;
      readonly urgent: boolean;
    }
  | {
      readonly kind: 'journal.committed';
      readonly writes: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'journal.failed'; readonly code: string; readonly detail: string }
  | {
      readonly kind: 'invariant.broken';
      readonly invariant: string;
      readonly payoutId: string;
      readonly detail: string;
    }
  | { readonly kind: 'config.reloaded' | 'config.rejected'; readonly detail: string }
  | { readonly kind: 'bug'; readonly where: string; readonly detail: string };

/** What can become of a callback. */
export const CALLBACK_OUTCOMES = [
  'taken',
  'hint',
  'kept',
  'duplicate',
  'probe',
  'rejected',
  'failed',
  'full',
] as const;

/** One of {@link CALLBACK_OUTCOMES}. */
export type CallbackOutcome = (typeof CALLBACK_OUTCOMES)[number];

/** What can become of one delivery of a webhook. */
export const DELIVERY_OUTCOMES = [
  'delivered',
  'retry',
  'disabled',
  'refused',
  'exhausted',
] as const;

/** One of {@link DELIVERY_OUTCOMES}. */
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Hands an event to whoever listens. Never throws, never waits. */
export type Emit = (event: GatewayEvent) => void;
