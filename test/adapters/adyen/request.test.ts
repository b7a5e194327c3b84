/**
 * Goal: what goes out is what Adyen's specification asks for, under one key, with equal bytes in
 * every copy; and what cannot be said exactly is not said.
 * Method: requests are taken apart; texts and dates are held against the specification's rules.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Instruction } from '../../../src/contract/adapter.ts';
import { demoAdapter, IBAN, INSTRUCTION, NOW_MS, secret, STAMP, TRANSFER_ID } from './bench.ts';

const adapter = demoAdapter();
const KNOWN = { ...INSTRUCTION, partnerReference: TRANSFER_ID };
const DAY_MS = 86_400_000;

describe('the submit', () => {
  it('says what is paid to whom, as TransferInfo names it', () => {
    const { method, path } = adapter.submit(INSTRUCTION, STAMP).request;

    expect([method, path]).toEqual(['POST', '/btl/v4/transfers']);
    expect(bodyOf(INSTRUCTION)).toEqual({
      amount: { value: 12_345, currency: 'EUR' },
      balanceAccountId: secret('BALANCE_ACCOUNT_ID'),
      category: 'bank',
      counterparty: {
        bankAccount: {
          accountHolder: { fullName: 'A. Klaassen' },
          accountIdentification: { type: 'iban', iban: IBAN },
        },
      },
      priority: 'regular',
      reference: INSTRUCTION.partnerKey,
      description: 'Loan 2026/11',
    });
  });

  it('carries the key twice: to be recognised by, and to be found by', () => {
    const { headers } = adapter.submit(INSTRUCTION, STAMP).request;

    expect(headers).toMatchObject({
      'idempotency-key': INSTRUCTION.partnerKey,
      'x-api-key': secret('API_KEY'),
      'content-type': 'application/json',
    });
    expect(bodyOf(INSTRUCTION)).toMatchObject({ reference: headers['idempotency-key'] });
  });

  it('names the payee’s bank where the caller did', () => {
    const account = { type: 'iban', value: IBAN, bank: 'ABNANL2A' } as const;
    const body = bodyOf({ ...INSTRUCTION, creditor: { name: 'A', account } });

    expect(JSON.stringify(body)).toContain('"bic":"ABNANL2A"');
  });

  it('has equal bytes in every copy, whatever the envelope and whatever was learned since', () => {
    const later = { nowMs: NOW_MS + DAY_MS, nonce: 'f'.repeat(32) };

    const [first, second] = [
      adapter.submit(INSTRUCTION, STAMP).request,
      adapter.submit(structuredClone(KNOWN), later).request,
    ];

    expect(second).toEqual(first);
    expect(adapter.content(KNOWN)).toBe(adapter.content(INSTRUCTION));
  });

  it.each([
    ['key', { partnerKey: 'OTHER' }],
    ['amount', { amount: { currency: 'EUR', minor: 12_346n } }],
    ['currency', { amount: { currency: 'GBP', minor: 12_345n } }],
    ['name', { creditor: { ...INSTRUCTION.creditor, name: 'B. Klaassen' } }],
    ['remittance', { remittance: 'other' }],
  ] as const)('has other content with another %s', (_name, change) => {
    expect(adapter.content({ ...INSTRUCTION, ...change })).not.toBe(adapter.content(INSTRUCTION));
  });

  it.each([
    ['above the limit', { amount: { currency: 'EUR', minor: 10_000_001n } }],
    ['in a currency that is not ours', { amount: { currency: 'JPY', minor: 1n } }],
    ['in a currency that Adyen counts differently', { amount: { currency: 'ISK', minor: 1n } }],
    [
      'to something else than an IBAN',
      { creditor: { name: 'A', account: { type: 'paypal_email', value: 'a@example.com' } } },
    ],
  ] as const)('is not written for an amount %s', (_name, change) => {
    expect(() => adapter.submit({ ...INSTRUCTION, ...change }, STAMP)).toThrow();
  });

  it('writes every amount exactly, up to the largest (seed 7)', () => {
    const largest = BigInt(Number.MAX_SAFE_INTEGER);
    const wide = demoAdapter({ AMOUNT_MINOR_MAX: String(largest) });

    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: largest }), (minor) => {
        const instruction = { ...INSTRUCTION, amount: { currency: 'EUR', minor } as const };
        const { body = '' } = wide.submit(instruction, STAMP).request;
        expect(body).toContain(`"amount":{"value":${minor},"currency":"EUR"}`);
      }),
      { seed: 7 },
    );
  });
});

describe('names and texts', () => {
  it.each([
    ['José Núñez-O’Brien', "Jose Nunez-O'Brien"],
    ['Jürgen Groß', 'Jurgen Gross'],
    ['Łukasz Żółć', 'Lukasz Zolc'],
    ['Åse Bjørk', 'Ase Bjork'],
    ['  A.\tKlaassen \n', 'A. Klaassen'],
  ])('writes the name %j as %j', (name, fullName) => {
    expect(nameIn(bodyOf(named(name)))).toBe(fullName);
  });

  it('spells every letter of Latin-1 and Latin Extended-A with letters that rails carry', () => {
    const letters = Array.from({ length: 0x180 - 0xc0 }, (_, index) =>
      String.fromCodePoint(0xc0 + index),
    ).filter((letter) => /\p{L}/u.test(letter));

    const stayed = letters.filter((letter) =>
      /[^a-zA-Z]/.test(String(nameIn(bodyOf(named(letter))))),
    );

    expect(stayed).toEqual([]);
  });

  it('leaves a letter that has no Latin form, so that nobody else is named', () => {
    expect(nameIn(bodyOf(named('王小明')))).toBe('王小明');
  });

  it.each([
    ['x'.repeat(200), 'x'.repeat(140)],
    ['Loan #7 & <fees>', 'Loan 7 fees'],
    ['two\r\nlines', 'two lines'],
    ['Überweisung für März', 'Uberweisung fur Marz'],
  ])('writes the description %j as %j', (remittance, description) => {
    expect(bodyOf({ ...INSTRUCTION, remittance })).toMatchObject({ description });
  });

  it.each(['', '  ', '借款到账'])(
    'leaves out a description of which nothing is left: %j',
    (remittance) => {
      expect(bodyOf({ ...INSTRUCTION, remittance })).not.toHaveProperty('description');
    },
  );

  it('writes only what the specification supports (seed 7)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (remittance) => {
        const description = bodyOf({ ...INSTRUCTION, remittance })['description'] ?? 'none';
        expect(description).toMatch(/^[a-zA-Z0-9/\-?:().,'+ ]{1,140}$/);
      }),
      { seed: 7 },
    );
  });
});

describe('the inquiry', () => {
  const { method, path, headers } = adapter.inquire(INSTRUCTION, STAMP).request;
  const query = new URLSearchParams(path.split('?')[1]);

  it('asks the platform for our reference', () => {
    expect([method, path.split('?')[0]]).toEqual(['GET', '/btl/v4/transfers']);
    expect(Object.fromEntries(query)).toMatchObject({
      balancePlatform: secret('BALANCE_PLATFORM'),
      reference: INSTRUCTION.partnerKey,
      category: 'bank',
      limit: '10',
    });
    expect(headers).toMatchObject({ 'x-api-key': secret('API_KEY') });
    expect(headers).not.toHaveProperty('idempotency-key');
  });

  it('covers every moment at which a copy may have left, within six months', () => {
    const [since, until] = ['createdSince', 'createdUntil'].map((name) =>
      Date.parse(query.get(name) ?? ''),
    );
    const lastCopyMs = NOW_MS + adapter.capabilities.keyWindowMs;

    expect(query.get('createdSince')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(since).toBeLessThan(NOW_MS - 3_600_000);
    expect(until).toBeGreaterThan(lastCopyMs + 3_600_000);
    expect((until ?? 0) - (since ?? 0)).toBeLessThan(180 * DAY_MS);
  });

  it('asks the same, whenever it asks', () => {
    const later = { ...STAMP, nowMs: NOW_MS + 90 * DAY_MS };

    expect(adapter.inquire(INSTRUCTION, later).request.path).toBe(path);
  });
});

describe('the cancel and the probe', () => {
  it('cancels by Adyen’s own number', () => {
    const request = adapter.cancel(KNOWN, STAMP)?.request;

    expect(request).toMatchObject({ method: 'POST', path: '/btl/v4/transfers/cancel' });
    expect(JSON.parse(request?.body ?? '')).toEqual({ transferIds: [TRANSFER_ID] });
  });

  it('has no cancel before that number is known', () => {
    expect(adapter.cancel(INSTRUCTION, STAMP)).toBeNull();
  });

  it('probes with a question about nothing in particular', () => {
    const { method, path, body } = adapter.probe(STAMP).request;
    const query = new URLSearchParams(path.split('?')[1]);

    expect(method).toBe('GET');
    expect(body).toBeUndefined();
    expect(query.get('limit')).toBe('1');
    expect(query.get('createdUntil')).toBe('2026-11-24T01:00:00Z');
  });
});

function bodyOf(instruction: Instruction): Record<string, unknown> {
  const { request } = adapter.submit(instruction, STAMP);
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

function named(name: string): Instruction {
  return { ...INSTRUCTION, creditor: { ...INSTRUCTION.creditor, name } };
}

function nameIn(body: Record<string, unknown>): unknown {
  const { counterparty } = body as {
    counterparty: { bankAccount: { accountHolder: { fullName: string } } };
  };
  return counterparty.bankAccount.accountHolder.fullName;
}
