import { unreadableIn } from '../../src/contract/unreadable.ts';

/** The bank's codes; anything else could carry a name or an account into a log. */
const WORD = /^[A-Z0-9+]{1,10}$/;

/**
 * The verdict on a message of the bank's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
