/**
 * Goal: each documented status, tracking, reason and problem means for the money what
 * fixtures/adyen/SOURCES.md F4 to F6 say, on every lane, and whatever is not documented is doubt.
 * Method: the tables are written out here a second time, and the whole enumerations of Adyen's own
 * library are run through the adapter.
 */
import { describe, expect, it } from 'vitest';
import { TransferData } from '@adyen/api-library/lib/src/typings/transfers/transferData.js';

import { FIELD_FAILURES, PROBLEMS } from '../../../adapters/adyen/tables/problems.ts';
import { BANK_REASONS, CARD_REASONS } from '../../../adapters/adyen/tables/failures.ts';
import { TRANSFER_STATUSES } from '../../../adapters/adyen/tables/statuses.ts';
import { TRACKING } from '../../../adapters/adyen/tables/tracking.ts';
import type { Lane } from '../../../src/contract/exchange.ts';
import { FAILURES, isFailureCode } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  BOOKED_EVENTS,
  demoAdapter,
  ECHO,
  event,
  INSTRUCTION,
  listed,
  NOW_MS,
  problem,
  replied,
  STAMP,
  transfer,
  TRANSFER_ID,
} from './bench.ts';

const adapter = demoAdapter();
const LANES = ['submit', 'inquire', 'cancel'] as const;
const STATUSES_OF_ADYEN: readonly string[] = Object.values(TransferData.StatusEnum);
const REASONS_OF_ADYEN: readonly string[] = Object.values(TransferData.ReasonEnum);

describe('statuses', () => {
  const ACCEPTED = [
    'received',
    'approvalPending',
    'pendingApproval',
    'pendingExecution',
    'pending',
    'authorised',
    'bookingPending',
  ] as const;

  it.each(ACCEPTED)('%s is accepted, under Adyen’s own number', (status) => {
    const accepted = { kind: 'accepted', partnerReference: TRANSFER_ID, echo: ECHO };

    expect(submitted(transfer(status))).toEqual(accepted);
    expect(inquired(transfer(status))).toEqual(accepted);
  });

  it('booked is executed', () => {
    const executed = { kind: 'executed', finality: 'executed', partnerReference: TRANSFER_ID };

    expect(submitted(transfer('booked'))).toEqual({ ...executed, echo: ECHO });
    expect(inquired(transfer('booked'))).toEqual({ ...executed, echo: ECHO });
  });

  it('cancelled is a cancellation', () => {
    expect(inquired(transfer('cancelled'))).toEqual({
      kind: 'cancelled',
      partnerCode: 'cancelled',
      echo: ECHO,
    });
  });

  it.each(['refused', 'cancelled'])('%s after it was booked is doubt', (status) => {
    const verdict = inquired(
      transfer(status, { events: BOOKED_EVENTS, reason: 'notEnoughBalance' }),
    );

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
  });

  it('every other value of Adyen’s enumeration is doubt', () => {
    const decided = new Set<string>(
      ['booked', 'refused', 'failed', 'returned', 'cancelled'].concat(ACCEPTED),
    );
    const others = STATUSES_OF_ADYEN.filter((status) => !decided.has(status));

    const kinds = others.map((status) => inquired(transfer(status)).kind);

    expect(others).toHaveLength(58);
    expect(new Set(kinds)).toEqual(new Set(['unknown']));
  });

  it('lists no status that Adyen does not have', () => {
    const strange = [...TRANSFER_STATUSES.keys()].filter((one) => !STATUSES_OF_ADYEN.includes(one));

    expect(strange).toEqual([]);
  });

  it.each(['Booked', '', 'constructor'])('"%s" is doubt', (status) => {
    expect(inquired(transfer(status))).toMatchObject({ kind: 'unknown' });
  });
});

describe('tracking', () => {
  const booked = (tracking: unknown) => inquired(transfer('booked', { tracking }));

  it.each([
    ['nothing yet', null, { kind: 'executed', finality: 'executed' }],
    ['credited', { type: 'confirmation', status: 'credited' }, { finality: 'credited' }],
    ['accepted', { type: 'confirmation', status: 'accepted' }, { finality: 'executed' }],
    ['estimated', { type: 'estimation', estimatedArrivalTime: 'x' }, { finality: 'executed' }],
    ['under review', { type: 'internalReview', status: 'pending' }, { kind: 'accepted' }],
  ])('of a booked transfer says %s', (_name, tracking, expected) => {
    expect(booked(tracking)).toMatchObject({ ...expected, echo: ECHO });
  });

  it.each(['booked', 'authorised', 'failed', 'refused', 'cancelled'])(
    'of a review that ended badly lets no other partner pay, whatever the status: %s',
    (status) => {
      const tracking = {
        type: 'internalReview',
        status: 'failed',
        reason: 'refusedForRegulatoryReasons',
      };

      const verdict = inquired(transfer(status, { tracking, reason: 'counterpartyAccountClosed' }));

      expect(verdict).toMatchObject({ kind: 'unknown', failure: 'regulatory.sanctions' });
    },
  );

  it('does not hide that the money came back', () => {
    const tracking = { type: 'internalReview', status: 'failed' };

    expect(inquired(transfer('returned', { tracking }))).toMatchObject({ kind: 'returned' });
  });

  it.each([{ type: 'confirmation' }, { type: 'toString', status: 'x' }, 'credited', []])(
    'that is not catalogued is doubt: %j',
    (tracking) => {
      expect(booked(tracking)).toMatchObject({ kind: 'unknown' });
    },
  );

  it('has the five documented pairs', () => {
    expect([...TRACKING.keys()].toSorted()).toEqual([
      'confirmation accepted',
      'confirmation credited',
      'estimation ',
      'internalReview failed',
      'internalReview pending',
    ]);
  });
});

describe('reasons', () => {
  const REFUSALS = {
    counterpartyAccountBlocked: 'eligibility.account.blocked',
    counterpartyAccountClosed: 'eligibility.account.closed',
    counterpartyAccountNotFound: 'eligibility.account.notfound',
    refusedByCounterpartyBank: 'eligibility.account.blocked',
    counterpartyAddressRequired: 'regulatory.party.data',
    counterpartyBankUnavailable: 'technical.settlement.failed',
    routeNotFound: 'partner.unreachable.bank',
    amountLimitExceeded: 'risk.limit.amount',
    balanceAccountTemporarilyBlockedByTransactionRule: 'risk.limit.velocity',
    approvalExpired: 'risk.fraud.suspected',
    declined: 'risk.fraud.suspected',
    declinedByTransactionRule: 'risk.fraud.suspected',
    fraud: 'risk.fraud.suspected',
    fraudCancelled: 'risk.fraud.suspected',
    refusedByCustomer: 'risk.fraud.suspected',
    notEnoughBalance: 'risk.liquidity',
    accountHierarchyNotActive: 'partner.agreement',
    scaAuthenticationRequired: 'partner.agreement',
    scaFailed: 'partner.agreement',
    unknown: 'technical.settlement.failed',
  } as const;

  it.each(Object.entries(REFUSALS))('%s is a recorded refusal: %s', (reason, failure) => {
    const refused = { kind: 'refused', recorded: true, failure, partnerCode: reason, echo: ECHO };

    for (const status of ['refused', 'failed']) {
      expect(submitted(transfer(status, { reason }))).toEqual(refused);
      expect(inquired(transfer(status, { reason }))).toEqual(refused);
    }
    expect(FAILURES[failure].money).toBe('no');
  });

  it('duplicateTransmissionDetected is a reason to ask, never a refusal', () => {
    const verdict = inquired(transfer('refused', { reason: 'duplicateTransmissionDetected' }));

    expect(verdict).toEqual({ kind: 'duplicate', partnerCode: 'duplicateTransmissionDetected' });
  });

  it('every other value of Adyen’s enumeration leaves the money open', () => {
    const others = REASONS_OF_ADYEN.filter(
      (reason) => !(reason in REFUSALS) && reason !== 'duplicateTransmissionDetected',
    );

    const verdicts = others.flatMap((reason) =>
      ['refused', 'failed'].map((status) => inquired(transfer(status, { reason }))),
    );

    expect(others).toHaveLength(64);
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
  });

  it('are accounted for, all 85, and no other is', () => {
    const known = [...BANK_REASONS.keys(), ...CARD_REASONS];

    expect(known.toSorted()).toEqual(REASONS_OF_ADYEN.toSorted());
    expect(known).toHaveLength(85);
  });

  it.each(['somethingNew', '', 'toString'])('"%s" is doubt', (reason) => {
    expect(inquired(transfer('failed', { reason }))).toMatchObject({ kind: 'unknown' });
  });

  it('decide nothing about a transfer that is neither refused nor failed', () => {
    const verdict = inquired(transfer('authorised', { reason: 'counterpartyAccountClosed' }));

    expect(verdict).toMatchObject({ kind: 'accepted' });
  });
});

describe('money that came back', () => {
  const back = (status: string, changes: Readonly<Record<string, unknown>> = {}) =>
    inquired(transfer(status, { events: BOOKED_EVENTS, reason: 'unknown', ...changes }));

  it.each(['returned', 'failed'])('%s after the booking is a return of the whole', (status) => {
    expect(back(status, { reason: 'counterpartyAccountClosed' })).toEqual({
      kind: 'returned',
      amount: INSTRUCTION.amount,
      feeMinor: 0n,
      failure: 'partner.returned',
      partnerCode: 'counterpartyAccountClosed',
      echo: ECHO,
    });
  });

  it('is what the balance account got, less what was kept', () => {
    const events = [...BOOKED_EVENTS, event('returned', { balance: 12_000 })];

    expect(back('returned', { events })).toMatchObject({
      amount: { currency: 'EUR', minor: 12_000n },
      feeMinor: 345n,
      echo: ECHO,
    });
  });

  it.each([
    ['more than was sent', { balance: 12_346 }],
    ['nothing', { balance: 0 }],
    ['less than nothing', { balance: -12_345 }],
    ['another currency', { balance: 12_345, currency: 'GBP' }],
    ['a text', { balance: '12345' }],
    ['a part of a cent', { balance: 1.5 }],
  ])('of an amount that cannot be counted is doubt: %s', (_name, mutation) => {
    const events = [...BOOKED_EVENTS, event('returned', mutation)];

    expect(back('returned', { events })).toMatchObject({ kind: 'unknown' });
  });

  it('keeps no word that nobody catalogued', () => {
    expect(back('returned', { reason: 'Jan Jansen' })).toMatchObject({ partnerCode: 'returned' });
  });

  it('is not what a failure before the booking means', () => {
    expect(inquired(transfer('failed', { reason: 'counterpartyAccountClosed' }))).toMatchObject({
      kind: 'refused',
      recorded: true,
    });
  });
});

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
      'eligibility.name.mismatch',
      '30_011',
    ],
    [
      'a missing address',
      invalid('counterparty.bankAccount.accountHolder.address.city'),
      'regulatory.party.data',
      '30_011',
    ],
    ['a wrong amount', invalid('amount.value'), 'risk.limit.amount', '30_011'],
    ['a wrong currency', invalid('amount.currency'), 'regulatory.currency', '30_011'],
    ['an account that is not ours', invalid('balanceAccountId'), 'partner.agreement', '30_011'],
    ['a priority we may not use', invalid('priority'), 'partner.agreement', '30_011'],
    ['two wrong fields', invalid('amount.value', 'priority'), 'risk.limit.amount', '30_011'],
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

it('names only failures that exist', () => {
  const named = [
    ...BANK_REASONS.values(),
    ...FIELD_FAILURES.values(),
    ...[...PROBLEMS.values()].flatMap((one) => (one.kind === 'fields' ? [] : [one.failure])),
  ].filter((meaning) => meaning !== 'doubt' && meaning !== 'duplicate');

  expect(named.filter((failure) => !isFailureCode(failure))).toEqual([]);
});

function submitted(json: unknown): Verdict {
  return read('submit', replied(202, json));
}

function inquired(json: unknown): Verdict {
  return read('inquire', listed(json));
}

function read(
  lane: Lane,
  reply: Parameters<ReturnType<typeof adapter.submit>['read']>[0],
): Verdict {
  const known = { ...INSTRUCTION, partnerReference: TRANSFER_ID };
  const call = adapter[lane](known, STAMP);
  if (call === null) throw new Error('the adapter has no such call');
  return call.read(reply, NOW_MS);
}
