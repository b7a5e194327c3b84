import type { FailureCode } from './failure.ts';
import type { Money } from './money.ts';

/**
 * What one message says about one attempt: the reading of a reply, a callback, a statement line,
 * a broken connection or an operator's evidence. The single vocabulary in which partners speak to
 * the engine; `decide()` alone turns it into a payout state.
 *
 * Anything an adapter or the transport cannot put into one of these with certainty is `unknown`.
 */
export type Verdict =
  /** The partner will try; not executed yet. */
  | { readonly kind: 'accepted'; readonly partnerReference?: string; readonly echo: Echo }
  /** The partner reports that the money went out. */
  | {
      readonly kind: 'executed';
      readonly finality: Finality;
      readonly partnerReference?: string;
      readonly echo: Echo;
    }
  /**
   * An explicit, catalogued refusal.
   *
   * `recorded` means the partner holds the refusal under our key (its order says FAIL), which
   * kills the attempt at any epoch (proof P2). An unrecorded refusal (429, bad signature, a
   * validation error) speaks of one copy only, and proves something only while it is the only one.
   */
  | {
      readonly kind: 'refused';
      readonly recorded: boolean;
      readonly failure: FailureCode;
      readonly partnerCode: string;
      /**
       * What the partner calls the order it refused. Where the next attempt re-uses our key, this
       * alone tells the refused order from the one that follows.
       */
      readonly partnerReference?: string;
      readonly echo: Echo;
      /** The partner's wish from `Retry-After`, in milliseconds, already bounded by the reader. */
      readonly retryAfterMs?: number;
      /** A sentence for people, without anything from the payout; decides nothing. */
      readonly detail?: string;
    }
  /** The partner confirms that the instruction was cancelled before execution (ISO `CANC`). */
  | { readonly kind: 'cancelled'; readonly partnerCode: string; readonly echo: Echo }
  /** An inquiry by our key found nothing. Proof P3 only after the drain time, if at all. */
  | { readonly kind: 'absent' }
  /** The partner holds an earlier copy under our key: a reason to inquire, never a refusal. */
  | {
      readonly kind: 'duplicate';
      readonly partnerCode: string;
      /** What the partner calls the earlier copy, where it says so. */
      readonly partnerReference?: string;
    }
  /** The money went out and came back, in whole or in part. */
  | {
      readonly kind: 'returned';
      readonly amount: Money;
      readonly feeMinor: bigint;
      readonly failure: FailureCode;
      readonly partnerCode: string;
      readonly partnerReference?: string;
      readonly echo: Echo;
    }
  /** Proof P1: no byte of any copy of this send can have left. */
  | {
      readonly kind: 'neverSent';
      readonly failure: FailureCode;
      readonly detail: string;
      readonly retryAfterMs?: number;
    }
  /** Everything else. The default, and the only verdict a bug may produce. */
  | {
      readonly kind: 'unknown';
      readonly failure: FailureCode;
      readonly detail: string;
      readonly partnerCode?: string;
      /**
       * The partner's wish from `Retry-After`, in milliseconds: the next inquiry comes no earlier,
       * by an hour at most. It ends no doubt, and a message that we did not ask for has none.
       */
      readonly retryAfterMs?: number;
    };

/** How final an execution is: booked at the partner, credited to the payee, on our statement. */
export type Finality = 'executed' | 'credited' | 'reconciled';

/**
 * What the partner repeats of the instruction. Every field that is present must equal what we
 * sent; a difference makes the whole verdict `unknown` (`technical.thirdparty.contract`). But an
 * `executed` under our own `partnerKey`, of another amount, contradicts that the attempt is dead: an
 * adapter repeats the key only of what is a payment.
 */
export interface Echo {
  readonly partnerKey?: string;
  /** `'unreadable'` when the partner sent an amount that we cannot count exactly as the payment's. */
  readonly amount?: Money | 'unreadable';
  readonly account?: string;
}

/**
 * Where a verdict came from. Stored with the evidence, shown on the timeline, and a metric label.
 *
 * The source decides what a verdict may prove (docs/MONEY.md, P1-P3): only `socket` proves that a
 * copy was never sent, only `response` that the only copy was refused, only `inquiry` that the
 * partner never got it.
 */
export type EvidenceSource =
  /** Our own transport or guards: what became of a copy before any reply. */
  | 'socket'
  /** The reply to a copy, on the line that the copy went out on. */
  | 'response'
  /** The partner's callback. */
  | 'webhook'
  /** The reply to a question about our key. */
  | 'inquiry'
  /** The reply to our request to stop the attempt. It never looked for the key: see `absent`. */
  | 'cancel'
  /** A line of the partner's statement. */
  | 'statement'
  /** Written evidence of an operator. */
  | 'operator';
