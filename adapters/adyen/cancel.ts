import type { PartnerRequest } from '../../src/contract/exchange.ts';
import type { AdyenSettings } from './settings.ts';
import { postHeaders, TRANSFERS } from './transfers-api.ts';

/** `POST /transfers/cancel`, by Adyen's own number. */
export function cancelRequest(settings: AdyenSettings, transferId: string): PartnerRequest {
  return {
    method: 'POST',
    path: `${TRANSFERS}/cancel`,
    headers: postHeaders(settings),
    body: JSON.stringify({ transferIds: [transferId] }),
  };
}
