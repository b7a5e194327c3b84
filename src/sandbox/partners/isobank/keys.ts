import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A key of the bank's with the id that stands beside each signature. */
export interface BankKey {
  readonly id: string;
  readonly privateKey: KeyObject;
}

/** What the simulated bank signs and verifies with, and whose account it keeps. */
export interface IsobankKeys {
  readonly current: BankKey;
  /** Signs when the behaviour `rotateKey` says so. */
  readonly next: BankKey;
  readonly clientKeys: ReadonlyMap<string, KeyObject>;
  /** The client's account: the only one that may be debited, and the one that is notified of. */
  readonly debtorAccount: string;
  readonly debtorAccountIsIban: boolean;
  /** The bank's promise to its client: older copies are never taken (fixtures/isobank/SOURCES.md F8). */
  readonly copyLifeMs: number;
}

/**
 * Reads the bank's demo secrets: BANK_KEY_ID, BANK_PRIVATE_KEY, BANK_NEXT_KEY_ID,
 * BANK_NEXT_PRIVATE_KEY, CLIENT_PUBLIC_KEYS (JSON: key id -> PEM), DEBTOR_ACCOUNT,
 * DEBTOR_ACCOUNT_TYPE and DRAIN_MS. Throws when one is missing or is no key.
 */
export function readIsobankKeys(secret: (name: string) => string): IsobankKeys {
  const clients: unknown = JSON.parse(secret('CLIENT_PUBLIC_KEYS'));
  assert(typeof clients === 'object' && clients !== null, 'CLIENT_PUBLIC_KEYS must be an object');
  return {
    current: {
      id: secret('BANK_KEY_ID'),
      privateKey: createPrivateKey(secret('BANK_PRIVATE_KEY')),
    },
    next: {
      id: secret('BANK_NEXT_KEY_ID'),
      privateKey: createPrivateKey(secret('BANK_NEXT_PRIVATE_KEY')),
    },
    clientKeys: new Map(
      Object.entries(clients).map(([id, pem]) => [id, createPublicKey(String(pem))]),
    ),
    debtorAccount: secret('DEBTOR_ACCOUNT'),
    debtorAccountIsIban: secret('DEBTOR_ACCOUNT_TYPE') === 'iban',
    copyLifeMs: Number(secret('DRAIN_MS')),
  };
}
