/**
 * Goal: a wrong setting stops the start with a sentence that names it and shows nothing of it, and
 * the capability record is complete and says what PayPal promises.
 * Method: the demo settings, each spoilt in turn.
 */
import { describe, expect, it } from 'vitest';

import { createPaypal } from '../../../adapters/paypal/adapter.ts';
import { PAYPAL_DECIMALS } from '../../../adapters/paypal/tables/currencies.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import { CURRENCY_EXPONENTS } from '../../../src/contract/currency.ts';
import { CERT_URL, demoAdapter, NEXT_CERT_URL, secret } from './demo-paypal.ts';

const CERTS = JSON.parse(secret('WEBHOOK_CERTS')) as Record<string, string>;
const PEM = CERTS[CERT_URL] ?? '';
const certsAt = (url: string, pem: unknown = PEM) => JSON.stringify({ [url]: pem });

describe('settings', () => {
  it.each([
    ['CLIENT_ID', 'hush:colon'],
    ['CLIENT_ID', ''],
    ['CLIENT_SECRET', 'hush hush'],
    ['CURRENCY', 'hush'],
    ['CURRENCY', 'usd'],
    ['CURRENCY', 'CNY'],
    ['CURRENCY', 'HUF'],
    ['CURRENCY', 'TWD'],
    ['CURRENCY', 'constructor'],
    ['AMOUNT_MINOR_MAX', '0'],
    ['AMOUNT_MINOR_MAX', '20000.00'],
    ['AMOUNT_MINOR_MAX', '9999999999999999'],
    ['WEBHOOK_ID', 'hush|pipe'],
    ['WEBHOOK_CERTS', 'hush'],
    ['WEBHOOK_CERTS', '{}'],
    ['WEBHOOK_CERTS', certsAt(CERT_URL, 'hush')],
    ['WEBHOOK_CERTS', certsAt(CERT_URL, 7)],
    ['WEBHOOK_CERTS', certsAt('https://api.paypal.com.hush.example/v1/notifications/certs/CERT-1')],
    ['WEBHOOK_CERTS', certsAt('http://api.paypal.com/v1/notifications/certs/CERT-1')],
    ['WEBHOOK_CERTS', certsAt('https://api.paypal.com/v1/hush/CERT-1')],
    ['WEBHOOK_CERTS', certsAt('https://hush@api.paypal.com/v1/notifications/certs/CERT-1')],
    ['WEBHOOK_CERTS', certsAt('https://api.paypal.com:444/v1/notifications/certs/CERT-1')],
    ['WEBHOOK_CERTS', certsAt('https://api.paypal.com/v1/notifications/certs/CERT-1?hush')],
    ['WEBHOOK_CERTS', tooMany()],
  ])('refuse a wrong %s: %j', (name, value) => {
    let message = '';
    try {
      demoAdapter({ [name]: value });
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain(`paypal: setting ${name} must`);
    expect(message).not.toContain('hush');
  });

  const countedAlike = [...PAYPAL_DECIMALS].filter(
    ([currency, decimals]) => decimals === CURRENCY_EXPONENTS[currency],
  );

  it.each(countedAlike)('take %s, in which PayPal and ISO 4217 count alike', (currency) => {
    const { limits } = demoAdapter({ CURRENCY: currency }).capabilities;

    expect(limits.currencies).toEqual([currency]);
  });

  it('know the 23 currencies that PayPal pays out in, and no other', () => {
    expect([...PAYPAL_DECIMALS.keys()].join(' ')).toBe(
      'AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD',
    );
  });

  it('find no other difference to ISO 4217 than the two PayPal names', () => {
    const differing = [...PAYPAL_DECIMALS].filter(
      ([currency, decimals]) => decimals !== CURRENCY_EXPONENTS[currency],
    );

    expect(differing).toEqual([
      ['HUF', 0],
      ['TWD', 0],
    ]);
  });

  it('pass on what the source of secrets says is missing', () => {
    const incomplete = (name: string): string => {
      if (name === 'CLIENT_SECRET') throw new Error('PAYPAL_CLIENT_SECRET is missing');
      return secret(name);
    };

    expect(() => createPaypal(incomplete)).toThrow('is missing');
  });

  it('take a certificate with its chain below it', () => {
    const chain = `${PEM}\n${CERTS[NEXT_CERT_URL] ?? ''}`;

    expect(() => demoAdapter({ WEBHOOK_CERTS: certsAt(CERT_URL, chain) })).not.toThrow();
  });
});

describe('the end of the certificates', () => {
  it('is that of the last of them', () => {
    expect(demoAdapter().certificatesEndAtMs).toBe(Date.UTC(2126, 0, 1));
  });
});

describe('the capability record', () => {
  const { capabilities, batch, session } = demoAdapter();

  it('has no blank and no contradiction', () => {
    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
  });

  it('can only ask by PayPal’s reference, never takes "not found" for a proof, and repeats 30 days', () => {
    expect(capabilities).toMatchObject({
      dedupe: 'byKey',
      inquiryBy: 'reference',
      notFoundIsProofAfterMs: null,
      keyWindowMs: 30 * 86_400_000,
      keyAfterRefusal: 'new',
    });
  });

  it('stays below 400 POST a minute', () => {
    expect(capabilities.limits.submitPerSecondMax * 60).toBeLessThan(400);
  });

  it('goes with the sides that it needs', () => {
    expect(capabilities.batchSizeMax).toBeGreaterThan(1);
    expect(batch).toBeDefined();
    expect(session).toBeDefined();
  });

  it('takes the largest amount from the settings', () => {
    const { limits } = demoAdapter({ AMOUNT_MINOR_MAX: '6000000' }).capabilities;

    expect(limits.amountMinorMax).toBe(6_000_000n);
  });
});

function tooMany(): string {
  const lines = Array.from({ length: 9 }, (_, index) => [`${CERT_URL}${index}`, PEM]);
  return JSON.stringify(Object.fromEntries(lines));
}
