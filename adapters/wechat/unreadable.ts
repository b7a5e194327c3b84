import type { Verdict } from '../../src/contract/verdict.ts';

/** WeChat's words are `[A-Z0-9_]`; anything else could carry a name or an account into a log. */
const WORD = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * The verdict on a message that could not be believed or understood: money may have moved.
 *
 * `detail` is ours and quotes nothing; `code` is kept only when it looks like a code.
 */
export function unreadable(detail: string, code = ''): Verdict {
  return {
    kind: 'unknown',
    failure: 'technical.thirdparty.contract',
    detail,
    ...(WORD.test(code) ? { partnerCode: code } : {}),
  };
}
