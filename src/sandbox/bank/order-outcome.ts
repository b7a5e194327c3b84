import type { Behaviours } from '../behaviours/behaviour.ts';
import type { Placement, RefusalReason } from './bank.ts';
import { readNumber, readTerms } from '../behaviours/value-syntax.ts';

/** What will become of an order that was taken. `afterMs` 0: before the submit is answered. */
export type OrderOutcome =
  /** `word`: what the partner calls this kind of waiting, where it knows several. */
  | { readonly kind: 'stuck'; readonly word: string | null }
  | { readonly kind: 'pay'; readonly afterMs: number }
  | {
      readonly kind: 'reject';
      readonly reasonCode: string;
      readonly afterMs: number;
      /** How long after the rejection a bank that lies pays; `null`: never, as it says. */
      readonly paysAfterMs: number | null;
    };

/** "After" without a time. */
const AFTER_MS = 1_000;

/** The reason of a rejection that names none. */
const REJECTED = 'REJECTED';

const REASONS = {
  throttled: true,
  noFunds: true,
  payee: true,
  limit: true,
  invalid: true,
  permission: true,
  busy: true,
  scripted: true,
} as const satisfies Record<RefusalReason, true>;

/** Draws an order's outcome: the first behaviour that strikes, else payment after `settleMs`. */
export function drawOutcome(
  behaviours: Behaviours,
  reference: string,
  settleMs: number,
): OrderOutcome {
  const stuck = behaviours.strikes('stuck', reference, '');
  if (stuck !== null) return { kind: 'stuck', word: stuck.value };
  const rejectAtOnce = behaviours.strikes('rejectAtOnce', reference, '');
  if (rejectAtOnce !== null) {
    const reasonCode = rejectAtOnce.value ?? REJECTED;
    return { kind: 'reject', reasonCode, afterMs: 0, paysAfterMs: null };
  }
  for (const name of ['rejectAfter', 'payAfterReject'] as const) {
    const struck = behaviours.strikes(name, reference, '');
    if (struck === null) continue;
    const { code, delayMs } = readTerms(struck.value);
    const afterMs = delayMs ?? AFTER_MS;
    const paysAfterMs = name === 'payAfterReject' ? afterMs : null;
    return { kind: 'reject', reasonCode: code ?? REJECTED, afterMs, paysAfterMs };
  }
  if (behaviours.strikes('payAtOnce', reference, '') !== null) return { kind: 'pay', afterMs: 0 };
  const payAfter = behaviours.strikes('payAfter', reference, '');
  if (payAfter !== null) return { kind: 'pay', afterMs: readNumber(payAfter.value, AFTER_MS) };
  return { kind: 'pay', afterMs: settleMs };
}

/** Reads the value of `refuse`: a refusal reason by name, or a code of the partner. */
export function readRefusal(
  value: string | null,
): Pick<Extract<Placement, { kind: 'refused' }>, 'reason' | 'code'> {
  return isReason(value) ? { reason: value, code: null } : { reason: 'scripted', code: value };
}

function isReason(value: string | null): value is RefusalReason {
  return value !== null && Object.hasOwn(REASONS, value);
}
