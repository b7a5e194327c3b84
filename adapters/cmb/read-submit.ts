import type { Verdict } from '../../src/contract/verdict.ts';
import type { OpenedAnswer } from './sign.ts';
import { listIn, membersOf, textIn } from './json.ts';
import { orderNumberIn } from './read-record.ts';
import { notReceived, RECEIVED } from './tables/result-codes.ts';
import { REQUEST_STATUSES, RETURN_FLAGS } from './tables/statuses.ts';
import { unreadable } from './words.ts';

/**
 * Reads the answer to a payment (BB1PAYOP). "It says that the order was handed in; only FIN with F
 * is an end that needs no inquiry."
 *
 * That end is of this copy: the bank frees a failed reference, and nobody has published how it
 * answers a copy of an order that lives. So the refusal is not called recorded, and kills an attempt
 * only while this was its only copy; after a second copy the list of records decides.
 */
export function readSubmit(opened: OpenedAnswer): Verdict {
  if (opened.kind === 'doubt') return unreadable(opened.detail, '', opened.failure);
  const { resultcode, body } = opened;
  if (resultcode !== RECEIVED) return notReceived(resultcode);
  const results = listIn(body, 'bb1payopz1') ?? [];
  const result = results.length === 1 ? membersOf(results[0]) : null;
  if (result === null) return unreadable('received, but without the result of one order');
  const partnerReference = orderNumberIn(result);
  if (partnerReference === null) return unreadable('the result of an order without its number');

  const status = textIn(result, 'reqSts');
  const meaning = REQUEST_STATUSES.get(status);
  const flag = textIn(result, 'rtnFlg');
  const outcome = meaning === 'finished' ? RETURN_FLAGS.get(flag) : undefined;
  const error = textIn(result, 'errCod');
  if (outcome?.kind === 'refused' && flag === 'F') {
    const { failure } = outcome;
    const partnerCode = codeOf(error);
    return { kind: 'refused', recorded: false, failure, partnerCode, partnerReference, echo: {} };
  }
  if (error !== '' && error !== RECEIVED) {
    return unreadable('an order with an error code', error, 'technical.thirdparty.error');
  }
  // "Otherwise the bank has taken it": also FIN with S, which an inquiry has to confirm.
  if (meaning === 'pending' || meaning === 'limbo' || outcome?.kind === 'executed') {
    return { kind: 'accepted', partnerReference, echo: {} };
  }
  return unreadable('a state to be asked about', outcome === undefined ? status : `FIN+${flag}`);
}

/** The bank's reason where it gives a code; else the state itself. */
function codeOf(error: string): string {
  return /^[A-Z0-9]{1,7}$/.test(error) && error !== RECEIVED ? error : 'FIN+F';
}
