import type { AdyenKeys } from './keys.ts';
import {
  brokenFields,
  canonicalText,
  fieldsIn,
  optionalText,
  readFields,
  textOf,
} from '../../server/json-fields.ts';
import { type InvalidField, invalidFields } from './errors.ts';

/** What a request for a transfer says. */
export interface TransferFields {
  /** The caller's reference; `null` where Adyen makes one up. */
  readonly reference: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly fullName: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly priority: string;
  readonly description: string | null;
  /** Everything the body says, written in one way. */
  readonly content: string;
}

/** A body that was read, or the fields that are wrong in it. */
export type TransferReading =
  | { readonly kind: 'read'; readonly fields: TransferFields }
  | { readonly kind: 'wrong'; readonly invalidFields: readonly InvalidField[] };

const PRIORITY = /^(?:regular|fast|wire|instant|crossBorder|internal)$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/** TransferInfo.description: longer texts may be cut, other characters are not supported. */
const DESCRIPTION = /^[a-zA-Z0-9/\-?:().,'+ ]{1,140}$/;

/** PartyIdentification.fullName. */
const FULL_NAME = /^[a-zA-Z0-9,.;:\-—/\\+&!?@()"' ]{1,140}$/;

/** A name may carry magic values, which have signs of their own (`sim:throttle*2`, `=`, `_`). */
const MAGIC = /sim:[^ ]+/g;

/** Reads the body of `POST /transfers` for a transfer to a bank account by IBAN. */
export function readTransfer(keys: AdyenKeys, body: string): TransferReading {
  const json = readFields(body);
  if (json === null) {
    return { kind: 'wrong', invalidFields: [{ name: 'body', message: 'must be a JSON object' }] };
  }
  const amount = fieldsIn(json, 'amount');
  const bankAccount = fieldsIn(fieldsIn(json, 'counterparty'), 'bankAccount');
  const identification = fieldsIn(bankAccount, 'accountIdentification');
  const value = amount.get('value');
  const currency = textOf(amount, 'currency');
  const iban = textOf(identification, 'iban');
  const bic = optionalText(identification, 'bic');
  const fullName = textOf(fieldsIn(bankAccount, 'accountHolder'), 'fullName');
  const priority = textOf(json, 'priority');
  const reference = optionalText(json, 'reference');
  const description = optionalText(json, 'description');

  const account = 'counterparty.bankAccount';
  const broken = brokenFields([
    ['amount.value', typeof value === 'number' && Number.isSafeInteger(value) && value > 0],
    ['amount.currency', /^[A-Z]{3}$/.test(currency)],
    ['balanceAccountId', json.get('balanceAccountId') === keys.balanceAccountId],
    ['category', json.get('category') === 'bank'],
    [`${account}.accountHolder.fullName`, FULL_NAME.test(fullName.replaceAll(MAGIC, 'x'))],
    [`${account}.accountIdentification.type`, identification.get('type') === 'iban'],
    [`${account}.accountIdentification.iban`, isIban(iban)],
    [`${account}.accountIdentification.bic`, bic === null || BIC.test(bic)],
    ['priority', PRIORITY.test(priority)],
    ['reference', reference === null || (reference !== '' && reference.length <= 80)],
    ['description', description === null || DESCRIPTION.test(description.replaceAll(MAGIC, 'x'))],
  ]);
  if (broken.length > 0) return { kind: 'wrong', invalidFields: invalidFields(broken) };
  const read = { reference, currency, fullName, iban, bic, priority, description };
  const amountMinor = BigInt(Number(value));
  return { kind: 'read', fields: { ...read, amountMinor, content: canonicalText(json) } };
}

/** ISO 13616: the rearranged number leaves 1 modulo 97. */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = [...iban.slice(4), ...iban.slice(0, 4)]
    .map((sign) => Number.parseInt(sign, 36).toString())
    .join('');
  return BigInt(digits) % 97n === 1n;
}
