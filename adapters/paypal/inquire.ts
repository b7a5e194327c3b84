import assert from 'node:assert/strict';

import type { Instruction } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { HEADERS, PAYOUTS } from './paypal-api.ts';
import { isBatchId } from './paypal-urls.ts';

/** PayPal's own maximum of items on one page (PP-SPEC); our batches always fit. */
const PAGE_SIZE = 1_000;

/** Writes the question for a whole batch by PayPal's id, without authorization. */
export function inquiryRequest(batchId: string): PartnerRequest {
  const query = `page=1&page_size=${PAGE_SIZE}&total_required=true`;
  return {
    method: 'GET',
    path: `${PAYOUTS}/${encodeURIComponent(batchId)}?${query}`,
    headers: HEADERS,
  };
}

/** PayPal's reference of an attempt that has one; asserts that it has. */
export function referenceOf({ partnerReference }: Instruction): string {
  // A promise of the engine's (inquiryBy: 'reference'). Nothing is sent and nothing concluded when
  // it is broken: asking under any other name would be answered about somebody else's payout.
  assert(partnerReference !== null, 'PayPal can only be asked by its own reference');
  assert(isBatchId(partnerReference), 'the reference is one that this adapter has read');
  return partnerReference;
}
