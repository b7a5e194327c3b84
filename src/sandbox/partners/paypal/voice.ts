import type { PartnerVoice, VoiceSeal } from '../partner-voice.ts';
import type { PaypalKeys } from './keys.ts';
import { signatureHeaders } from './sign-notice.ts';

const HEADERS = { 'content-type': 'application/json' } as const;

/**
 * PayPal's voice: answers carry no seal, webhooks a detached one, so a document is the body as it
 * stands. Requests lie open: a batch is its body, and its token is not looked at.
 */
export function paypalVoice(keys: PaypalKeys): PartnerVoice {
  const proofOf = (body: string, { atMs, manner }: VoiceSeal) => {
    const [key] = keys.webhookKeys;
    if (key === undefined) throw new Error('paypal sandbox: WEBHOOK_PRIVATE_KEYS is empty');
    const transmissionId = '42182940-95bd-11ec-8889-914733057ff4';
    const signing = { key, webhookId: keys.webhookId, transmissionId, nowMs: atMs, manner };
    return signatureHeaders(body, signing);
  };
  return {
    openAnswer: (body) => body,
    openNotice: (body) => body,
    answer: (_request, { status, document: body }) => ({ status, headers: HEADERS, body }),
    notice: (body, seal) => ({ headers: { ...HEADERS, ...proofOf(body, seal) }, body }),
  };
}
