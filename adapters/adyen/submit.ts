import assert from 'node:assert/strict';

import type { Instruction, Stamp } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { KEY_WINDOW_MS } from './capabilities.ts';
import { latinDescription, latinName } from './latin.ts';
import type { AdyenSettings } from './settings.ts';

/** Where the interface lives below the host; the version is part of it. */
const TRANSFERS = '/btl/v4/transfers';

const USER_AGENT = 'breakwater/0.1 (payout gateway)';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Adyen's clock and ours may differ, and the last copy leaves within the key window. */
const MARGIN_MS = DAY_MS;

/** One key has one transfer; two would already be one too many. */
const ITEMS_MAX = 10;

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

/**
 * `GET /transfers?reference=…`. Both dates are mandatory and at most six months apart; they are
 * those between which a copy of the attempt can have left, with a day to spare on both sides.
 */
export function inquireRequest(
  settings: AdyenSettings,
  { partnerKey, intentAtMs }: Instruction,
): PartnerRequest {
  const since = intentAtMs - MARGIN_MS;
  const until = intentAtMs + KEY_WINDOW_MS + MARGIN_MS;
  return listRequest(settings, since, until, {
    reference: partnerKey,
    category: 'bank',
    limit: String(ITEMS_MAX),
  });
}

/** `POST /transfers/cancel`, by Adyen's own number. */
export function cancelRequest(settings: AdyenSettings, transferId: string): PartnerRequest {
  return {
    method: 'POST',
    path: `${TRANSFERS}/cancel`,
    headers: postHeaders(settings),
    body: JSON.stringify({ transferIds: [transferId] }),
  };
}

/** A question about nothing in particular: it takes the same service, credential and role. */
export function probeRequest(settings: AdyenSettings, { nowMs }: Stamp): PartnerRequest {
  return listRequest(settings, nowMs - MINUTE_MS, nowMs, { limit: '1' });
}

function listRequest(
  settings: AdyenSettings,
  sinceMs: number,
  untilMs: number,
  more: Readonly<Record<string, string>>,
): PartnerRequest {
  const query = new URLSearchParams({
    balancePlatform: settings.balancePlatform,
    createdSince: isoSeconds(sinceMs),
    createdUntil: isoSeconds(untilMs),
    ...more,
  });
  return { method: 'GET', path: `${TRANSFERS}?${query.toString()}`, headers: headers(settings) };
}

function headers({ apiKey }: AdyenSettings): Readonly<Record<string, string>> {
  return { accept: 'application/json', 'user-agent': USER_AGENT, 'x-api-key': apiKey };
}

function postHeaders(settings: AdyenSettings): Readonly<Record<string, string>> {
  return { ...headers(settings), 'content-type': 'application/json' };
}

/** ISO 8601 to the second, as AD-SPEC writes its examples: `2021-05-30T15:07:40Z`. */
function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
