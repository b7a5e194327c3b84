import type { Stamp } from '../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../src/contract/exchange.ts';
import type { OpenedReply } from './read-reply.ts';
import type { Seal, SealedRequest } from './seal.ts';

const XML = 'application/xml; charset=utf-8';

/** A sealed request, and the only way to open the answer to it. */
export function sealedCall(
  seal: Seal,
  question: SealedRequest,
  stamp: Stamp,
): {
  readonly request: PartnerRequest;
  open(reply: PartnerReply, nowMs: number): OpenedReply;
} {
  const { method, path, body } = question;
  const proof = seal.sealRequest(question, stamp);
  const request =
    method === 'POST'
      ? { method, path, headers: { 'content-type': XML, accept: XML, ...proof }, body }
      : { method, path, headers: { accept: XML, ...proof } };
  return {
    request,
    open: (reply, nowMs) => ({ reply, seal: seal.openAnswer(question, stamp, reply, nowMs) }),
  };
}
