import type { FailureCode } from '../../src/contract/failure.ts';
import type { Verdict } from '../../src/contract/verdict.ts';

/** PayPal's words are `[A-Z0-9_]` (`invalid_token` is OAuth's); the rest could be somebody's name. */
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * The verdict on a message that could not be believed or understood: money may have moved.
 *
 * `detail` is ours and quotes nothing; `code` is kept only when it looks like a code.
 */
export function unreadable(
  detail: string,
  code = '',
  failure: FailureCode = 'technical.thirdparty.contract',
): Verdict {
  return { kind: 'unknown', failure, detail, ...(WORD.test(code) ? { partnerCode: code } : {}) };
}
