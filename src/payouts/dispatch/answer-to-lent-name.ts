import type { Verdict } from '../../contract/verdict.ts';

/**
 * Reads the answer to a question by a name that a hint has lent. The name may be somebody else's, or
 * nobody's: only what repeats our own key is about us. All else, "not found" too, is doubt.
 */
export function answerToLentName(verdict: Verdict, partnerKey: string): Verdict {
  if (verdict.kind === 'unknown' || verdict.kind === 'neverSent') return verdict;
  if ('echo' in verdict && verdict.echo.partnerKey === partnerKey) return verdict;
  return {
    kind: 'unknown',
    failure: 'technical.thirdparty.contract',
    detail: 'asked by a name that a hint gave, the partner does not repeat our key',
  };
}
