import type { Instruction } from '../../src/contract/adapter.ts';
import { billPath } from './bills.ts';
import type { UnsignedRequest } from './sign.ts';

/** Asks for the bill under our number. */
export function inquireRequest({ partnerKey }: Instruction): UnsignedRequest {
  return { method: 'GET', path: billPath(partnerKey) };
}
