import type { BehaviourName } from '../../sandbox/behaviours/behaviour.ts';

/** Everything that a seed decides beforehand, as plain JSON: what a plan file holds. */
export interface Plan {
  /** Seeds what is left to chance in the run itself: latencies, jitter, ids, operators' choices. */
  readonly seed: number;
  /** The partners that the gateway pays through, in their order of preference. */
  readonly partners: readonly string[];
  /** The one partner that breaks its word, or `null` where every bank is honest. */
  readonly liar: string | null;
  readonly arrivals: readonly Arrival[];
  readonly troubles: readonly Trouble[];
}

/** Which journal a run writes to. */
export type JournalKind = 'memory' | 'sqlite';

/** One loan to pay out, and what its caller does about it. Times count from the arrival. */
export interface Arrival {
  /** Since the start of the run. */
  readonly atMs: number;
  readonly loan: string;
  /** The partner whose kind of account the borrower has. */
  readonly payee: string;
  readonly payeeNo: number;
  readonly amountMinor: number;
  /** What the lender's own checks found out; all but `fine` are HELD. */
  readonly borrower: 'fine' | 'identityIncomplete' | 'incomeMissing';
  readonly deadlineAfterMs: number | null;
  readonly looksAfterMs: readonly number[];
  /** Posts the same key again. */
  readonly repeatsAfterMs: number | null;
  readonly cancelsAfterMs: number | null;
  /** Posts the same loan under another key, as a caller does that lost its notes. */
  readonly secondKeyAfterMs: number | null;
  /** Posts a new payout once it is told that this is safe. */
  readonly resubmits: boolean;
}

/** One thing that happens to the world at a moment. */
export type Trouble = { readonly atMs: number } &
  /** A fault of the chaos catalogue, as the control API takes it. */
  (
    | { readonly kind: 'fault'; readonly body: Readonly<Record<string, unknown>> }
    /** A bank's bad day. */
    | {
        readonly kind: 'behaviour';
        readonly partner: string;
        readonly name: BehaviourName;
        readonly rate: number;
        readonly value: string | null;
        readonly forMs: number;
      }
    /** Submits to a partner stay on the wire for so long before they arrive. */
    | {
        readonly kind: 'straggle';
        readonly partner: string;
        readonly rate: number;
        readonly byMs: number;
        readonly forMs: number;
      }
    /** The process dies with everything in its memory, and another one starts. */
    | { readonly kind: 'crash'; readonly downMs: number }
    /** The process is told to stop, lets running calls end, and another one starts. */
    | { readonly kind: 'restart' }
    /** The wall clock jumps; the monotonic one does not. */
    | { readonly kind: 'jump'; readonly byMs: number }
    /** The caller's webhook endpoint answers 503. */
    | { readonly kind: 'deaf'; readonly forMs: number }
    /** Operators take a partner out of service, and perhaps back before the hold ends. */
    | {
        readonly kind: 'isolate';
        readonly partner: string;
        readonly ttlSeconds: number;
        readonly restoreAfterMs: number | null;
      }
    /** Operators work through what is held, in doubt and in quarantine. */
    | { readonly kind: 'shift' }
  );

/** How long callers keep ordering and troubles keep coming. */
export const STORM_MS = 60_000;
