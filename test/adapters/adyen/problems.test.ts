/**
 * Goal: each documented problem means for the money what fixtures/adyen/SOURCES.md F5 says, on every
 * lane, and whatever is not documented is doubt.
 * Method: the tables are written out here a second time; problems in other forms beside them.
 */
import { describe, expect, it } from 'vitest';

import { FIELD_FAILURES, PROBLEMS } from '../../../adapters/adyen/tables/problems.ts';
import { FAILURES } from '../../../src/contract/failure.ts';
import { problem, read, replied } from './bench.ts';

const LANES = ['submit', 'inquire', 'cancel'] as const;

describe('problems', () => {
  const invalid = (...names: readonly string[]) =>
    problem(422, 'validation', '30_011', {
      invalidFields: names.map((name) => ({ name, message: 'x', value: 'y' })),
    });
  const service = (status: number, errorType: string, errorCode: string) =>
    replied(status, { status, errorCode, errorType, message: 'x', pspReference: 'y' });

  const REFUSALS = [
    ['a wrong key', problem(401, 'unauthorized', '00_401'), 'technical.thirdparty.auth', '00_401'],
    [
      'a wrong key, said the old way',
      service(401, 'security', '000'),
      'technical.thirdparty.auth',
      '000',
    ],
    ['a missing role', problem(403, 'forbidden', '00_403'), 'technical.thirdparty.auth', '00_403'],
    [
      'a missing role, said the old way',
      service(403, 'security', '010'),
      'technical.thirdparty.auth',
      '010',
    ],
    ['too many calls', problem(429, 'whatever', '00_429'), 'technical.overload.partner', '00_429'],
    [
      'a wrong IBAN',
      invalid('counterparty.bankAccount.accountIdentification.iban'),
      'eligibility.account.notfound',
      '30_011',
    ],
    [
      'a wrong name',
      invalid('counterparty.bankAccount.accountHolder.fullName'),
      'technical.request.malformed',
      '30_011',
    ],
    [
      'a missing address',
      invalid('counterparty.bankAccount.accountHolder.address.city'),
      'technical.request.malformed',
      '30_011',
    ],
    ['a wrong amount', invalid('amount.value'), 'technical.request.malformed', '30_011'],
    ['a wrong currency', invalid('amount.currency'), 'technical.request.malformed', '30_011'],
    ['an account that is not ours', invalid('balanceAccountId'), 'partner.agreement', '30_011'],
    ['a priority we may not use', invalid('priority'), 'partner.agreement', '30_011'],
    [
      'two wrong fields',
      invalid('amount.value', 'priority'),
      'technical.request.malformed',
      '30_011',
    ],
    [
      'a wrong number beside something of ours',
      invalid('counterparty.bankAccount.accountIdentification.iban', 'amount.value'),
      'technical.request.malformed',
      '30_011',
    ],
    [
      'a kind of account number that Adyen does not take',
      invalid('counterparty.bankAccount.accountIdentification.type'),
      'technical.request.malformed',
      '30_011',
    ],
    [
      'no way to the bank',
      problem(422, 'validation', '30_700', { routingDetails: [{ priority: 'regular' }] }),
      'partner.unreachable.bank',
      '30_700',
    ],
  ] as const;

  it.each(REFUSALS)('%s refuses a submit without recording it', (_name, reply, failure, code) => {
    const refused = { kind: 'refused', recorded: false, failure, partnerCode: code, echo: {} };

    expect(read('submit', reply)).toEqual(refused);
    expect(FAILURES[failure].money).toBe('no');
  });

  it.each(REFUSALS)('%s never refuses a payout that was only asked for', (_name, reply) => {
    for (const lane of ['inquire', 'cancel'] as const) {
      expect(read(lane, reply)).toMatchObject({ kind: 'unknown' });
    }
  });

  it.each([422, 409])('704 on a submit means that an earlier copy exists (%i)', (status) => {
    for (const reply of [
      service(status, 'validation', '704'),
      problem(status, 'validation', '704'),
    ]) {
      expect(read('submit', reply)).toEqual({ kind: 'duplicate', partnerCode: '704' });
      expect(read('cancel', reply)).toMatchObject({ kind: 'unknown' });
    }
  });

  it.each([
    ['500', problem(500, 'general', '00_500'), 'technical.thirdparty.error'],
    [
      '500 that looks like a validation',
      problem(500, 'validation', '30_011'),
      'technical.thirdparty.error',
    ],
    [
      '503 of a gateway',
      { status: 503, headers: {}, body: '<html>' },
      'technical.thirdparty.error',
    ],
    ['404', problem(404, 'not-found', '30_112'), 'technical.thirdparty.contract'],
    ['400', problem(400, 'validation', '30_011'), 'technical.thirdparty.contract'],
    ['409', problem(409, 'conflict', '00_409'), 'technical.thirdparty.contract'],
    [
      'a validation of nothing',
      problem(422, 'validation', '30_011'),
      'technical.thirdparty.contract',
    ],
    ['a field that is not catalogued', invalid('executionDate'), 'technical.thirdparty.contract'],
    [
      'a list of fields that is none',
      problem(422, 'validation', '30_011', { invalidFields: 'amount', routingDetails: [{}] }),
      'technical.thirdparty.contract',
    ],
    [
      'a list of routes that is none',
      problem(422, 'validation', '30_011', {
        invalidFields: [{ name: 'amount' }],
        routingDetails: 'none',
      }),
      'technical.thirdparty.contract',
    ],
    ['one such beside a known one', invalid('amount', 'x'), 'technical.thirdparty.contract'],
    [
      'a type that is not catalogued',
      problem(422, 'other', '30_011'),
      'technical.thirdparty.contract',
    ],
    [
      'another service’s validation',
      service(422, 'validation', '130'),
      'technical.thirdparty.contract',
    ],
    ['a stranger’s 401', service(401, 'security', '001'), 'technical.thirdparty.contract'],
  ])('%s is doubt on every lane', (_name, reply, failure) => {
    for (const lane of LANES) expect(read(lane, reply)).toMatchObject({ kind: 'unknown', failure });
  });

  it.each([
    ['2', 2_000],
    ['86400', 3_600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('reads Retry-After %s as %s ms, at most an hour', (header, retryAfterMs) => {
    const reply = problem(429, 'too-many', '00_429');

    const verdict = read('submit', {
      ...reply,
      headers: { ...reply.headers, 'retry-after': header },
    });

    expect(Reflect.get(verdict, 'retryAfterMs')).toBe(retryAfterMs);
  });

  it('has the five catalogued names and seven fields', () => {
    expect([...PROBLEMS.keys()]).toHaveLength(5);
    expect([...FIELD_FAILURES.keys()]).toHaveLength(7);
  });
});
