import type { FailureCode } from './failure.ts';
import type { Verdict } from './verdict.ts';

/** What an adapter says of a message that decides nothing. */
export type Unreadable = (
  /** A sentence of ours; it quotes nothing of the message. */
  detail: string,
  /** The partner's code, kept only when it looks like one of its words. */
  code?: string,
  /** The row of docs/FAILURES.md; `technical.thirdparty.contract` when nothing fits better. */
  failure?: FailureCode,
) => Verdict & { readonly kind: 'unknown' };

/**
 * Makes the verdict on a message that could not be believed or understood: money may have moved, and
 * the engine asks again. `words` is what a code of this partner looks like, for the whole code:
 * whatever else stands in its place could carry a name or an account into a log.
 */
export function unreadableIn(words: RegExp): Unreadable {
  return (detail, code = '', failure = 'technical.thirdparty.contract') => ({
    kind: 'unknown',
    failure,
    detail,
    ...(words.test(code) ? { partnerCode: code } : {}),
  });
}
