/**
 * Goal: what reaches the engine is payable in form, and what is not is refused field by field, in
 * words the caller can act on and without a word of the borrower's data.
 * Method: the schema alone: one good body, and one change at a time.
 */
import { describe, expect, it } from 'vitest';

import { ACCOUNT_TYPE_FORMS } from '../../../src/contract/account-types.ts';
import { PAYOUT_BODY_EXAMPLE } from '../../../src/http/payouts/payout-examples.ts';
import { payoutBodySchema, payoutRequest } from '../../../src/http/payouts/payout-request.ts';
import { Problem } from '../../../src/http/problems/problem.ts';
import { redact } from '../../../src/observe/logs/redact.ts';
import { FIELD_ERRORS_MAX, readInput } from '../../../src/http/problems/read-input.ts';

const GOOD = PAYOUT_BODY_EXAMPLE;
const CREDITOR = GOOD.creditor;

describe('the body of a payout', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['an amount of zero', amount(0), '/amount/value', /more than 0/],
    ['a negative amount', amount(-1), '/amount/value', /more than 0/],
    ['a fraction of a fen', amount(100.5), '/amount/value', /whole number of minor units/],
    ['an amount as text', amount('100'), '/amount/value', /as a JSON number/],
    ['an amount beyond safe integers', amount(2 ** 53), '/amount/value', /9007199254740991/],
    ['a currency in lower case', amount(1, 'cny'), '/amount/currency', /upper case/],
    ['a currency nobody knows', amount(1, 'XXX'), '/amount/currency', /ISO 4217/],
    [
      'a currency named like an object member',
      amount(1, 'constructor'),
      '/amount/currency',
      /4217/,
    ],
    ['no creditor', { ...GOOD, creditor: undefined }, '/creditor', /required/],
    ['an empty name', creditor({ name: ' ' }), '/creditor/name', /not be empty/],
    ...[
      ['zero-width spaces', '\u200b\u200b'],
      ['a zero-width joiner', '\u200d'],
      ['a word joiner', '\u2060'],
      ['a soft hyphen', '\u00ad'],
      ['a Hangul filler', '\u3164'],
      ['a halfwidth Hangul filler', '\uffa0'],
      ['a Braille blank', '\u2800'],
      ['a Mongolian vowel separator', '\u180e'],
      ['a tag character', '\u{e0041}'],
      ['a private-use character', '\ue000'],
      ['a variation selector', '\ufe0f'],
      ['an accent that stands on nothing', '\u0301'],
      ['a blank between invisible ones', '\u200b \u3164'],
    ].map(([what = '', name]): [string, unknown, string, RegExp] => [
      `a name of nothing but ${what}`,
      creditor({ name }),
      '/creditor/name',
      /can be seen/,
    ]),
    ['a name of 141', creditor({ name: '王'.repeat(141) }), '/creditor/name', /at most 140/],
    ['a NUL in the name', creditor({ name: 'a\u0000b' }), '/creditor/name', /control/],
    ['a name that reads backwards', creditor({ name: 'a\u202eb' }), '/creditor/name', /direction/],
    ['an unknown region', creditor({ region: 'ZZ' }), '/creditor/region', /3166/],
    ['a space in the obligation', { ...GOOD, obligation: 'a b' }, '/obligation', /1 to 64/],
    ['an obligation of 65', { ...GOOD, obligation: 'a'.repeat(65) }, '/obligation', /1 to 64/],
    ['a remittance of 141', { ...GOOD, remittance: 'a'.repeat(141) }, '/remittance', /at most 140/],
    ['no offset', { ...GOOD, deadline: '2026-11-24T18:00:00' }, '/deadline', /with offset/],
    ['30 February', { ...GOOD, deadline: '2026-02-30T18:00:00Z' }, '/deadline', /RFC 3339/],
    ['nine partners', { ...GOOD, route: [...'abcdefghi'] }, '/route', /at most 8/],
    ['a partner twice', { ...GOOD, route: ['alipay', 'alipay'] }, '/route', /once/],
    ['a partner in capitals', { ...GOOD, route: ['Alipay'] }, '/route/0', /lower case/],
    ['21 metadata', { ...GOOD, metadata: entries(21) }, '/metadata', /at most 20/],
    ['a long value', { ...GOOD, metadata: { a: 'b'.repeat(501) } }, '/metadata/a', /at most 500/],
    ['a number there', { ...GOOD, metadata: { a: 1 } }, '/metadata/a', /a string/],
    [
      'a credit score of 1001',
      { ...GOOD, borrower: { creditScore: 1001 } },
      '/borrower/creditScore',
      /1000/,
    ],
    [
      'a borrower in a word',
      { ...GOOD, borrower: { identity: 'ok' } },
      '/borrower/identity',
      /one of/,
    ],
    ['a path for an id', { ...GOOD, replaces: '../x' }, '/replaces', /id of a payout/],
    ['null for a missing field', { ...GOOD, deadline: null }, '/deadline', /RFC 3339/],
    ['a list', [], '', /an object/],
  ])('refuses %s', (_what, body, pointer, why) => {
    const errors = errorsOf(body);

    expect(errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(errors[0]?.message).toMatch(why);
  });

  it.each([
    ['amout', /did you mean "amount"/],
    ['dead_line', /did you mean "deadline"/],
    ['Creditor', /did you mean "creditor"/],
    ['zzzzzzzz', /known here: obligation, amount/],
  ])('refuses the unknown field %s by name', (name, why) => {
    const [error, ...more] = errorsOf({ ...GOOD, [name]: 1 });

    expect(more).toEqual([]);
    expect(error?.pointer).toBe(`/${name}`);
    expect(error?.message).toMatch(why);
  });

  it('names every field at fault at once, inside the account too', () => {
    const account = { type: 'iban', value: 'DE00', bic: 'DEUTDEFF' };
    const body = { ...GOOD, amount: {}, creditor: { ...CREDITOR, account } };

    expect(errorsOf(body).map((error) => error.pointer)).toEqual([
      '/amount/value',
      '/amount/currency',
      '/creditor/account/value',
      '/creditor/account/bic',
    ]);
  });

  it('escapes names as RFC 6901 says, and tells only so many errors', () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`a/b~${index}`, 1] as const),
    );

    const errors = errorsOf({ ...GOOD, ...many });

    expect(errors).toHaveLength(FIELD_ERRORS_MAX);
    expect(errors[0]?.pointer).toBe('/a~1b~00');
  });

  it.each(['علی\u200cرضا', '𠮷野家', '葛\u{e0100}城', 'क्\u200dष', 'محمد', 'Ada 😀', '1', '.'])(
    'takes the name %s, whatever invisible signs it needs',
    (name) => {
      expect(errorsOf(creditor({ name }))).toEqual([]);
    },
  );

  it('repeats no value in its refusals', () => {
    const account = { type: 'iban', value: 'DE61123456789012345678' };
    const body = { ...GOOD, creditor: { name: '李四\u0000', account } };

    const told = JSON.stringify(errorsOf(body));

    expect(told).toContain('/creditor/account/value');
    expect(told).not.toMatch(/李四|123456/);
  });
});

describe.each([...ACCOUNT_TYPE_FORMS])('an account of type %s', (type, { taken, refused }) => {
  it.each(taken)('takes %j', (account) => {
    expect(errorsOf(creditor({ account: { type, ...account } }))).toEqual([]);
  });

  it.each(refused)('refuses %j', (account) => {
    const [error] = errorsOf(creditor({ account: { type, ...account } }));

    expect(error?.pointer).toMatch(/^\/creditor\/account\/(value|bank)$/);
  });

  it.each(taken)('never stands in a log line: %j', ({ value }) => {
    expect(redact(`no answer about ${value}, again in 5 s`)).not.toContain(value);
  });
});

describe('payoutRequest', () => {
  it('takes a whole body over as the engine wants it', () => {
    expect(payoutRequest(payoutBodySchema.parse(GOOD))).toEqual({
      obligation: 'loan-8871:tranche-1',
      amount: { currency: 'CNY', minor: 12_345n },
      creditor: GOOD.creditor,
      remittance: 'Loan 8871',
      deadlineAtMs: Date.UTC(2026, 10, 25, 10, 0, 0),
      route: ['alipay', 'wechat'],
      borrower: null,
      replaces: null,
      metadata: { branch: 'SH-04' },
    });
  });

  it('fills in what was left out', () => {
    const { obligation, amount } = GOOD;
    const body = payoutBodySchema.parse({ obligation, amount, creditor: CREDITOR });

    expect(payoutRequest(body)).toMatchObject({ remittance: '', deadlineAtMs: null, route: [] });
  });

  it('writes an IBAN in its electronic form', () => {
    const account = { type: 'iban', value: 'de89 3704 0044 0532 0130 00', bank: 'DEUTDEFF' };
    const body = payoutBodySchema.parse(creditor({ account }));

    expect(payoutRequest(body).creditor.account).toEqual({
      type: 'iban',
      value: 'DE89370400440532013000',
      bank: 'DEUTDEFF',
    });
  });

  it('takes a name of 140 characters that JavaScript counts as 280', () => {
    const name = '𠮷'.repeat(140);

    expect(errorsOf(creditor({ name }))).toEqual([]);
  });

  it('takes a deadline that is over: the retry of an accepted request must replay', () => {
    expect(errorsOf({ ...GOOD, deadline: '2001-01-01T00:00:00Z' })).toEqual([]);
  });
});

function errorsOf(body: unknown) {
  try {
    readInput(payoutBodySchema, JSON.parse(JSON.stringify(body)), 'The body');
    return [];
  } catch (error) {
    if (error instanceof Problem) return error.options.errors ?? [];
    throw error;
  }
}

function amount(value: unknown, currency = 'CNY') {
  return { ...GOOD, amount: { value, currency } };
}

function creditor(change: object) {
  return { ...GOOD, creditor: { ...CREDITOR, ...change } };
}

function entries(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
}
