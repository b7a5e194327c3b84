import { sign } from 'node:crypto';

import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

/** The request of isobank's client, sealed anew for its changed body, under its date and nonce. */
export function resealed(request: PartnerRequest): PartnerRequest {
  const { method, path, headers, body = '' } = request;
  const { 'x-isobank-date': date = '', 'x-isobank-nonce': nonce = '' } = headers;
  const text = ['isobank-v1 request', method, path, date, nonce, body].join('\n');
  const key = demoSecret('isobank', FIXTURES)('CLIENT_PRIVATE_KEY');
  const signature = sign('RSA-SHA256', Buffer.from(text), key).toString('base64');
  return { ...request, headers: { ...headers, 'x-isobank-signature': signature } };
}
