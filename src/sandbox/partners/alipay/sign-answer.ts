import { createSign, type KeyObject } from 'node:crypto';

import type { SandboxReply } from '../messages.ts';
import type { GatewayKey } from './keys.ts';

/** How an answer or a message is signed; all but `true` are behaviours. */
export type SigningManner = 'true' | 'none' | 'wrong';

/** Who signs, and how. */
export interface Signing {
  readonly key: GatewayKey;
  readonly manner: SigningManner;
}

/** The gateway declares HTML and sends JSON (fixtures/alipay/SOURCES.md F2). */
const ANSWER_HEADERS = { 'content-type': 'text/html;charset=utf-8' } as const;

/**
 * Puts a node into the gateway's envelope and signs its exact text.
 *
 * Slashes are escaped, as the real gateway does: whoever parses the node and writes it again has
 * another text in hand and cannot verify it.
 */
export function signedAnswer(nodeName: string, node: object, signing: Signing): SandboxReply {
  const raw = JSON.stringify(node).replaceAll('/', String.raw`\/`);
  return { kind: 'answer', status: 200, ...envelope(nodeName, raw, signing) };
}

/** The same around a node's exact text, whatever it says. */
export function envelope(
  nodeName: string,
  raw: string,
  { key, manner }: Signing,
): { readonly headers: typeof ANSWER_HEADERS; readonly body: string } {
  const members = [`${JSON.stringify(nodeName)}:${raw}`];
  if (manner !== 'none') {
    const signature = signatureOf(manner === 'wrong' ? `${raw} ` : raw, key.privateKey);
    members.push(`"alipay_cert_sn":"${key.certSn}"`, `"sign":"${signature}"`);
  }
  return { headers: ANSWER_HEADERS, body: `{${members.join(',')}}` };
}

/** RSA2: SHA-256 with RSA, base64. */
export function signatureOf(text: string, privateKey: KeyObject): string {
  return createSign('sha256').update(text, 'utf8').sign(privateKey, 'base64');
}
