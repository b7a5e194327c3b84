import type { Breach } from './breach.ts';
import type { PayoutState } from './payout.ts';

/** What the shell does after the events are durable. Losing one costs time, never truth. */
export type Effect =
  /** Find a partner; ends in a `routed` or `unroutable` fact. */
  | { readonly kind: 'route' }
  /** Put one copy of the attempt on the wire. The intent (W3, W4) is durable. */
  | { readonly kind: 'submit'; readonly attemptNo: number; readonly epoch: number }
  /** Ask the partner what became of our key; `askBy` is the name that a hint lends for this question. */
  | {
      readonly kind: 'inquire';
      readonly attemptNo: number;
      readonly epoch: number;
      readonly askBy?: string;
    }
  /** Look whether row 10 is open; ends in a `resendReady` fact or in nothing. */
  | { readonly kind: 'resend'; readonly attemptNo: number }
  /** Ask the partner to stop the attempt. Its answer is evidence. */
  | { readonly kind: 'cancel'; readonly attemptNo: number; readonly epoch: number }
  /** Tell the caller. Written to the outbox in the same commit as the change. */
  | { readonly kind: 'notify'; readonly state: PayoutState }
  /**
   * A conflict: in the same commit, freeze the payee and switch off the proof that failed at the partner
   * of this attempt, or the whole partner.
   */
  | {
      readonly kind: 'freeze';
      readonly partner: string;
      readonly attemptNo: number;
      readonly breach: Breach;
      readonly reason: string;
    }
  /** Somebody has to look. */
  | { readonly kind: 'openCase'; readonly urgent: boolean };
