import type { FailureMeaning } from './failure-meaning.ts';
import { ELIGIBILITY_FAILURES } from './failures/eligibility.ts';
import { PARTNER_FAILURES } from './failures/partner.ts';
import { REGULATORY_FAILURES } from './failures/regulatory.ts';
import { RISK_FAILURES } from './failures/risk.ts';
import { TECHNICAL_FAILURES } from './failures/technical.ts';

/**
 * The closed list of ways a payout can fail or be held up, and what each one means: for the money,
 * for the engine, for the person who owns it and for the borrower (docs/FAILURES.md).
 *
 * Adapters and the transport pick a code from this list; nobody sets the flags by hand.
 */
export const FAILURES = {
  ...TECHNICAL_FAILURES,
  ...RISK_FAILURES,
  ...ELIGIBILITY_FAILURES,
  ...PARTNER_FAILURES,
  ...REGULATORY_FAILURES,
} as const satisfies Record<string, FailureMeaning>;

/** The code of a failure, such as `partner.outage`. Stable: callers branch on it. */
export type FailureCode = keyof typeof FAILURES;

/** Whose kind of problem a failure is: the first word of its code. */
export type FailureCategory = 'technical' | 'risk' | 'eligibility' | 'partner' | 'regulatory';

/** The first word of the code: whose kind of problem it is. */
export function categoryOf(code: FailureCode): FailureCategory {
  return code.slice(0, code.indexOf('.')) as FailureCategory;
}

/**
 * Refusals that say "later" of the whole partner and nothing of the order: a copy of it may be taken
 * a moment after. A refusal for want of funds, of our credentials or of the content is none of them.
 */
const LATER: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'technical.overload.partner',
  'partner.maintenance',
  'partner.outage',
]);

/** True when a refusal for this failure judges nothing, and holds for every payout there. */
export function saysLater(code: FailureCode | 'DEADLINE'): boolean {
  return code !== 'DEADLINE' && LATER.has(code);
}

/** True when the text, from outside, names a failure. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text);
}
