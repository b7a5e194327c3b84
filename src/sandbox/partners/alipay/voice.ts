import type { PartnerVoice, VoiceSeal } from '../partner-voice.ts';
import type { AlipayKeys } from './keys.ts';
import { signedForm } from './notices.ts';
import { envelope } from './sign-answer.ts';

/**
 * Alipay's voice: an answer's document is the text of its response node, a message's is its
 * `biz_content`. Requests lie open: equal content is equal `biz_content`.
 */
export function alipayVoice(keys: AlipayKeys): PartnerVoice {
  const signing = ({ manner }: VoiceSeal) => ({ key: keys.current, manner });
  return {
    openAnswer(body) {
      const members: object = JSON.parse(body);
      const node = Object.entries(members).find(([name]) => name.endsWith('_response'));
      return JSON.stringify(node?.[1] ?? null);
    },
    openNotice: (body) => new URLSearchParams(body).get('biz_content') ?? '',
    answer: (request, { status, document }, seal) => ({
      status,
      ...envelope(nodeFor(request.path), document, signing(seal)),
    }),
    notice(bizContent, seal) {
      const told = { notifyId: 'voice', appId: keys.appId, bizContent, nowMs: seal.atMs };
      return signedForm(told, signing(seal));
    },
  };
}

/** The node is named after the method that was called; public parameters stand in the query. */
function nodeFor(path: string): string {
  const method = new URLSearchParams(path.slice(path.indexOf('?') + 1)).get('method') ?? '';
  return `${method.replaceAll('.', '_')}_response`;
}
