import type { Verdict } from '../../src/contract/verdict.ts';

/** Alipay's words are letters, digits, `.`, `_` and `-`; anything else could carry a name. */
const WORD = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

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
