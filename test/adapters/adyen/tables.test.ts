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
import { FAILURES, isFailureCode } from '../../../src/contract/failure.ts';
import {
  BOOKED_EVENTS,
  ECHO,
  event,
  INSTRUCTION,
  transfer,
  TRANSFER_ID,
  submitted,
  inquired,
} from './bench.ts';

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
    refusedByCounterpartyBank: 'partner.review',
    counterpartyAddressRequired: 'regulatory.party.data',
    counterpartyBankUnavailable: 'technical.settlement.failed',
    routeNotFound: 'partner.unreachable.bank',
    amountLimitExceeded: 'risk.limit.amount',
    balanceAccountTemporarilyBlockedByTransactionRule: 'risk.limit.velocity',
    approvalExpired: 'partner.review',
    declined: 'partner.review',
    declinedByTransactionRule: 'risk.fraud.suspected',
    fraud: 'risk.fraud.suspected',
    fraudCancelled: 'risk.fraud.suspected',
    refusedByCustomer: 'partner.review',
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

  it('is what the balance account got, and nothing is called a fee that nobody calls so', () => {
    const events = [...BOOKED_EVENTS, event('returned', { balance: 12_000 })];

    expect(back('returned', { events })).toMatchObject({
      amount: { currency: 'EUR', minor: 12_000n },
      feeMinor: 0n,
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

it('names only failures that exist', () => {
  const named = [
    ...BANK_REASONS.values(),
    ...FIELD_FAILURES.values(),
    ...[...PROBLEMS.values()].flatMap((one) => (one.kind === 'fields' ? [] : [one.failure])),
  ].filter((meaning) => meaning !== 'doubt' && meaning !== 'duplicate');

  expect(named.filter((failure) => !isFailureCode(failure))).toEqual([]);
});
