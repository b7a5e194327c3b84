import type { PartnerVoice } from '../partner-voice.ts';
import type { AdyenKeys } from './keys.ts';
import { noticeHeaders } from './notices.ts';

/**
 * Adyen's voice: answers carry no seal, webhooks a detached one without a time, so a document is
 * the body as it stands. An answer repeats its request's idempotency key, where it had one.
 */
export function adyenVoice({ hmacKeys }: AdyenKeys): PartnerVoice {
  return {
    openAnswer: (body) => body,
    openNotice: (body) => body,
    answer({ headers }, { status, document: body }) {
      const key = headers['idempotency-key'];
      const echoed = key === undefined ? {} : { 'idempotency-key': key };
      return {
        status,
        headers: { 'content-type': 'application/json;charset=utf-8', ...echoed },
        body,
      };
    },
    notice(body, { manner }) {
      return { headers: noticeHeaders(body, { key: hmacKeys.current, manner }), body };
    },
  };
}
