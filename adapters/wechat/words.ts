import { unreadableIn } from '../../src/contract/unreadable.ts';

/** WeChat's words are `[A-Z0-9_]`; anything else could carry a name or an account into a log. */
const WORD = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * The verdict on a message of WeChat's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
