import { unreadableIn } from '../../src/contract/unreadable.ts';

/** Adyen's words are camel case, its codes digits; anything else could carry a name into a log. */
const WORD = /^[A-Za-z0-9_]{1,64}$/;

/**
 * The verdict on a message of Adyen's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
