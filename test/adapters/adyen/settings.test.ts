/**
 * Goal: a wrong setting stops the start with a sentence that names it and shows nothing of it, and
 * the capability record is complete.
 * Method: the demo settings, each spoilt in turn.
 */
import { describe, expect, it } from 'vitest';

import { createAdyen } from '../../../adapters/adyen/adapter.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import { demoAdapter, secret, signed } from './bench.ts';

const KEY = 'AB'.repeat(32);

describe('settings', () => {
  it.each([
    ['API_KEY', 'hush'],
    ['API_KEY', 'hush hush hush hush hush'],
    ['HMAC_KEYS', ''],
    ['HMAC_KEYS', 'hush'],
    ['HMAC_KEYS', KEY.slice(1)],
    ['HMAC_KEYS', [KEY, KEY, KEY, KEY].join(' ')],
    ['BALANCE_PLATFORM', ''],
    ['BALANCE_PLATFORM', 'hush hush'],
    ['BALANCE_ACCOUNT_ID', 'hush/hush'],
    ['PRIORITY', 'hush'],
    ['PRIORITY', ''],
    ['CURRENCIES', ''],
    ['CURRENCIES', 'EUR HUSH'],
    ['CURRENCIES', 'EUR ISK'],
    ['CURRENCIES', 'CLP'],
    ['CURRENCIES', 'IDR'],
    ['CURRENCIES', 'CVE'],
    ['AMOUNT_MINOR_MAX', '0'],
    ['AMOUNT_MINOR_MAX', '1.5'],
    ['AMOUNT_MINOR_MAX', '9007199254740992'],
  ])('refuse a wrong %s: %j', (name, value) => {
    let message = '';
    try {
      demoAdapter({ [name]: value });
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain(`adyen: setting ${name} must`);
    expect(message).not.toMatch(/hush|ABAB/);
  });

  it('pass on what the source of secrets says is missing', () => {
    const incomplete = (name: string): string => {
      if (name === 'API_KEY') throw new Error('ADYEN_API_KEY is missing');
      return secret(name);
    };

    expect(() => createAdyen(incomplete)).toThrow('is missing');
  });

  it('take three webhook keys at most', () => {
    const three = ['AB', 'CD', 'EF'].map((pair) => pair.repeat(32)).join(' ');

    expect(() => demoAdapter({ HMAC_KEYS: three })).not.toThrow();
  });

  it('take a second webhook key while one is being replaced', () => {
    const next = 'CD'.repeat(32);
    const rotating = demoAdapter({ HMAC_KEYS: `${KEY},${next}` });
    const after = demoAdapter({ HMAC_KEYS: next });
    const body = '{"type":"balancePlatform.report.created"}';

    expect(rotating.readCallback(signed(body, KEY), 0)).toMatchObject({ kind: 'news' });
    expect(rotating.readCallback(signed(body, next), 0)).toMatchObject({ kind: 'news' });
    expect(after.readCallback(signed(body, KEY), 0)).toMatchObject({ kind: 'rejected' });
  });
});

describe('the capability record', () => {
  const { capabilities } = demoAdapter();

  it('has no blank and no contradiction', () => {
    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
  });

  it('never takes an empty list for a proof', () => {
    expect(capabilities.notFoundIsProofAfterMs).toBeNull();
  });

  it('takes currencies and the largest amount from the settings', () => {
    const { limits } = demoAdapter({ CURRENCIES: 'EUR, SEK', AMOUNT_MINOR_MAX: '7' }).capabilities;

    expect(limits).toMatchObject({ currencies: ['EUR', 'SEK'], amountMinorMax: 7n });
  });

  it('holds our keys: 32 characters in a field of 64', () => {
    expect(capabilities.keyLengthMax).toBeGreaterThanOrEqual(32);
    expect('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567').toMatch(new RegExp(capabilities.keyPattern));
  });
});
