import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { Creditor, Instruction } from '../../src/contract/adapter.ts';
import { formatDecimal } from '../../src/contract/money.ts';
import { canonicalText, type JsonMembers, members } from './json.ts';
import { yurRefOf } from './reference.ts';
import type { CmbSettings } from './settings.ts';

/** The only business type of single payments. */
export const BUSINESS_CODE = 'N02030';

/** The bank's code for yuan, and the only one it takes here. */
export const CURRENCY_CODE = '10';

/** Names and purposes: 300 bytes, "at most 100 Chinese characters". */
const TEXT_BYTES_MAX = 300;

/** The purpose is mandatory and stands on the receipt; used when the payout has no text. */
const PURPOSE_DEFAULT = '放款';

/** A bank's number in the People's Bank's clearing system; China Merchants Bank's begin with 308. */
const CNAPS = /^[0-9]{12}$/;
const OWN_CNAPS = /^308[0-9]{9}$/;
const OWN_BIC = /^CMBCCN/;

type PaymentFields = Readonly<Record<string, string>>;

/**
 * Writes the body of a single payment (BB1PAYOP).
 *
 * Everything is text, the amount too: yuan with two decimals, made from the digits of fen. `rcvChk`
 * has the bank compare the payee's name with the account where the account is its own.
 */
export function paymentBody(settings: CmbSettings, instruction: Instruction): JsonMembers {
  return bodyOf(settings, fieldsOf(settings, instruction));
}

/**
 * The business content of a payment: its body with digests in place of the payee's name and
 * account, which do not belong into the journal.
 */
export function paymentContent(settings: CmbSettings, instruction: Instruction): string {
  const fields = fieldsOf(settings, instruction);
  const { crtNam = '', crtAcc = '' } = fields;
  const digested = { ...fields, crtNam: sha256(crtNam), crtAcc: sha256(crtAcc) };
  return canonicalText(bodyOf(settings, digested));
}

function bodyOf(settings: CmbSettings, fields: PaymentFields): JsonMembers {
  return members({
    bb1paybmx1: [members({ busMod: settings.businessMode, busCod: BUSINESS_CODE })],
    bb1payopx1: [members(fields)],
  });
}

function fieldsOf(settings: CmbSettings, instruction: Instruction): PaymentFields {
  const { amount, creditor, partnerKey, remittance } = instruction;
  assert(amount.currency === 'CNY', 'the capability record allows CNY alone');
  assert(amount.minor <= settings.amountFenMax, 'the capability record bounds the amount');
  const purpose = oneLine(remittance);
  return {
    dbtAcc: settings.debtorAccount,
    crtAcc: creditor.account.value,
    crtNam: oneLine(creditor.name),
    ...routeOf(settings, creditor),
    ccyNbr: CURRENCY_CODE,
    trsAmt: formatDecimal(amount),
    nusAge: purpose === '' ? PURPOSE_DEFAULT : purpose,
    yurRef: yurRefOf(partnerKey),
    rcvChk: '1',
  };
}

/**
 * `brdNbr` is the payee's bank by its clearing number, `bnkFlg` whether that is this bank. The
 * normal and the fast channel need one of the two; where neither is known (a BIC says no branch),
 * smart routing finds the bank by the card.
 */
function routeOf({ settlementChannel }: CmbSettings, creditor: Creditor): PaymentFields {
  const { bank = '' } = creditor.account;
  const isOwn = OWN_CNAPS.test(bank) || OWN_BIC.test(bank);
  const isNumbered = CNAPS.test(bank);
  const needsBank = settlementChannel === 'G' || settlementChannel === 'Q';
  return {
    bnkFlg: isOwn ? 'Y' : 'N',
    ...(isNumbered ? { brdNbr: bank } : {}),
    stlChn: needsBank && !isOwn && !isNumbered ? 'I' : settlementChannel,
  };
}

/** One line, cut between two characters where it would be too long in UTF-8. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  let bytes = 0;
  let kept = '';
  for (const character of line) {
    bytes += Buffer.byteLength(character, 'utf8');
    if (bytes > TEXT_BYTES_MAX) break;
    kept += character;
  }
  return kept.trimEnd();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
