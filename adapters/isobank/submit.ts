import type { Call, Instruction, Stamp } from '../../src/contract/adapter.ts';
import { writePain001 } from './pain001.ts';
import { readAnswer } from './read-reply.ts';
import type { Seal } from './seal.ts';
import { sealedCall } from './sealed-call.ts';
import type { IsobankSettings } from './settings.ts';

/** Hands in a pain.001 of one payment; the answer is its first pain.002. */
export function submit(
  settings: IsobankSettings,
  seal: Seal,
  instruction: Instruction,
  stamp: Stamp,
): Call {
  const body = writePain001(instruction, settings);
  const sealed = sealedCall(seal, { method: 'POST', path: '/iso20022/pain.001', body }, stamp);
  return {
    request: sealed.request,
    read: (reply, nowMs) => readAnswer(sealed.open(reply, nowMs), 'submit', instruction.partnerKey),
  };
}
