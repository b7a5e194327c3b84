import type { FieldError } from '../../payouts/accept/accept-order.ts';

/**
 * What the control API needs of the chaos module. Structural on purpose: this folder may be
 * loaded only when chaos is on, and knows nothing of faults; it hands their text through.
 */
export interface ChaosControl {
  /** Mode, panic, and each armed fault with its ttl left and its hits. */
  status(): unknown;
  /** Every fault there is, with its parameters and what it does to the truth. */
  catalogue(): unknown;
  /** The armed faults; each has an `id`. */
  list(): readonly unknown[];
  /** Arms one fault; `by` is the name of the API key. */
  arm(
    body: unknown,
    by: string,
  ):
    | { readonly ok: true; readonly fault: unknown }
    | { readonly ok: false; readonly errors: readonly FieldError[] };
  /** False when no armed fault has this id. */
  disarm(id: string): boolean;
  /** Says how many there were. */
  disarmAll(): number;
  /** Stops everything and refuses new faults until {@link release}. */
  panic(by: string): void;
  release(by: string): void;
}
