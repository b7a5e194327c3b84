/**
 * Goal: each catalogued word of Alipay means what its table says, in each place where it may stand,
 *   and no word outside the tables means anything.
 * Method: sign an answer for each entry with the demo gateway's key and read it back. The groups of
 *   fixtures/alipay/SOURCES.md F5 are repeated here by hand, so that a lost entry fails.
 */
import { describe, expect, it } from 'vitest';

import { QUERY_CODES, TRANSFER_CODES } from '../../../adapters/alipay/tables/failures.ts';
import { GATEWAY_CODES } from '../../../adapters/alipay/tables/gateway-codes.ts';
import { OUR_REFUSALS } from '../../../adapters/alipay/tables/refusals-ours.ts';
import { REQUEST_REFUSALS } from '../../../adapters/alipay/tables/refusals-request.ts';
import { FAILURES } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  AT_MS,
  businessFailure,
  demoAdapter,
  INSTRUCTION,
  QUERY_NODE,
  signedReply,
  STAMP,
  TRANSFER_NODE,
} from './demo-alipay.ts';

const adapter = demoAdapter();
const submitted = (fields: Readonly<Record<string, unknown>>): Verdict =>
  adapter.submit(INSTRUCTION, STAMP).read(signedReply(TRANSFER_NODE, fields), AT_MS);
const inquired = (fields: Readonly<Record<string, unknown>>): Verdict =>
  adapter.inquire(INSTRUCTION, STAMP).read(signedReply(QUERY_NODE, fields), AT_MS);
const failedOrder = (errorCode: string) => ({
  code: '10000',
  out_biz_no: INSTRUCTION.partnerKey,
  status: 'FAIL',
  trans_amount: '123.45',
  error_code: errorCode,
});

const REFUSALS = [...OUR_REFUSALS, ...REQUEST_REFUSALS];

/** fixtures/alipay/SOURCES.md F5, copied group by group. */
const GROUPS = {
  unknown: `SYSTEM_ERROR REQUEST_PROCESSING TRANS_ORDER_DEALING PROMO_TRANS_ORDER_DEALING
    BANK_RESPONSE_ERROR BIZ_UNIQUE_EXCEPTION PROCESS_FAIL PAYMENT_FAIL ILLEGAL_STATUS_EXCEPTION
    ORDER_STATUS_INVALID`,
  duplicate: 'PAYMENT_INFO_INCONSISTENCY REP_INCONSISTENT',
  refused: `PAYER_BALANCE_NOT_ENOUGH BALANCE_IS_NOT_ENOUGH BALANCE_NOT_ENOUGH
    PAYMENT_MONEY_NOT_ENOUGH PAYER_STATUS_ERROR PAYER_CERTIFY_CHECK_FAIL PAYER_USER_INFO_ERROR
    PAYER_UNABLE_PAYMENT PAYCARD_UNABLE_PAYMENT PAYER_ACCOUNT_LIMIT PAYER_PERMLIMIT_CHECK_FAILURE
    NO_ACCOUNT_PAYMENT_PERMISSION PRODUCT_NOT_SIGN ISV_AUTH_ERROR MRCHPROD_QUERY_ERROR
    NOT_IN_WHITE_LIST JUDICIAL_FREEZE USER_RISK_FREEZE BLOCK_USER_FORBBIDEN_SEND MONEY_PAY_CLOSED
    INST_PAY_UNABLE RESOURCE_LIMIT_EXCEED EXCEED_LIMIT_DM_AMOUNT EXCEED_LIMIT_MM_AMOUNT
    EXCEED_LIMIT_DM_MAX_AMOUNT EXCEED_LIMIT_MM_MAX_AMOUNT
    PERM_PAY_USER_DAILY_QUOTA_ORG_BALANCE_LIMIT PERM_PAY_USER_MONTH_QUOTA_ORG_BALANCE_LIMIT
    PERM_PAY_CUSTOMER_DAILY_QUOTA_ORG_BALANCE_LIMIT PERM_PAY_CUSTOMER_MONTH_QUOTA_ORG_BALANCE_LIMIT
    SECURITY_CHECK_FAILED PAYEE_NOT_EXIST PAYEE_ACCOUNT_NOT_EXSIT PAYEE_ACCOUNT_STATUS_ERROR
    PAYEE_USERINFO_ERROR PAYEE_USERINFO_STATUS_ERROR PAYEE_IDENTITY_NOT_MATCH PAYEE_CERT_INFO_ERROR
    PAYEE_CARD_INFO_ERROR CARD_BIN_ERROR INVALID_CARDNO PAYEE_ACC_OCUPIED PERM_AML_NOT_REALNAME_REV
    PAYEE_NOT_RELNAME_CERTIFY EXCEED_LIMIT_UNRN_DM_AMOUNT PERMIT_CHECK_RECEIVE_LIMIT
    NO_ACCOUNT_RECEIVE_PERMISSION BLOCK_USER_FORBBIDEN_RECIEVE RECEIVER_USER_RISK_FREEZE
    AUTH_LOGONID_CHANGED INVALID_PARAMETER PARAM_ILLEGAL PARAMETER_ERROR EXCEED_LIMIT_SM_AMOUNT
    EXCEED_LIMIT_SM_MIN_AMOUNT MEMO_REQUIRED_IN_TRANSFER_ERROR REMARK_HAS_SENSITIVE_WORD
    CURRENCY_NOT_SUPPORT TRANSFER_SCENE_NAME_BLANK TRANSFER_SCENE_NAME_ILLEGAL
    TRANSFER_SCENE_REPORT_INFO_ILLEGAL`,
} as const;

const GROUPED = Object.entries(GROUPS).flatMap(([kind, words]) =>
  words.split(/\s+/).map((word) => ({ kind, word })),
);

describe('a sub_code of a transfer', () => {
  it.each(GROUPED)('$word is $kind, as its group says', ({ kind, word }) => {
    const verdict = submitted(businessFailure(word));

    expect(verdict.kind).toBe(kind);
  });

  it.each(REFUSALS)('%s refuses this copy alone, as %s', (word, failure) => {
    const verdict = submitted(businessFailure(word));

    expect(verdict).toEqual({
      kind: 'refused',
      recorded: false,
      failure,
      partnerCode: word,
      echo: { partnerKey: INSTRUCTION.partnerKey },
    });
    expect(FAILURES[failure].money).toBe('no');
  });

  it('names a source beside every refusal, and no word twice', () => {
    const words = REFUSALS.map(([word]) => word);

    expect(REFUSALS.every(([, , source]) => /^(?:guide|spec|java): \S/.test(source))).toBe(true);
    expect(new Set(words).size).toBe(words.length);
    expect(TRANSFER_CODES.size).toBe(words.length + 12);
  });

  it.each(['PAYEE_ON_THE_MOON', 'constructor', '__proto__', 'ORDER_NOT_EXIST', ''])(
    'that is not catalogued (%j) leaves doubt',
    (word) => {
      const verdict = submitted(businessFailure(word));

      expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
    },
  );

  it('is read from sub_code alone, whatever sub_msg claims', () => {
    const fields = { ...businessFailure('SYSTEM_ERROR'), sub_msg: 'PAYEE_NOT_EXIST 转账失败' };

    expect(submitted(fields)).toMatchObject({ kind: 'unknown', partnerCode: 'SYSTEM_ERROR' });
  });

  it('never carries a person into a verdict: a word that looks like none is dropped', () => {
    const verdict = submitted(businessFailure('张三 13800000000'));

    expect(JSON.stringify(verdict)).not.toMatch(/张三|13800000000/);
  });
});

describe('a gateway code', () => {
  const PAIRS = [...GATEWAY_CODES].map(([pair, meaning]) => {
    const [code = '', subCode = ''] = pair.split(' ');
    return { code, subCode, meaning };
  });

  it.each(PAIRS)('$code $subCode on a transfer is $meaning.kind', ({ code, subCode, meaning }) => {
    const verdict = submitted({ code, msg: '-', sub_code: subCode });

    expect(verdict).toMatchObject({ ...meaning, partnerCode: subCode });
    expect(verdict.kind === 'refused' && verdict.recorded).toBe(false);
  });

  it.each(PAIRS)('$code $subCode on an inquiry leaves the payout in doubt', (pair) => {
    const verdict = inquired({ code: pair.code, msg: '-', sub_code: pair.subCode });

    expect(verdict).toMatchObject({ kind: 'unknown', partnerCode: pair.subCode });
  });

  it.each([
    ['40002', 'PAYEE_NOT_EXIST'],
    ['40004', 'isv.invalid-signature'],
    ['20000', 'isv.invalid-signature'],
    ['40099', 'isv.invalid-signature'],
    ['40004', undefined],
    ['20000', undefined],
  ])('%s with %s is no catalogued pair, hence doubt', (code, subCode) => {
    const fields = { code, msg: '-', ...(subCode === undefined ? {} : { sub_code: subCode }) };

    expect(submitted(fields)).toMatchObject({ kind: 'unknown' });
    expect(inquired(fields)).toMatchObject({ kind: 'unknown' });
  });
});

describe('an inquiry', () => {
  it('finds absence in ORDER_NOT_EXIST alone, and no proof in it', () => {
    expect(inquired(businessFailure('ORDER_NOT_EXIST'))).toEqual({ kind: 'absent' });
    expect(adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
  });

  it.each([...QUERY_CODES.keys()].filter((word) => word !== 'ORDER_NOT_EXIST'))(
    'learns nothing from %s',
    (word) => {
      expect(inquired(businessFailure(word))).toMatchObject({ kind: 'unknown', partnerCode: word });
    },
  );

  it.each(REFUSALS.filter(([word]) => !QUERY_CODES.has(word)))(
    'takes %s for no refusal of the payout',
    (word) => {
      expect(inquired(businessFailure(word))).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('an order that failed', () => {
  it.each(REFUSALS)('for %s is refused on record, as %s', (word, failure) => {
    const verdict = inquired(failedOrder(word));

    expect(verdict).toEqual({
      kind: 'refused',
      recorded: true,
      failure,
      partnerCode: word,
      echo: {
        partnerKey: INSTRUCTION.partnerKey,
        amount: { currency: 'CNY', minor: 12_345n },
      },
    });
  });

  it('for a reason that left the transfer open is closed by its status', () => {
    expect(inquired(failedOrder('SYSTEM_ERROR'))).toMatchObject({
      kind: 'refused',
      recorded: true,
      failure: 'technical.settlement.failed',
    });
  });

  it.each(['PAYMENT_INFO_INCONSISTENCY', 'PAYEE_ON_THE_MOON'])('for %s is doubt', (word) => {
    expect(inquired(failedOrder(word))).toMatchObject({ kind: 'unknown' });
  });

  it('says the same in the answer to its transfer', () => {
    expect(submitted(failedOrder('PAYEE_NOT_EXIST'))).toMatchObject({
      kind: 'refused',
      recorded: true,
      failure: 'eligibility.account.notfound',
    });
  });
});

describe('a status', () => {
  const order = (status: unknown) => ({
    code: '10000',
    out_biz_no: INSTRUCTION.partnerKey,
    order_id: '2026112402',
    status,
  });

  it.each([
    ['SUCCESS', 'executed'],
    ['DEALING', 'accepted'],
    ['FAIL', 'refused'],
    ['REFUND', 'returned'],
    ['WAIT_PAY', 'unknown'],
    ['CLOSED', 'unknown'],
    ['INIT', 'unknown'],
    ['UNKNOWN', 'unknown'],
    ['success', 'unknown'],
    ['toString', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    [['SUCCESS'], 'unknown'],
  ])('%j reads as %s', (status, kind) => {
    expect(submitted(order(status)).kind).toBe(kind);
    expect(inquired(order(status)).kind).toBe(kind);
  });

  it('REFUND without an amount returns what was sent, since Alipay returns whole orders', () => {
    expect(inquired(order('REFUND'))).toMatchObject({
      kind: 'returned',
      amount: INSTRUCTION.amount,
      feeMinor: 0n,
    });
  });

  it('keeps an order number that looks like one, and no other text', () => {
    expect(submitted(order('SUCCESS'))).toMatchObject({ partnerReference: '2026112402' });
    expect(submitted({ ...order('SUCCESS'), order_id: '张三' })).not.toHaveProperty(
      'partnerReference',
    );
  });
});
