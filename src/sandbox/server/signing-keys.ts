import { createPrivateKey, type KeyObject } from 'node:crypto';

import type { LedgerBank } from '../bank/ledger-bank.ts';
import { isKeyRotated } from './spoilt-messages.ts';

/** A partner's own keys: `current` signs, and `next` does once the behaviour `rotateKey` strikes. */
export interface SigningKeys<Key> {
  readonly current: Key;
  readonly next: Key;
}

/** A private key with what a partner calls it: a serial number, an address. */
export interface NamedKey {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** The key that signs what concerns this order. */
export function signingKey<Key>(
  bank: LedgerBank,
  reference: string,
  { current, next }: SigningKeys<Key>,
): Key {
  return isKeyRotated(bank, reference) ? next : current;
}

/** Keys in the order in which they come into use; one alone follows itself. Throws for none. */
export function signingKeysOf<Key>(secretName: string, keys: readonly Key[]): SigningKeys<Key> {
  const [current, next = current] = keys;
  if (current === undefined || next === undefined) throw new TypeError(`${secretName} is empty`);
  return { current, next };
}

/** Reads a secret that is JSON, from name to PEM, in its order. Throws for anything else. */
export function readNamedKeys(secretName: string, text: string): readonly NamedKey[] {
  const keys: unknown = JSON.parse(text);
  if (typeof keys !== 'object' || keys === null) {
    throw new TypeError(`${secretName} must be a JSON object`);
  }
  return Object.entries(keys).map(([name, pem]) => ({
    name,
    privateKey: createPrivateKey(String(pem)),
  }));
}
