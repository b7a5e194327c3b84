import type { ProbeCall } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { inquiryRequest } from './inquire.ts';
import { readInquiry } from './read-reply.ts';

/** Well formed and nobody's: those of PayPal's that were seen have 13 characters. */
const PROBE_BATCH_ID = 'BREAKWATERPROBE';

/**
 * Alive is who looks for a batch that never was and does not find it: that takes PayPal's payouts
 * service and our credentials, and no money. A balance would need a permission of its own.
 */
export function probe(): ProbeCall {
  const question = { batchId: PROBE_BATCH_ID, partnerKeys: [] };
  return {
    request: inquiryRequest(PROBE_BATCH_ID),
    read(reply: PartnerReply) {
      const { whole } = readInquiry(question, reply);
      if (whole.kind === 'absent') return { alive: true };
      return { alive: false, detail: `HTTP ${reply.status} instead of "no such batch"` };
    },
  };
}
