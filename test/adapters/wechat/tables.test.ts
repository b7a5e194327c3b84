/**
 * Goal: each documented state, fail_reason and error code means for the money what
 * fixtures/wechat/SOURCES.md F4 to F6 say, on every lane, and whatever is not documented is doubt.
 * Method: the documented lists are written out here a second time; each entry is signed and read.
 */
import { describe, expect, it } from 'vitest';

import { ERROR_CODES } from '../../../adapters/wechat/tables/error-codes.ts';
import { FAIL_REASONS } from '../../../adapters/wechat/tables/failures.ts';
import { BILL_STATES } from '../../../adapters/wechat/tables/statuses.ts';
import type { Lane } from '../../../src/contract/exchange.ts';
import { FAILURES, isFailureCode } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { bill, demoAdapter, ECHO, INSTRUCTION, NOW_MS, signedReply, STAMP } from './bench.ts';

const adapter = demoAdapter();
const LANES = ['submit', 'inquire', 'cancel'] as const;
const REFERENCE = '1330000071100999991182020050700019480001';

describe('bill states', () => {
  const STATES = {
    ACCEPTED: 'accepted',
    PROCESSING: 'accepted',
    WAIT_USER_CONFIRM: 'accepted',
    TRANSFERING: 'accepted',
    CANCELING: 'accepted',
    SUCCESS: 'executed',
    CANCELLED: 'cancelled',
  } as const;

  it.each(Object.entries(STATES))('%s is %s on every lane', (state, kind) => {
    const verdicts = LANES.map((lane) => read(lane, 200, bill(state)));

    for (const verdict of verdicts) expect(verdict).toMatchObject({ kind, echo: ECHO });
  });

  it('lists the eight documented states and no other', () => {
    expect([...BILL_STATES.keys()].toSorted()).toEqual([...Object.keys(STATES), 'FAIL'].toSorted());
  });

  it('keeps WeChat’s own bill number with what it accepted or paid', () => {
    const verdicts = ['ACCEPTED', 'SUCCESS'].map((state) => read('inquire', 200, bill(state)));

    for (const verdict of verdicts) expect(verdict).toMatchObject({ partnerReference: REFERENCE });
  });

  it.each(['UNDER_REVIEW', 'success', '', 'constructor'])(
    'is in doubt about state "%s"',
    (state) => {
      const verdict = read('inquire', 200, bill(state));

      expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
    },
  );
});

describe('fail reasons', () => {
  const REASONS = {
    ACCOUNT_FROZEN: 'eligibility.account.blocked',
    ACCOUNT_NOT_EXIST: 'eligibility.account.notfound',
    BANK_CARD_ACCOUNT_ABNORMAL: 'eligibility.account.blocked',
    BANK_CARD_BANK_INFO_WRONG: 'eligibility.account.notfound',
    BANK_CARD_CARD_INFO_WRONG: 'eligibility.account.notfound',
    BANK_CARD_COLLECTIONS_ABOVE_QUOTA: 'eligibility.account.type',
    BANK_CARD_PARAM_ERROR: 'technical.request.malformed',
    BANK_CARD_STATUS_ABNORMAL: 'eligibility.account.blocked',
    BLOCK_B2C_USERLIMITAMOUNT_BSRULE_MONTH: 'risk.limit.velocity',
    BLOCK_B2C_USERLIMITAMOUNT_MONTH: 'eligibility.account.blocked',
    DAY_RECEIVED_COUNT_EXCEED: 'risk.limit.velocity',
    DAY_RECEIVED_QUOTA_EXCEED: 'risk.limit.velocity',
    MONTH_RECEIVED_QUOTA_EXCEED: 'risk.limit.velocity',
    EXCEEDED_ESTIMATED_AMOUNT: 'risk.limit.amount',
    ID_CARD_NOT_CORRECT: 'eligibility.identity.incomplete',
    MERCHANT_REJECT: 'partner.review',
    MERCHANT_NOT_CONFIRM: 'partner.agreement',
    NAME_NOT_CORRECT: 'eligibility.name.mismatch',
    OPENID_INVALID: 'eligibility.account.notfound',
    OTHER_FAIL_REASON_TYPE: 'technical.settlement.failed',
    OVERDUE_CLOSE: 'technical.settlement.failed',
    PAYEE_ACCOUNT_ABNORMAL: 'eligibility.wallet',
    PAYER_ACCOUNT_ABNORMAL: 'partner.agreement',
    PRODUCT_AUTH_CHECK_FAIL: 'partner.agreement',
    REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED: 'regulatory.limit',
    REAL_NAME_CHECK_FAIL: 'eligibility.wallet',
    RECEIVE_ACCOUNT_NOT_CONFIGURE: 'partner.agreement',
    RECEIVE_ACCOUNT_NOT_PERMMIT: 'eligibility.account.type',
    RESERVATION_INFO_NOT_MATCH: 'partner.agreement',
    RESERVATION_SCENE_NOT_MATCH: 'partner.agreement',
    RESERVATION_STATE_INVALID: 'partner.agreement',
    TRANSFER_QUOTA_EXCEED: 'risk.limit.amount',
    TRANSFER_REMARK_SET_FAIL: 'technical.settlement.failed',
    TRANSFER_RISK: 'risk.fraud.suspected',
    TRANSFER_SCENE_INVALID: 'partner.agreement',
    TRANSFER_SCENE_UNAVAILABLE: 'partner.agreement',
  } as const;

  it.each(Object.entries(REASONS))('FAIL by %s is a recorded refusal: %s', (reason, failure) => {
    const verdicts = LANES.map((lane) => read(lane, 200, bill('FAIL', { fail_reason: reason })));

    const refused = { kind: 'refused', recorded: true, failure, partnerCode: reason, echo: ECHO };
    for (const verdict of verdicts) expect(verdict).toEqual(refused);
  });

  it('reads FAIL by MCH_CANCEL as the confirmation of a cancellation', () => {
    const verdict = read('inquire', 200, bill('FAIL', { fail_reason: 'MCH_CANCEL' }));

    expect(verdict).toEqual({ kind: 'cancelled', partnerCode: 'MCH_CANCEL', echo: ECHO });
  });

  it('lists the 37 documented reasons and no other', () => {
    const documented = [...Object.keys(REASONS), 'MCH_CANCEL'];

    expect([...FAIL_REASONS.keys()].toSorted()).toEqual(documented.toSorted());
    expect(documented).toHaveLength(37);
  });

  it('gives only reasons that say no money moved', () => {
    const failures = [...FAIL_REASONS.values()].filter((reason) => reason !== 'cancelled');

    expect(failures.filter((failure) => FAILURES[failure].money !== 'no')).toEqual([]);
  });

  it.each(['BUDGET_NOT_ENOUGH', '', 'toString'])('is in doubt about FAIL by "%s"', (reason) => {
    const verdict = read('inquire', 200, bill('FAIL', { fail_reason: reason }));

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
  });
});

describe('error codes', () => {
  const REFUSALS = [
    [403, 'NOT_ENOUGH', 'risk.liquidity'],
    [429, 'FREQUENCY_LIMITED', 'technical.overload.partner'],
    [429, 'FREQUENCY_LIMIT_EXCEED', 'technical.overload.partner'],
    [429, 'RATELIMIT_EXCEEDED', 'technical.overload.partner'],
    [429, 'QUOTA_EXCEED', 'risk.limit.velocity'],
    [403, 'ACCOUNTERROR', 'partner.agreement'],
    [403, 'NO_AUTH', 'partner.agreement'],
    [401, 'APPID_MCHID_NOT_MATCH', 'technical.thirdparty.auth'],
    [401, 'SIGN_ERROR', 'technical.thirdparty.auth'],
    [400, 'PARAM_ERROR', 'technical.request.malformed'],
  ] as const;

  it.each(REFUSALS)('%i %s refuses a submit without recording it', (status, code, failure) => {
    const verdict = read('submit', status, { code, message: 'x' });

    const refused = { kind: 'refused', recorded: false, failure, partnerCode: code, echo: {} };
    expect(verdict).toEqual(refused);
    expect(FAILURES[failure].money).toBe('no');
  });

  it.each(REFUSALS)('%i %s never refuses a payout that was only asked for', (status, code) => {
    const verdicts = (['inquire', 'cancel'] as const).map((lane) =>
      read(lane, status, { code, message: 'x' }),
    );

    for (const verdict of verdicts) expect(verdict).toMatchObject({ kind: 'unknown' });
  });

  it.each(['INVALID_REQUEST', 'ALREADY_EXISTS'])('400 %s on a submit means: ask', (code) => {
    const verdict = read('submit', 400, { code, message: '商户单号已存在' });

    expect(verdict).toEqual({ kind: 'duplicate', partnerCode: code });
  });

  it('500 SYSTEM_ERROR is doubt on every lane', () => {
    const verdicts = LANES.map((lane) => read(lane, 500, { code: 'SYSTEM_ERROR', message: 'x' }));

    const doubt = { kind: 'unknown', failure: 'technical.thirdparty.error' };
    for (const verdict of verdicts) expect(verdict).toMatchObject(doubt);
  });

  it('404 NOT_FOUND is absence to an inquiry, and doubt to a submit or a cancel', () => {
    const [submit, inquire, cancel] = LANES.map((lane) =>
      read(lane, 404, { code: 'NOT_FOUND', message: '记录不存在' }),
    );

    expect(inquire).toEqual({ kind: 'absent' });
    for (const verdict of [submit, cancel]) expect(verdict).toMatchObject({ kind: 'unknown' });
  });

  it('lists the fourteen documented pairs of status and code and no other', () => {
    const documented = [
      ...REFUSALS.map(([status, code]) => `${status} ${code}`),
      '400 INVALID_REQUEST',
      '400 ALREADY_EXISTS',
      '500 SYSTEM_ERROR',
      '404 NOT_FOUND',
    ];

    expect([...ERROR_CODES.keys()].toSorted()).toEqual(documented.toSorted());
  });

  it.each([
    [403, 'BUDGET_NOT_ENOUGH'],
    [500, 'NOT_ENOUGH'],
    [200, 'NOT_ENOUGH'],
    [403, 'constructor'],
    [400, ''],
    [202, 'ACCEPTED'],
  ])('is in doubt about %i with code "%s"', (status, code) => {
    const verdicts = LANES.map((lane) => read(lane, status, { code, message: 'x' }));

    const doubt = { kind: 'unknown', failure: 'technical.thirdparty.contract' };
    for (const verdict of verdicts) expect(verdict).toMatchObject(doubt);
  });

  it('decides nothing by the message', () => {
    const said = (message: string) => read('submit', 403, { code: 'NOT_ENOUGH', message });

    expect(said('商户单号已存在')).toEqual(said(''));
  });

  it.each([
    ['2', 2_000],
    ['86400', 3_600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('reads Retry-After %s as %s ms at most an hour', (header, retryAfterMs) => {
    const reply = signedReply(429, { code: 'FREQUENCY_LIMITED', message: 'x' });
    const throttled = { ...reply, headers: { ...reply.headers, 'retry-after': header } };

    const verdict = adapter.submit(INSTRUCTION, STAMP).read(throttled, NOW_MS);

    expect(Reflect.get(verdict, 'retryAfterMs')).toBe(retryAfterMs);
  });
});

it('names only failures that exist', () => {
  const named = [...ERROR_CODES.values(), ...FAIL_REASONS.values()]
    .map((meaning) => (typeof meaning === 'string' ? meaning : Reflect.get(meaning, 'failure')))
    .filter((failure) => failure !== undefined && failure !== 'cancelled');

  expect(named.filter((failure) => !isFailureCode(String(failure)))).toEqual([]);
});

function read(lane: Lane, status: number, json: unknown): Verdict | undefined {
  return adapter[lane](INSTRUCTION, STAMP)?.read(signedReply(status, json), NOW_MS);
}
