import { detachedVoice } from '../../server/detached-seal.ts';
import type { PartnerVoice } from '../partner-voice.ts';
import type { PaypalKeys } from './keys.ts';
import { signatureHeaders } from './sign-notice.ts';

/** Nothing here is fresh: what is said twice must be equal to the byte. */
const TRANSMISSION_ID = '42182940-95bd-11ec-8889-914733057ff4';

/**
 * PayPal's voice: answers carry no seal, webhooks a detached one. Requests lie open: a batch is its
 * body, and its token is not looked at.
 */
export function paypalVoice({ webhookKeys, webhookId }: PaypalKeys): PartnerVoice {
  return detachedVoice({
    answer: () => ({}),
    notice(body, { atMs: nowMs, manner }) {
      const key = webhookKeys.current;
      const transmissionId = TRANSMISSION_ID;
      return signatureHeaders(body, { key, webhookId, transmissionId, nowMs, manner });
    },
  });
}
