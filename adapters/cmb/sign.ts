import type { Stamp } from '../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../src/contract/exchange.ts';
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

/** One address for every function (fixtures/cmb/SOURCES.md F1). */
const PATH = '/cdcserver/api/v2';

/** What stands in place of the signature in the text that is signed. */
export const PLACEHOLDER = '__signature_sigdat__';

/** What the bank's server says in clear when it cannot even open a message. */
const COMPLAINT = 'CDCServer:';

/** Far above any answer to one reference; a longer one is not looked at. */
const BODY_LENGTH_MAX = 1_048_576;

const BEIJING_MS = 8 * 3_600_000;

/** The functions of the bank that we call. */
export type FunctionCode = 'BB1PAYOP' | 'BB1PAYQR' | 'NTQADINF';

/** A request on its way, and what its answer must repeat. */
export interface SealedRequest {
  readonly request: PartnerRequest;
  readonly funcode: FunctionCode;
  readonly reqid: string;
}

/**
 * Signs and encrypts a request (fixtures/cmb/SOURCES.md F2).
 *
 * `reqid` is unique per request and so belongs to the envelope: 17 digits of Beijing time and the
 * nonce, 49 characters of at most 51. The signature covers the sorted text with the placeholder in
 * its own place; the form repeats user and function in clear, which the bank compares.
 */
export function sealRequest(
  { suite, userId }: CmbSettings,
  funcode: FunctionCode,
  body: JsonMembers,
  { nowMs, nonce }: Stamp,
): SealedRequest {
  const digits = beijingDigits(nowMs);
  const reqid = `${digits}${nonce}`;
  const request = members({ head: members({ funcode, userid: userId, reqid }), body });
  const text = (sigdat: string) =>
    canonicalText(
      members({ request, signature: members({ sigtim: digits.slice(0, 14), sigdat }) }),
    );
  const data = suite.encrypt(text(suite.sign(text(PLACEHOLDER))));
  const form = new URLSearchParams(
    suite.alg === null
      ? { UID: userId, DATA: data }
      : { UID: userId, FUNCODE: funcode, ALG: suite.alg, DATA: data },
  );
  return {
    funcode,
    reqid,
    request: {
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    },
  };
}

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

/** `yyyyMMddHHmmssSSS` on a clock in Beijing, which has no summer time. */
export function beijingDigits(nowMs: number): string {
  return new Date(nowMs + BEIJING_MS).toISOString().replaceAll(/\D/g, '').slice(0, 17);
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
