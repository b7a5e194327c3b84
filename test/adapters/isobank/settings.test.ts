/**
 * Goal: the adapter starts only with settings that can work, names the one that cannot, and shows
 * the engine a complete record of what the bank promises.
 * Method: the demo settings with one of them spoilt.
 */
import { describe, expect, it } from 'vitest';

import { createIsobank } from '../../../adapters/isobank/adapter.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import { adapter, secret } from './demo-bank.ts';

describe('settings', () => {
  it.each([
    ['DRAIN_MS', '-1'],
    ['DRAIN_MS', '3s'],
    ['DEBTOR_BIC', 'nobody'],
    ['DEBTOR_ACCOUNT_TYPE', 'alipay_user_id'],
    ['CLIENT_PRIVATE_KEY', 'SECRET-KEY-TEXT'],
    ['BANK_PUBLIC_KEYS', '{}'],
    ['BANK_PUBLIC_KEYS', 'no json'],
    ['BANK_PUBLIC_KEYS', '{"a":"SECRET-KEY-TEXT"}'],
    ['BANK_PUBLIC_KEYS', '{"a":1}'],
  ])('are refused by name when %s is %j', (spoilt, value) => {
    const create = () => createIsobank((name) => (name === spoilt ? value : secret(name)));

    expect(create).toThrow(spoilt);
    expect(create).not.toThrow(/SECRET-KEY-TEXT/);
  });

  it('pass on the complaint about a missing one', () => {
    const create = () =>
      createIsobank((name) => {
        if (name === 'DEBTOR_NAME') throw new Error(`${name} is not set`);
        return secret(name);
      });

    expect(create).toThrow('DEBTOR_NAME is not set');
  });

  it('let "not found" prove something only after the promised drain, or never', () => {
    const drain = (text: string) =>
      createIsobank((name) => (name === 'DRAIN_MS' ? text : secret(name))).capabilities
        .notFoundIsProofAfterMs;

    expect(drain('900000')).toBe(900_000);
    expect(drain('never')).toBeNull();
  });
});

describe('the capability record', () => {
  it('is complete and does not contradict itself', () => {
    expect(blankCapabilities(adapter.capabilities)).toEqual([]);
    expect(contradictoryCapabilities(adapter.capabilities)).toBeNull();
  });

  it('offers no cancel, and the adapter has none', () => {
    expect(adapter.capabilities.cancel).toBe('none');
  });
});
