import { unreadableIn } from '../../src/contract/unreadable.ts';

/** Alipay's words are letters, digits, `.`, `_` and `-`; anything else could carry a name. */
const WORD = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/**
 * The verdict on a message of Alipay's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
