import type { PartnerReply } from '../../src/contract/exchange.ts';
import type { FailureCode } from '../../src/contract/failure.ts';
import {
  canonicalText,
  type JsonMembers,
  members,
  membersOf,
  readMembers,
  textIn,
} from './json.ts';
import type { CmbSettings } from './settings.ts';
import { PLACEHOLDER, type SealedRequest } from './sign.ts';

/** What the bank's server says in clear when it cannot even open a message. */
const COMPLAINT = 'CDCServer:';

/** Far above any answer to one reference; a longer one is not looked at. */
const BODY_LENGTH_MAX = 1_048_576;

/** An answer that the bank signed and that belongs to the question, or why it is neither. */
export type OpenedAnswer =
  | { readonly kind: 'answer'; readonly resultcode: string; readonly body: JsonMembers }
  | { readonly kind: 'doubt'; readonly detail: string; readonly failure: FailureCode };

/**
 * Decrypts an answer, verifies it, and holds its head against the question.
 *
 * `reqid` binds an answer to its request: another genuine answer, replayed or crossed, does not
 * match. The HTTP status is not signed; an answer is believed under 200 alone. Never throws.
 */
export function openAnswer(
  { suite, userId }: CmbSettings,
  { funcode, reqid }: Pick<SealedRequest, 'funcode' | 'reqid'>,
  { status, body: sealed }: PartnerReply,
): OpenedAnswer {
  const outage = status >= 500 || sealed.startsWith(COMPLAINT);
  const failure = outage ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';
  const doubt = (detail: string) =>
    ({ kind: 'doubt', detail: `HTTP ${status}, ${detail}`, failure }) as const;
  if (sealed.length > BODY_LENGTH_MAX) return doubt('longer than any answer');
  const text = suite.decrypt(sealed.trim());
  const message = text === null ? null : readMembers(text);
  if (message === null) return doubt('not encrypted with our key');
  if (!isSigned(suite.verify, message)) return doubt('not signed by the bank');

  const response = membersOf(message.get('response'));
  const head = membersOf(response?.get('head'));
  if (head === null) return doubt('signed, but without a head');
  const strange = [
    ['funcode', funcode],
    ['userid', userId],
    ['reqid', reqid],
  ].find(([field = '', value]) => textIn(head, field) !== value);
  if (strange !== undefined) return doubt(`an answer to another ${strange[0] ?? 'question'}`);
  if (status !== 200) return doubt('signed, but not under 200');
  const body = membersOf(response?.get('body')) ?? members({});
  return { kind: 'answer', resultcode: textIn(head, 'resultcode'), body };
}

/**
 * The signature covers the sorted text, so the order in which the keys came does not matter; the
 * bank's own sample answer is not sorted. What was verified is what is read: the same tree.
 */
function isSigned(
  verify: (text: string, signature: string) => boolean,
  message: JsonMembers,
): boolean {
  const signature = membersOf(message.get('signature'));
  if (signature === null) return false;
  const blank = new Map([...signature, ['sigdat', PLACEHOLDER]]);
  const text = canonicalText(new Map([...message, ['signature', blank]]));
  return verify(text, textIn(signature, 'sigdat'));
}
