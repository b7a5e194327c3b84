import { unreadableIn } from '../../src/contract/unreadable.ts';

/** Codes of ISO's sets and of the agreement; anything else could carry a name into a log. */
const WORD = /^[A-Z0-9_-]{1,35}$/;

/**
 * The verdict on a message of the bank's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
