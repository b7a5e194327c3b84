import { type KeyObject, sign } from 'node:crypto';

import { type Seal, SEAL_HEADERS } from './seal.ts';

/** What our seal is made from. */
export interface SignOptions {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/**
 * Detached signatures in headers: RSA-SHA256 (PKCS#1 v1.5), base64, over these lines joined by LF.
 *
 * - our request: `isobank-v1 request`, method, path, date, nonce, body
 * - its answer:  `isobank-v1 answer`, status, method, path, date, our nonce, body
 * - a notice:    `isobank-v1 notice`, date, body
 *
 * The first line keeps one kind from passing for another. The answer signs our method, path and
 * nonce, so that neither an older answer nor one to another question (a crossed keep-alive
 * connection, a caching proxy) is believed. A notice signs no path: proxies between the bank and us
 * may rewrite it. Dates are RFC 3339 in UTC.
 *
 * The scheme is this bank's own (fixtures/isobank/SOURCES.md F2: no standard one exists).
 */
export function rsaSigner({ keyId, privateKey }: SignOptions): Pick<Seal, 'sealRequest'> {
  return {
    sealRequest({ method, path, body }, { nowMs, nonce }) {
      const date = new Date(nowMs).toISOString();
      const lines = ['isobank-v1 request', method, path, date, nonce, body];
      const signature = sign('sha256', Buffer.from(lines.join('\n'), 'utf8'), privateKey);
      return {
        [SEAL_HEADERS.keyId]: keyId,
        [SEAL_HEADERS.date]: date,
        [SEAL_HEADERS.nonce]: nonce,
        [SEAL_HEADERS.signature]: signature.toString('base64'),
      };
    },
  };
}
