import type { FailureCode } from '../../src/contract/failure.ts';
import type { Verdict } from '../../src/contract/verdict.ts';

/** The bank's codes; anything else could carry a name or an account into a log. */
const WORD = /^[A-Z0-9+]{1,10}$/;

/**
 * The verdict on a message that could not be believed or understood: money may have moved.
 *
 * `detail` is ours and quotes nothing; `code` is kept only when it looks like a code.
 */
export function unreadable(
  detail: string,
  code = '',
  failure: FailureCode = 'technical.thirdparty.contract',
): Verdict & { readonly kind: 'unknown' } {
  return {
    kind: 'unknown',
    failure,
    detail,
    ...(WORD.test(code) ? { partnerCode: code } : {}),
  };
}
