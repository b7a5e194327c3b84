import type { Call, Instruction, Stamp } from '../../src/contract/adapter.ts';
import { readAnswer } from './read-reply.ts';
import type { Seal } from './seal.ts';
import { sealedCall } from './sealed-call.ts';

/** Asks the bank's status service for the current pain.002 of our message. */
export function inquire(seal: Seal, { partnerKey }: Instruction, stamp: Stamp): Call {
  const path = `/iso20022/status/${encodeURIComponent(partnerKey)}`;
  const sealed = sealedCall(seal, { method: 'GET', path, body: '' }, stamp);
  return {
    request: sealed.request,
    read: (reply, nowMs) => readAnswer(sealed.open(reply, nowMs), 'inquiry', partnerKey),
  };
}
