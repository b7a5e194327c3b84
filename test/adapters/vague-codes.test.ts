/**
 * Goal: no code of any partner accuses the borrower's account unless it names it. A word that only says
 * "a parameter is wrong", "refused", "unknown" is also what a partner answers when our key or setting
 * is wrong, and then every payout meets it: told as "account not found" it would end them all.
 * Method: each partner's vague words, written down from its page of sources (errors and reasons),
 * are looked up in the adapter's own tables; every other code with a vague name is looked
 * for by its name; and WeChat's answers to a retired key are read and decided on.
 */
import { describe, expect, it } from 'vitest';

import { BANK_REASONS } from '../../adapters/adyen/tables/failures.ts';
import { FIELD_FAILURES, fieldFailure } from '../../adapters/adyen/tables/problems.ts';
import { TRANSFER_CODES } from '../../adapters/alipay/tables/failures.ts';
import { GATEWAY_CODES } from '../../adapters/alipay/tables/gateway-codes.ts';
import { RETURN_FLAGS } from '../../adapters/cmb/tables/statuses.ts';
import { BANK_CODES } from '../../adapters/isobank/tables/bank-codes.ts';
import { STATUS_REASONS } from '../../adapters/isobank/tables/failures.ts';
import { RETURN_REASONS } from '../../adapters/isobank/tables/return-reasons.ts';
import { ITEM_ERRORS } from '../../adapters/paypal/tables/failures.ts';
import { SUBMIT_ERRORS } from '../../adapters/paypal/tables/submit-errors.ts';
import { ERROR_CODES } from '../../adapters/wechat/tables/error-codes.ts';
import { FAIL_REASONS } from '../../adapters/wechat/tables/failures.ts';
import { FAILURES, isFailureCode } from '../../src/contract/failure.ts';
import { dispatching, evidence, tell } from '../support/payouts.ts';
import { demoAdapter, INSTRUCTION, NOW_MS, signedReply, STAMP } from './wechat/bench.ts';

/** Every failure that each partner's tables give, by the partner's own word. */
const TABLES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  wechat: words(ERROR_CODES, FAIL_REASONS),
  alipay: words(TRANSFER_CODES, GATEWAY_CODES),
  adyen: words(BANK_REASONS, FIELD_FAILURES),
  paypal: words(ITEM_ERRORS, SUBMIT_ERRORS),
  isobank: words(STATUS_REASONS, BANK_CODES),
  'isobank returns': words(RETURN_REASONS),
  cmb: words(RETURN_FLAGS),
};

/** Words that do not say whose fault it is, read again one by one. */
const VAGUE: readonly (readonly [partner: string, words: string])[] = [
  ['wechat', '400 PARAM_ERROR|401 SIGN_ERROR|BANK_CARD_PARAM_ERROR|OTHER_FAIL_REASON_TYPE'],
  ['wechat', 'MERCHANT_REJECT|TRANSFER_REMARK_SET_FAIL|OVERDUE_CLOSE|403 NO_AUTH|500 SYSTEM_ERROR'],
  ['alipay', 'INVALID_PARAMETER|PARAM_ILLEGAL|PARAMETER_ERROR|INST_PAY_REMARK_UNVALID_CHARS'],
  ['alipay', 'PAYMENT_FAIL|PROCESS_FAIL|SYSTEM_ERROR|REMARK_HAS_SENSITIVE_WORD'],
  ['alipay', '40002 isv.invalid-signature|40002 isv.invalid-format|40002 isv.suspected-attack'],
  ['adyen', 'refusedByCounterpartyBank|declined|approvalExpired|refusedByCustomer|unknown|error'],
  ['adyen', 'amount|counterparty.bankAccount.accountHolder|balanceAccountId|priority'],
  ['adyen', 'counterparty.bankAccount.accountIdentification'],
  ['paypal', 'UNDEFINED|INTERNAL_ERROR|TRANSACTION_DECLINED_BY_TRAVEL_RULE|403 NOT_AUTHORIZED'],
  ['isobank', 'FORMAT|SIGNATURE|FAULT|MS02|MS03|NARR|FF01|FF03|FF05|AM12|BE15|BE16|BE22|MINF'],
  ['isobank', 'RC01|RR01|RR02|TD01|DT02|CH20'],
  ['isobank returns', 'MS02|MS03|NARR|BE16|RR01|RR02|RR04|ED05'],
  ['cmb', 'F|R|C|D'],
];

/** A name that says no more than that something was wrong, or that somebody said no. */
const VAGUE_NAME =
  /PARAM|ILLEGAL|FORMAT|SIGN|CONFIG|UNKNOWN|UNDEFINED|OTHER|INTERNAL|SYSTEM|REMARK|DECLINED|REJECT|REFUSED$|invalid-|missing-/i;

/** Vague by that rule and yet about the payee, since the whole word names him. */
const NAMES_THE_PAYEE = ['REFUSED_RECEIVER_REFUSED'];

describe('a vague word', () => {
  it.each(VAGUE)('of %s accuses nobody and ends no payout: %s', (partner, listed) => {
    const meanings = listed.split('|').map((word) => `${word} ${TABLES[partner]?.get(word)}`);

    expect(meanings.filter((meaning) => meaning.endsWith('undefined'))).toEqual([]);
    expect(meanings.filter((meaning) => accusesOrEnds(meaning.split(' ').at(-1) ?? ''))).toEqual(
      [],
    );
  });

  it.each(Object.entries(TABLES))('of %s is found by its name, too', (_partner, table) => {
    const accusing = [...table].filter(
      ([word, failure]) =>
        VAGUE_NAME.test(word) && !NAMES_THE_PAYEE.includes(word) && accusesOrEnds(failure),
    );

    expect(accusing).toEqual([]);
  });

  it('of Adyen’s fields is every one but the number of the account', () => {
    const account = 'counterparty.bankAccount.accountIdentification';
    const fields = ['iban', 'accountNumber', 'type', 'sortCode'].map(
      (name) => `${account}.${name}`,
    );

    expect(fields.map((field) => fieldFailure(field))).toEqual([
      'eligibility.account.notfound',
      'eligibility.account.notfound',
      'technical.request.malformed',
      'technical.request.malformed',
    ]);
  });
});

describe('WeChat’s answer to a key, a serial or a scene of ours that is wrong', () => {
  const ANSWERS = [
    ['a serial out of date', '平台证书序列号Wechatpay-Serial错误', {}],
    ['a name under a retired key', '请确认待处理的消息是否为加密后的密文', {}],
    [
      'a scene we may not use',
      '转账场景ID必填性规则校验失败',
      { field: '/body/transfer_scene_id' },
    ],
    ['a field it does not know', '请求中含有未在API文档中定义的参数', {}],
  ] as const;

  it.each(ANSWERS)('keeps the payout, and blames no account: %s', (_what, message, detail) => {
    const call = demoAdapter().submit(INSTRUCTION, STAMP);
    const verdict = call.read(signedReply(400, { code: 'PARAM_ERROR', message, detail }), NOW_MS);

    expect(verdict).toMatchObject({ kind: 'refused', failure: 'technical.request.malformed' });
    const { payout } = tell(dispatching(), evidence(verdict));
    expect(payout).toMatchObject({ state: 'QUEUED', holdsObligation: true });
    expect(FAILURES['technical.request.malformed']).toMatchObject({
      owner: 'partner-integration',
      customer: { key: 'checking' },
    });
  });
});

function accusesOrEnds(failure: string): boolean {
  if (!isFailureCode(failure)) return false;
  return failure.startsWith('eligibility.') || FAILURES[failure].course === 'fail';
}

function words(
  ...tables: readonly ReadonlyMap<string, string | { readonly kind: string }>[]
): ReadonlyMap<string, string> {
  const pairs = tables.flatMap((table) => [...table] as const);
  return new Map(pairs.map(([word, meaning]) => [word, failureOf(meaning)]));
}

function failureOf(meaning: string | { readonly kind: string }): string {
  if (typeof meaning === 'string') return meaning;
  const failure: unknown = Reflect.get(meaning, 'failure');
  return typeof failure === 'string' ? failure : meaning.kind;
}
