import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import type { SecretSource } from '../../src/contract/adapter.ts';
import { parseJsonObject } from '../../src/contract/read.ts';

/** What the adapter needs to know of our contract with the bank; see `adapter.ts` for the names. */
export interface IsobankSettings {
  readonly clientKeyId: string;
  readonly clientPrivateKey: KeyObject;
  /** The bank's keys by id: more than one while it changes them. */
  readonly bankPublicKeys: ReadonlyMap<string, KeyObject>;
  readonly initiatingParty: string;
  readonly debtor: Debtor;
  /** After how much silence a signed "not found" proves absence; `null`: never. */
  readonly drainMs: number | null;
}

/** Whose account pays. */
export interface Debtor {
  readonly name: string;
  readonly accountType: 'iban' | 'cn_bank_account';
  readonly account: string;
  readonly bic: string;
}

const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;
const KEYS_MAX = 8;

/** Reads and checks every setting; throws an error that names the bad one, never its value. */
export function readSettings(secret: SecretSource): IsobankSettings {
  const accountType = secret('DEBTOR_ACCOUNT_TYPE');
  assert(
    accountType === 'iban' || accountType === 'cn_bank_account',
    'isobank: DEBTOR_ACCOUNT_TYPE must be iban or cn_bank_account',
  );
  const bic = secret('DEBTOR_BIC');
  assert(BIC.test(bic), 'isobank: DEBTOR_BIC must be a BIC of 8 or 11 characters');
  return {
    clientKeyId: secret('CLIENT_KEY_ID'),
    clientPrivateKey: readKey('CLIENT_PRIVATE_KEY', () =>
      createPrivateKey(secret('CLIENT_PRIVATE_KEY')),
    ),
    bankPublicKeys: readBankKeys(secret('BANK_PUBLIC_KEYS')),
    initiatingParty: secret('INITIATING_PARTY_NAME'),
    debtor: { name: secret('DEBTOR_NAME'), accountType, account: secret('DEBTOR_ACCOUNT'), bic },
    drainMs: readDrain(secret('DRAIN_MS')),
  };
}

function readBankKeys(json: string): ReadonlyMap<string, KeyObject> {
  const keys = Object.entries(parseJsonObject(json) ?? {});
  assert(
    keys.length > 0 && keys.length <= KEYS_MAX,
    `isobank: BANK_PUBLIC_KEYS must be a JSON object of 1 to ${KEYS_MAX} key ids with PEM keys`,
  );
  return new Map(
    keys.map(([id, pem]) => [
      id,
      readKey('BANK_PUBLIC_KEYS', () => createPublicKey(typeof pem === 'string' ? pem : '')),
    ]),
  );
}

function readKey(name: string, read: () => KeyObject): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = read();
  } catch {
    // OpenSSL's message may quote the key's text; ours must not.
  }
  assert(key?.asymmetricKeyType === 'rsa', `isobank: ${name} must hold an RSA key in PEM`);
  return key;
}

function readDrain(text: string): number | null {
  if (text === 'never') return null;
  assert(/^\d{1,9}$/.test(text), 'isobank: DRAIN_MS must be whole milliseconds, or never');
  return Number(text);
}
