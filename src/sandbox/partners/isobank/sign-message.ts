import { sign, verify } from 'node:crypto';

import type { SandboxRequest } from '../messages.ts';
import type { VoiceSeal } from '../partner-voice.ts';
import type { BankKey, IsobankKeys } from './keys.ts';

/** How far a client's clock may be from the bank's. */
const CLIENT_SKEW_MS_MAX = 300_000;

/** What a signature needs beside the text. */
export interface Signing {
  readonly key: BankKey;
  readonly nowMs: number;
  readonly manner: VoiceSeal['manner'];
}

/** Says what is wrong with a client's signature, or `null`. */
export function signatureFault(
  keys: IsobankKeys,
  request: SandboxRequest,
  nowMs: number,
): string | null {
  const { method, path, headers, body } = request;
  const key = keys.clientKeys.get(headers['x-isobank-key-id'] ?? '');
  const date = headers['x-isobank-date'] ?? '';
  const nonce = headers['x-isobank-nonce'] ?? '';
  if (key === undefined) return 'unknown key';
  if (!/^[0-9a-f]{32}$/.test(nonce)) return 'bad nonce';
  if (!(Math.abs(Date.parse(date) - nowMs) <= CLIENT_SKEW_MS_MAX)) return 'clock';
  const text = `isobank-v1 request\n${method}\n${path}\n${date}\n${nonce}\n${body}`;
  const signature = Buffer.from(headers['x-isobank-signature'] ?? '', 'base64');
  return verify('RSA-SHA256', Buffer.from(text), key, signature) ? null : 'signature';
}

/** Signs an answer together with the question it answers. */
export function signAnswer(
  request: SandboxRequest,
  answer: { readonly status: number; readonly body: string },
  signing: Signing,
): Readonly<Record<string, string>> {
  const { method, path, headers } = request;
  const nonce = headers['x-isobank-nonce'] ?? '';
  return signatureHeaders(
    (date) =>
      `isobank-v1 answer\n${answer.status}\n${method}\n${path}\n${date}\n${nonce}\n${answer.body}`,
    signing,
  );
}

/** Signs a message that the bank pushes. */
export function signNotice(body: string, signing: Signing): Readonly<Record<string, string>> {
  return signatureHeaders((date) => `isobank-v1 notice\n${date}\n${body}`, signing);
}

function signatureHeaders(
  textAt: (date: string) => string,
  { key, nowMs, manner }: Signing,
): Readonly<Record<string, string>> {
  if (manner === 'none') return {};
  const date = new Date(nowMs).toISOString();
  const text = manner === 'wrong' ? `${textAt(date)} ` : textAt(date);
  return {
    'x-isobank-key-id': key.id,
    'x-isobank-date': date,
    'x-isobank-signature': sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64'),
  };
}
