import type { Verdict } from '../../../src/contract/verdict.ts';
import { unreadable } from '../words.ts';

/**
 * The one `resultcode` that is catalogued: "the bank received the request; what became of it, ask".
 * The same word in a record's `errCod` means that nothing was wrong with the record.
 */
export const RECEIVED = 'SUC0000';

/**
 * Any other code, on any function. "Ask first whether the order arrived; only without a record send
 * it again, under the same reference" (fixtures/cmb/SOURCES.md F5): so none of them refuses
 * anything, whatever it says. The bank publishes no list of them, and its text (`resultmsg`) is for
 * people.
 */
export function notReceived(resultcode: string): Verdict {
  return unreadable(
    'the bank did not confirm that it received the request',
    resultcode,
    'technical.thirdparty.error',
  );
}
