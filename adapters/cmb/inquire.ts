import type { Instruction } from '../../src/contract/adapter.ts';
import { type JsonMembers, members } from './json.ts';
import { yurRefOf } from './reference.ts';
import { BUSINESS_CODE } from './submit.ts';

/** Asks for every order under our reference (BB1PAYQR). */
export function inquiryBody({ partnerKey }: Instruction): JsonMembers {
  const yurRef = yurRefOf(partnerKey);
  return members({ bb1payqrx1: [members({ busCod: BUSINESS_CODE, yurRef })] });
}
