import { type KeyObject, verify } from 'node:crypto';

import { type Seal, SEAL_HEADERS, type SealedMessage, type SealReading } from './seal.ts';

/** What the bank's seal is held against. */
export interface VerifyOptions {
  readonly bankKeys: ReadonlyMap<string, KeyObject>;
}

/** How far the bank's clock may be from ours, either way. */
const SKEW_MS_MAX = 300_000;

/** Opens detached RSA seals of the bank's, as sign.ts describes them. */
export function rsaVerifier(options: VerifyOptions): Pick<Seal, 'openAnswer' | 'openNotice'> {
  const { bankKeys } = options;

  const open = (
    message: SealedMessage,
    nowMs: number,
    ageMsMax: number,
    lines: (date: string) => readonly string[],
  ): SealReading => {
    const date = message.headers[SEAL_HEADERS.date];
    const signature = message.headers[SEAL_HEADERS.signature];
    const key = bankKeys.get(message.headers[SEAL_HEADERS.keyId] ?? '');
    if (date === undefined || signature === undefined) return forged('it is not signed');
    if (key === undefined) return forged('it is signed with a key we do not know');
    const sentAtMs = Date.parse(date);
    const inTime = sentAtMs >= nowMs - ageMsMax && sentAtMs <= nowMs + SKEW_MS_MAX;
    if (!inTime) return forged('its date is too far from our clock');
    const text = Buffer.from(lines(date).join('\n'), 'utf8');
    const genuine = verify('sha256', text, key, Buffer.from(signature, 'base64'));
    return genuine
      ? { genuine: true, sealedAtMs: sentAtMs }
      : forged('its signature does not verify');
  };

  return {
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
      return open(notice, nowMs, Infinity, (date) => ['isobank-v1 notice', date, notice.body]);
    },
  };
}

function forged(detail: string): SealReading {
  return { genuine: false, detail };
}
