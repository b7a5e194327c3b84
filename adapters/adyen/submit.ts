import assert from 'node:assert/strict';

import type { Instruction } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { latinDescription, latinName } from './latin.ts';
import type { AdyenSettings } from './settings.ts';
import { postHeaders, TRANSFERS } from './transfers-api.ts';

/**
 * Writes the body of a transfer (AD-SPEC TransferInfo) to a bank account by IBAN.
 *
 * `reference` is our key again: the idempotency key cannot be asked for, the reference can. A pure
 * function of the instruction and the settings, so that a resend has equal bytes.
 */
export function transferBody(settings: AdyenSettings, instruction: Instruction): string {
  const { partnerKey, amount, creditor, remittance } = instruction;
  const { type, value: iban, bank } = creditor.account;
  assert(type === 'iban', 'the capability record allows IBANs alone');
  assert(settings.currencies.includes(amount.currency), 'the record lists the currencies');
  assert(amount.minor <= settings.amountMinorMax, 'the capability record bounds the amount');
  const description = latinDescription(remittance);
  return JSON.stringify({
    // Exact: the bound above is a safe integer.
    amount: { value: Number(amount.minor), currency: amount.currency },
    balanceAccountId: settings.balanceAccountId,
    category: 'bank',
    counterparty: {
      bankAccount: {
        accountHolder: { fullName: latinName(creditor.name) },
        accountIdentification: { type: 'iban', iban, ...(bank === undefined ? {} : { bic: bank }) },
      },
    },
    priority: settings.priority,
    reference: partnerKey,
    ...(description === '' ? {} : { description }),
  });
}

/** `POST /transfers`: the key makes every copy the first one. */
export function submitRequest(settings: AdyenSettings, instruction: Instruction): PartnerRequest {
  return {
    method: 'POST',
    path: TRANSFERS,
    headers: {
      ...postHeaders(settings),
      'idempotency-key': instruction.partnerKey,
    },
    body: transferBody(settings, instruction),
  };
}
