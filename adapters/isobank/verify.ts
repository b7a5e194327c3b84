import { type KeyObject, sign, verify } from 'node:crypto';

import type { Seal, SealedMessage, SealReading } from './seal.ts';

/** What a detached RSA seal is made from. */
export interface RsaSealOptions {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly bankKeys: ReadonlyMap<string, KeyObject>;
  /** How old a pushed message may be: the bank delivers the same bytes again for so long. */
  readonly noticeAgeMsMax: number;
}

/** How far the bank's clock may be from ours, either way. */
const SKEW_MS_MAX = 300_000;

const HEADERS = {
  keyId: 'x-isobank-key-id',
  date: 'x-isobank-date',
  nonce: 'x-isobank-nonce',
  signature: 'x-isobank-signature',
} as const;

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
export function createRsaSeal(options: RsaSealOptions): Seal {
  const { keyId, privateKey, bankKeys, noticeAgeMsMax } = options;

  const open = (
    message: SealedMessage,
    nowMs: number,
    ageMsMax: number,
    lines: (date: string) => readonly string[],
  ): SealReading => {
    const date = message.headers[HEADERS.date];
    const signature = message.headers[HEADERS.signature];
    const key = bankKeys.get(message.headers[HEADERS.keyId] ?? '');
    if (date === undefined || signature === undefined) return forged('it is not signed');
    if (key === undefined) return forged('it is signed with a key we do not know');
    const sentAtMs = Date.parse(date);
    const inTime = sentAtMs >= nowMs - ageMsMax && sentAtMs <= nowMs + SKEW_MS_MAX;
    if (!inTime) return forged('its date is too far from our clock');
    const text = Buffer.from(lines(date).join('\n'), 'utf8');
    const genuine = verify('sha256', text, key, Buffer.from(signature, 'base64'));
    return genuine ? { genuine: true } : forged('its signature does not verify');
  };

  return {
    sealRequest({ method, path, body }, { nowMs, nonce }) {
      const date = new Date(nowMs).toISOString();
      const lines = ['isobank-v1 request', method, path, date, nonce, body];
      const signature = sign('sha256', Buffer.from(lines.join('\n'), 'utf8'), privateKey);
      return {
        [HEADERS.keyId]: keyId,
        [HEADERS.date]: date,
        [HEADERS.nonce]: nonce,
        [HEADERS.signature]: signature.toString('base64'),
      };
    },
    openAnswer({ method, path }, { nonce }, answer, nowMs) {
      return open(answer, nowMs, SKEW_MS_MAX, (date) => [
        'isobank-v1 answer',
        String(answer.status),
        method,
        path,
        date,
        nonce,
        answer.body,
      ]);
    },
    openNotice(notice, nowMs) {
      return open(notice, nowMs, noticeAgeMsMax + SKEW_MS_MAX, (date) => [
        'isobank-v1 notice',
        date,
        notice.body,
      ]);
    },
  };
}

function forged(detail: string): SealReading {
  return { genuine: false, detail };
}
