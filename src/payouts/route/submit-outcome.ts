import type { FailureCode } from '../../contract/failure.ts';
import type { Attempt } from '../model/payout.ts';
import type { PayoutEvent } from '../model/payout-event.ts';

/**
 * What a piece of evidence says about how good the partner is at paying.
 *
 * An attempt counts once. Its first word decides: the partner took it or executed it (`success`),
 * or failed at it (`failure`), which a later execution does not mend - the doubt is what routing is
 * to avoid. What was taken and then not kept turns into a failure (`reversal`).
 */
export type SubmitOutcome = 'success' | 'failure' | 'reversal';

/**
 * The failures that are the partner's own (docs/RESILIENCE.md#breaker): timeouts, resets, 5xx,
 * failed clearings, and an answer that cannot be read. Everything else says nothing about it: what
 * is the payee's or the policy's (a storm of closed accounts), ours (our breaker, our rate, our
 * credentials, our funds), or was announced (maintenance, cut-off).
 */
export const PARTNERS_OWN: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'technical.latency.connect',
  'technical.latency.response',
  'technical.connection.lost',
  'technical.thirdparty.error',
  'technical.thirdparty.contract',
  'technical.settlement.failed',
  'partner.outage',
]);

/** Reads one piece of evidence, with the attempt as it was before. Pure; `null`: it does not count. */
export function submitOutcome(
  attempt: Attempt,
  evidence: PayoutEvent & { readonly kind: 'evidence' },
): SubmitOutcome | null {
  if (!evidence.counted) return null;
  const partnersOwn = isPartnersOwn(evidence.failure?.code);
  switch (attempt.state) {
    case 'INTENT':
    case 'SENT':
      // A resend is a question about the first copy: its answer is no news about the partner.
      return attempt.epoch === 1 ? firstWord(evidence.verdict, partnersOwn) : null;
    case 'ACCEPTED':
    case 'EXECUTED':
      return partnersOwn && isEnd(evidence.verdict) ? 'reversal' : null;
    case 'UNKNOWN':
    case 'DEAD':
    case 'RETURNED':
      return null;
  }
}

type VerdictKind = (PayoutEvent & { readonly kind: 'evidence' })['verdict'];

function firstWord(verdict: VerdictKind, partnersOwn: boolean): SubmitOutcome | null {
  if (verdict === 'accepted' || verdict === 'executed') return 'success';
  return partnersOwn ? 'failure' : null;
}

function isEnd(verdict: VerdictKind): boolean {
  return verdict === 'refused' || verdict === 'returned';
}

function isPartnersOwn(code: FailureCode | 'DEADLINE' | undefined): boolean {
  return code !== undefined && code !== 'DEADLINE' && PARTNERS_OWN.has(code);
}
