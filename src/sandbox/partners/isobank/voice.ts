import type { PartnerVoice, VoiceSeal } from '../partner-voice.ts';
import type { IsobankKeys } from './keys.ts';
import { type Manner, signAnswer, signNotice } from './sign-message.ts';

const HEADERS = { 'content-type': 'application/xml; charset=utf-8' } as const;

const MANNERS = { true: 'truly', wrong: 'wrongly', none: 'not' } as const satisfies Record<
  VoiceSeal['manner'],
  Manner
>;

/** The bank's voice: its seals are detached, so a document is the body as it stands. */
export function isobankVoice(keys: IsobankKeys): PartnerVoice {
  const signing = ({ atMs, manner }: VoiceSeal) => ({
    key: keys.current,
    nowMs: atMs,
    manner: MANNERS[manner],
  });
  return {
    openAnswer: (body) => body,
    openNotice: (body) => body,
    answer(request, { status, document: body }, seal) {
      const proof = signAnswer(request, { status, body }, signing(seal));
      return { status, headers: { ...HEADERS, ...proof }, body };
    },
    notice(body, seal) {
      return { headers: { ...HEADERS, ...signNotice(body, signing(seal)) }, body };
    },
  };
}
