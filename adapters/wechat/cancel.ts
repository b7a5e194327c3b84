import type { Instruction } from '../../src/contract/adapter.ts';
import { billPath } from './bills.ts';
import type { UnsignedRequest } from './sign.ts';

/**
 * Asks WeChat to take the bill back. That it took the request is not the end: CANCELLED comes by
 * callback or inquiry.
 */
export function cancelRequest({ partnerKey }: Instruction): UnsignedRequest {
  return { method: 'POST', path: `${billPath(partnerKey)}/cancel` };
}
