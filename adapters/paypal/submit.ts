import assert from 'node:assert/strict';

import type { Batch, Instruction } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { formatDecimal } from '../../src/contract/money.ts';
import { BATCH_SIZE_MAX } from './capabilities.ts';
import { HEADERS, PAYOUTS } from './paypal-api.ts';
import type { PaypalSettings } from './settings.ts';

/** "A string of up to 127 single-byte characters" (PP-SPEC payout_item). */
const RECEIVER_LENGTH_MAX = 127;

/**
 * Writes the POST of a batch (PP-SPEC create_payout_request), without authorization.
 *
 * Its bytes depend on the members and their order and on nothing else: no stamp, and no setting
 * that could change between a message and its repeat. Hence no subject for PayPal's e-mail either.
 * `PayPal-Request-Id` is the batch's id as well; it is the id in the body that deduplicates.
 */
export function submitRequest(settings: PaypalSettings, batch: Batch): PartnerRequest {
  const { key, members } = batch;
  assert(members.length <= BATCH_SIZE_MAX, 'the capability record bounds the batch');
  assert(members.length > 0, 'a batch is never empty');
  return {
    method: 'POST',
    path: PAYOUTS,
    headers: { ...HEADERS, 'content-type': 'application/json', 'paypal-request-id': key },
    body: JSON.stringify({
      sender_batch_header: { sender_batch_id: key },
      items: members.map((member) => itemOf(settings, member)),
    }),
  };
}

/**
 * The business content of one payout: its item, whatever the batch it travels in.
 *
 * PayPal takes an e-mail address and no name: it cannot compare the payee's name, and whoever owns
 * the address is paid.
 */
export function itemContent(settings: PaypalSettings, instruction: Instruction): string {
  return JSON.stringify(itemOf(settings, instruction));
}

function itemOf(settings: PaypalSettings, instruction: Instruction) {
  const { partnerKey, amount, creditor, remittance } = instruction;
  assert(amount.currency === settings.currency, 'the capability record allows one currency');
  assert(amount.minor <= settings.amountMinorMax, 'the capability record bounds the amount');
  assert(creditor.account.value.length <= RECEIVER_LENGTH_MAX, 'the API bounds the address');
  const note = remittance.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return {
    recipient_type: 'EMAIL',
    amount: { currency: amount.currency, value: formatDecimal(amount) },
    receiver: creditor.account.value,
    sender_item_id: partnerKey,
    recipient_wallet: 'PAYPAL',
    ...(note === '' ? {} : { note }),
  };
}
