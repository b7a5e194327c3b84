import { unreadableIn } from '../../src/contract/unreadable.ts';

/** PayPal's words are `[A-Z0-9_]` (`invalid_token` is OAuth's); the rest could be somebody's name. */
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * The verdict on a message of PayPal's that could not be believed or understood: money may have
 * moved. The detail is ours and quotes nothing.
 */
export const unreadable = unreadableIn(WORD);
