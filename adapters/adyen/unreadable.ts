import type { FailureCode } from '../../src/contract/failure.ts';
import type { Verdict } from '../../src/contract/verdict.ts';

/** Adyen's words are camel case, its codes digits; anything else could carry a name into a log. */
const WORD = /^[A-Za-z0-9_]{1,64}$/;

/**
 * The verdict on a message that could not be believed or understood: money may have moved.
 *
 * `detail` is ours and quotes nothing; `code` is kept only when it looks like one of Adyen's words.
 */
export function unreadable(
  detail: string,
  code = '',
  failure: FailureCode = 'technical.thirdparty.contract',
): Verdict {
  return {
    kind: 'unknown',
    failure,
    detail,
    ...(WORD.test(code) ? { partnerCode: code } : {}),
  };
}
