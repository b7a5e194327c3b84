import type { AdyenKeys } from './keys.ts';
import type { InvalidField } from './errors.ts';

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

type Fields = ReadonlyMap<string, unknown>;

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
  const json = parse(body);
  if (json === null) return wrong('body', 'must be a JSON object');
  const amount = fieldsOf(json.get('amount'));
  const bankAccount = fieldsOf(fieldsOf(json.get('counterparty')).get('bankAccount'));
  const holder = fieldsOf(bankAccount.get('accountHolder'));
  const identification = fieldsOf(bankAccount.get('accountIdentification'));
  const value = amount.get('value');
  const currency = textOf(amount, 'currency') ?? '';
  const iban = textOf(identification, 'iban') ?? '';
  const bic = textOf(identification, 'bic');
  const fullName = textOf(holder, 'fullName') ?? '';
  const priority = textOf(json, 'priority') ?? '';
  const reference = textOf(json, 'reference');
  const description = textOf(json, 'description');

  const account = 'counterparty.bankAccount';
  const rules: readonly (readonly [name: string, holds: boolean])[] = [
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
  ];
  const invalidFields = rules
    .filter(([, holds]) => !holds)
    .map(([name]) => ({ name, message: 'The value is missing or not valid.' }));
  if (invalidFields.length > 0) return { kind: 'wrong', invalidFields };
  const read = { reference, currency, fullName, iban, bic, priority, description };
  const amountMinor = BigInt(Number(value));
  return { kind: 'read', fields: { ...read, amountMinor, content: canonical(json) } };
}

/** ISO 13616: the rearranged number leaves 1 modulo 97. */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = [...iban.slice(4), ...iban.slice(0, 4)]
    .map((sign) => Number.parseInt(sign, 36).toString())
    .join('');
  return BigInt(digits) % 97n === 1n;
}

function canonical(fields: Fields): string {
  return JSON.stringify([...fields].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function parse(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? fieldsOf(value) : null;
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map<string, unknown>(isObject ? Object.entries(value) : []);
}

function textOf(fields: Fields, name: string): string | null {
  const value = fields.get(name);
  return typeof value === 'string' ? value : null;
}

function wrong(name: string, message: string): TransferReading {
  return { kind: 'wrong', invalidFields: [{ name, message }] };
}
