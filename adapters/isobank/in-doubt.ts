import type { FailureCode } from '../../src/contract/failure.ts';
import type { Verdict } from '../../src/contract/verdict.ts';

const CODE = /^[A-Z0-9_-]{1,35}$/;

/**
 * The verdict that decides nothing. `detail` is a sentence of ours without anything from the
 * message; a code from the message is passed on only when it looks like one.
 */
export function inDoubt(
  detail: string,
  partnerCode?: string,
  failure: FailureCode = 'technical.thirdparty.contract',
): Verdict {
  const isCode = partnerCode !== undefined && CODE.test(partnerCode);
  return { kind: 'unknown', failure, detail, ...(isCode ? { partnerCode } : {}) };
}
