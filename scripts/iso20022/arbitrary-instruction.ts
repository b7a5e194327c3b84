import fc from 'fast-check';

import type { Instruction } from '../../src/contract/adapter.ts';
import type { Currency } from '../../src/contract/currency.ts';

const KEY_CHARACTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'];

/** One of each number of decimals, and the account's own currency. */
export const CURRENCIES: readonly Currency[] = [
  'CNY',
  'EUR',
  'USD',
  'GBP',
  'HKD',
  'SGD',
  'CHF',
  'JPY',
  'KWD',
];

/** Everything that has broken an XML writer before, beside plain random text. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '',
    '   ',
    '<&>"\'',
    ']]>',
    '<!DOCTYPE x [<!ENTITY y "z">]>',
    '&amp;lt;',
    '\u0000\u0001\u001f\u007f\u0085',
    '\ud800 half a pair \udc00',
    '\ufffe\uffff',
    'line one\r\nline two\ttab',
    '张伟·阿卜杜拉',
    '𠮷野家'.repeat(60),
    'é'.repeat(141),
    'a'.repeat(139) + '😀😀',
  ),
);

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

const account = fc.oneof(
  digits(18).map((value) => ({ type: 'iban', value: `DE89${value}` }) as const),
  fc
    .tuple(digits(19), fc.constantFrom(undefined, '102100099996', 'BRWKCNBJXXX', 'ICBC-BEIJING'))
    .map(([value, bank]) => ({ type: 'cn_bank_account', value, bank }) as const),
);

/** Any key of ours. */
export const arbitraryKey: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(...KEY_CHARACTERS),
  minLength: 32,
  maxLength: 32,
});

/** Any instruction the engine could hand to the bank, with names from an attacker's keyboard. */
export const arbitraryInstruction: fc.Arbitrary<Instruction> = fc.record({
  partnerKey: arbitraryKey,
  amount: fc.record({
    currency: fc.constantFrom(...CURRENCIES),
    minor: fc.bigInt({ min: 1n, max: 10_000_000_000n }),
  }),
  creditor: fc.record({
    name: hostileText,
    account,
    region: fc.constantFrom(undefined, 'CN', 'DE', 'not a country'),
  }),
  remittance: hostileText,
  intentAtMs: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) }),
  partnerReference: fc.constant(null),
  supersededReferences: fc.constant([]),
});
