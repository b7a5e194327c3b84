import type { Stamp } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { canonicalText, type JsonMembers, members } from './json.ts';
import type { CmbSettings } from './settings.ts';

/** One address for every function (fixtures/cmb/SOURCES.md F1). */
const PATH = '/cdcserver/api/v2';

/** What stands in place of the signature in the text that is signed. */
export const PLACEHOLDER = '__signature_sigdat__';

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

/** `yyyyMMddHHmmssSSS` on a clock in Beijing, which has no summer time. */
export function beijingDigits(nowMs: number): string {
  return new Date(nowMs + BEIJING_MS).toISOString().replaceAll(/\D/g, '').slice(0, 17);
}
