/**
 * Goal: a wrong setting stops the start with a sentence that names it and shows nothing of it, one
 * dialect needs nothing of the other, and the capability record is complete.
 * Method: the demo settings, each spoilt in turn.
 */
import { describe, expect, it } from 'vitest';

import { createCmb } from '../../../adapters/cmb/adapter.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import { demoAdapter, secret } from './demo-bank.ts';

const RSA_ONLY = ['RSA_USER_PRIVATE_KEY', 'RSA_BANK_PUBLIC_KEYS', 'AES_KEY'];
const SM_ONLY = [
  'SM2_USER_PRIVATE_KEY',
  'SM2_USER_PUBLIC_KEY',
  'SM2_BANK_PUBLIC_KEYS',
  'SM4_KEY',
  'SM2_NOTICE_PUBLIC_KEYS',
  'SM4_NOTICE_KEY',
];
const COMMON = [
  'USER_ID',
  'CORP_NBR',
  'DEBTOR_ACCOUNT',
  'BUSINESS_MODE',
  'SETTLEMENT_CHANNEL',
  'AMOUNT_FEN_MAX',
  'INQUIRY_NOT_BEFORE_MS',
  'CRYPTO',
];

/** The right length and form, and no point of the curve. */
const OFF_THE_CURVE = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64');

describe('settings', () => {
  it.each([
    ['USER_ID', 'hush hush'],
    ['USER_ID', 'N0000000011'],
    ['CORP_NBR', ''],
    ['DEBTOR_ACCOUNT', 'hush'],
    ['BUSINESS_MODE', 'S100'],
    ['SETTLEMENT_CHANNEL', 'X'],
    ['AMOUNT_FEN_MAX', '0'],
    ['AMOUNT_FEN_MAX', '100000000000000'],
    ['AMOUNT_FEN_MAX', '1.5'],
    ['INQUIRY_NOT_BEFORE_MS', '1.5'],
    ['INQUIRY_NOT_BEFORE_MS', '3600001'],
    ['CRYPTO', 'hush'],
    ['RSA_USER_PRIVATE_KEY', 'hush-no-pem'],
    ['RSA_USER_PRIVATE_KEY', secret('RSA_USER_PUBLIC_KEY')],
    ['RSA_BANK_PUBLIC_KEYS', 'hush'],
    ['RSA_BANK_PUBLIC_KEYS', '[]'],
    ['RSA_BANK_PUBLIC_KEYS', '{"hush":1}'],
    ['RSA_BANK_PUBLIC_KEYS', '["hush"]'],
    ['RSA_BANK_PUBLIC_KEYS', '[1]'],
    ['AES_KEY', 'hush-too-short'],
  ])('refuse a wrong %s: %j', (name, value) => {
    const message = complaint({ [name]: value });

    expect(message).toContain(`cmb: setting ${name} must`);
    expect(message).not.toContain('hush');
  });

  it.each([
    ['SM2_USER_PRIVATE_KEY', 'hush'],
    ['SM2_USER_PRIVATE_KEY', secret('SM2_USER_PUBLIC_KEY')],
    ['SM2_USER_PUBLIC_KEY', secret('SM2_USER_PRIVATE_KEY')],
    ['SM2_USER_PUBLIC_KEY', (JSON.parse(secret('SM2_BANK_PUBLIC_KEYS')) as string[])[0] ?? ''],
    ['SM2_BANK_PUBLIC_KEYS', '["hush"]'],
    ['SM2_BANK_PUBLIC_KEYS', JSON.stringify([OFF_THE_CURVE])],
    ['SM2_BANK_PUBLIC_KEYS', JSON.stringify([secret('SM2_USER_PRIVATE_KEY')])],
    ['SM2_NOTICE_PUBLIC_KEYS', '[]'],
    ['SM4_KEY', 'hush'],
    ['SM4_NOTICE_KEY', 'hush'],
  ])('of the dialect SM refuse a wrong %s: %j', (name, value) => {
    const message = complaint({ CRYPTO: 'SM', [name]: value });

    expect(message).toContain(`cmb: setting ${name} must`);
    expect(message).not.toContain('hush');
  });

  it.each([
    ['RSA', RSA_ONLY, SM_ONLY],
    ['SM', SM_ONLY, RSA_ONLY],
  ])('of the dialect %s are all asked for, and none of the other’s', (dialect, own, others) => {
    const asked = new Set<string>();

    createCmb((name) => {
      asked.add(name);
      return name === 'CRYPTO' ? dialect : secret(name);
    });

    expect([...asked].toSorted()).toEqual([...COMMON, ...own].toSorted());
    expect(others.filter((name) => asked.has(name))).toEqual([]);
  });

  it.each([...COMMON, ...RSA_ONLY])('pass on what the source of secrets says of %s', (missing) => {
    const incomplete = (name: string): string => {
      if (name === missing) throw new Error(`CMB_${missing} is missing`);
      return secret(name);
    };

    expect(() => createCmb(incomplete)).toThrow('is missing');
  });
});

describe('the capability record', () => {
  const { capabilities } = demoAdapter();

  it('has no blank and no contradiction', () => {
    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
  });

  it('wants a failed reference again, and never takes an empty list for a proof', () => {
    expect(capabilities).toMatchObject({
      dedupe: 'byKey',
      keyAfterRefusal: 'same',
      inquiryBy: 'key',
      notFoundIsProofAfterMs: null,
      cancel: 'none',
      batchSizeMax: 1,
    });
  });

  it('trusts a reference for less than any thirteen months', () => {
    const shortestMs = Date.UTC(2026, 2, 1) - Date.UTC(2025, 1, 1);

    expect(capabilities.keyWindowMs).toBeLessThan(shortestMs);
    expect(capabilities.inquiryHorizonMs).toBeLessThan(shortestMs);
    expect(capabilities.keyWindowMs).toBeGreaterThan(shortestMs - 2 * 86_400_000);
  });

  it('keeps each class of calls under way within the bank’s own: 50, and 20 with the probe', () => {
    const { submitConcurrencyMax, inquireConcurrencyMax, concurrencyMax } = capabilities.limits;

    expect([submitConcurrencyMax, inquireConcurrencyMax + 1]).toEqual([50, 20]);
    expect(concurrencyMax).toBe(submitConcurrencyMax + inquireConcurrencyMax);
  });

  it('takes the first moment of an inquiry and the largest amount from the settings', () => {
    const { capabilities: production } = demoAdapter({
      INQUIRY_NOT_BEFORE_MS: '300000',
      AMOUNT_FEN_MAX: '2000000',
    });

    expect(production.inquiryNotBeforeMs).toBe(300_000);
    expect(production.limits.amountMinorMax).toBe(2_000_000n);
  });

  it.each([
    ['R', 100_000_000n],
    ['Q', 5_000_000_000n],
  ])('of the channel %s pays at most %i fen', (SETTLEMENT_CHANNEL, fen) => {
    const { limits } = demoAdapter({ SETTLEMENT_CHANNEL }).capabilities;

    expect(limits.amountMinorMax).toBe(fen);
  });
});

function complaint(changes: Readonly<Record<string, string>>): string {
  try {
    demoAdapter(changes);
    return '';
  } catch (error) {
    return String(error);
  }
}
