import type { SandboxReply, SandboxRequest } from '../partners/messages.ts';
import type { PartnerVoice, VoiceSeal } from '../partners/partner-voice.ts';
import { type JsonAnswer, jsonReply } from './json-reply.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * A seal that stands beside the message: headers over a body that anybody can read. The headers
 * given hold everything but the content type; `manner` says how true the seal is.
 */
export interface DetachedSeal {
  answer(
    request: SandboxRequest,
    said: { readonly status: number; readonly body: string },
    seal: VoiceSeal,
  ): Headers;
  notice(body: string, seal: VoiceSeal): Headers;
}

/** Seals an answer in JSON. */
export function sealedReply(
  { answer }: DetachedSeal,
  request: SandboxRequest,
  said: JsonAnswer,
  seal: VoiceSeal,
): SandboxReply {
  const body = JSON.stringify(said.json);
  return jsonReply(said, answer(request, { status: said.status, body }, seal));
}

/** Seals a callback in JSON. */
export function sealedNotice({ notice }: DetachedSeal, json: object, seal: VoiceSeal) {
  const body = JSON.stringify(json);
  return { headers: { 'content-type': 'application/json', ...notice(body, seal) }, body };
}

/** The voice of a partner with such seals: a document is the body as it stands. */
export function detachedVoice(
  { answer, notice }: DetachedSeal,
  contentType = 'application/json',
): PartnerVoice {
  const type = { 'content-type': contentType };
  return {
    openAnswer: (body) => body,
    openNotice: (body) => body,
    answer: (request, { status, document: body }, seal) => ({
      status,
      headers: { ...type, ...answer(request, { status, body }, seal) },
      body,
    }),
    notice: (body, seal) => ({ headers: { ...type, ...notice(body, seal) }, body }),
  };
}
