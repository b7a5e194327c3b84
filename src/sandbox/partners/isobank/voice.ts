import { type DetachedSeal, detachedVoice } from '../../server/detached-seal.ts';
import type { PartnerVoice, VoiceSeal } from '../partner-voice.ts';
import type { IsobankKeys } from './keys.ts';
import { signAnswer, signNotice } from './sign-message.ts';

/** What every message of the bank's says it is. */
export const XML = 'application/xml; charset=utf-8';

/** The bank's voice: its seals are detached, so a document is the body as it stands. */
export function isobankVoice({ current: key }: IsobankKeys): PartnerVoice {
  const signing = ({ atMs: nowMs, manner }: VoiceSeal) => ({ key, nowMs, manner });
  const seals: DetachedSeal = {
    answer: (request, said, seal) => signAnswer(request, said, signing(seal)),
    notice: (body, seal) => signNotice(body, signing(seal)),
  };
  return detachedVoice(seals, XML);
}
