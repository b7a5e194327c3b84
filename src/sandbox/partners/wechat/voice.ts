import { createDecipheriv } from 'node:crypto';

import type { SandboxRequest } from '../messages.ts';
import type { PartnerVoice, VoiceSeal } from '../partner-voice.ts';
import { sealedNotice } from './notices.ts';
import { openName } from './read-order.ts';
import { signatureHeaders } from './sign-message.ts';
import type { WechatKeys } from './keys.ts';

const TAG_BYTES = 16;

/** Nothing here is fresh: what is said twice must be equal to the byte. */
const NONCE = 'c5ac7061fccab6bf3e254dcf98995b8c';
const GCM_NONCE = '61f9c719728a';

/**
 * WeChat Pay's voice: an answer's document is its JSON body, a notice's is the bill that its
 * resource hides, and a transfer reads the same however its name was encrypted.
 */
export function wechatVoice(keys: WechatKeys): PartnerVoice {
  const headersOver = (body: string, { atMs, manner }: VoiceSeal) => {
    const key = keys.signingKeys.current;
    const signature = signatureHeaders(body, { key, nowMs: atMs, nonce: NONCE, manner });
    return { 'content-type': 'application/json; charset=utf-8', ...signature };
  };
  return {
    openAnswer: (body) => body,
    openNotice: (body) => openResource(keys, body),
    answer: (_request, { status, document }, seal) => ({
      status,
      headers: headersOver(document, seal),
      body: document,
    }),
    notice(document, seal) {
      const told = { id: 'EV-VOICE', atMs: seal.atMs };
      const body = sealedNotice(keys, document, told, GCM_NONCE);
      return { headers: headersOver(body, seal), body };
    },
    openRequest: (request) => openTransfer(keys, request),
  };
}

function openResource(keys: WechatKeys, body: string): string {
  const { resource } = JSON.parse(body) as { resource: Record<string, string> };
  const sealed = Buffer.from(resource['ciphertext'] ?? '', 'base64');
  const nonce = Buffer.from(resource['nonce'] ?? '', 'utf8');
  const decipher = createDecipheriv('aes-256-gcm', keys.apiV3Key, nonce);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  decipher.setAAD(Buffer.from(resource['associated_data'] ?? '', 'utf8'));
  const opened = [decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}

/** RSA-OAEP gives another ciphertext each time: the name inside is what a resend must repeat. */
function openTransfer(keys: WechatKeys, { path, headers, body }: SandboxRequest): string {
  if (body === '') return path;
  const fields = JSON.parse(body) as Record<string, unknown>;
  const sealed = fields['user_name'];
  const serial = headers['wechatpay-serial'] ?? '';
  const name = typeof sealed === 'string' ? openName(keys, sealed, serial) : sealed;
  return `${path}\n${JSON.stringify({ ...fields, user_name: name })}`;
}
