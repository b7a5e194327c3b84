/**
 * Goal: each refusal of Alipay means the failure that was decided for it
 * (fixtures/alipay/SOURCES.md F5): a slip in one line of a table changes what follows for a payout.
 * Method: both tables written down once more, by failure, and held against the adapter's.
 */
import { expect, it } from 'vitest';

import { GATEWAY_CODES } from '../../../adapters/alipay/tables/gateway-codes.ts';
import { OUR_REFUSALS } from '../../../adapters/alipay/tables/refusals-ours.ts';
import { REQUEST_REFUSALS } from '../../../adapters/alipay/tables/refusals-request.ts';

const OURS: Readonly<Record<string, string>> = {
  'risk.liquidity': `PAYER_BALANCE_NOT_ENOUGH BALANCE_IS_NOT_ENOUGH BALANCE_NOT_ENOUGH
    BALANCE_NOT_ENOUGH_FOR_CARD_FEE PAYMENT_MONEY_NOT_ENOUGH`,
  'risk.limit.velocity': `EXCEED_LIMIT_DM_AMOUNT EXCEED_LIMIT_MM_AMOUNT EXCEED_LIMIT_DM_MAX_AMOUNT
    EXCEED_LIMIT_MM_MAX_AMOUNT PERM_PAY_USER_DAILY_QUOTA_ORG_BALANCE_LIMIT
    PERM_PAY_USER_MONTH_QUOTA_ORG_BALANCE_LIMIT
    PERM_PAY_CUSTOMER_DAILY_QUOTA_ORG_BALANCE_LIMIT
    PERM_PAY_CUSTOMER_MONTH_QUOTA_ORG_BALANCE_LIMIT`,
  'partner.agreement': `PAYER_STATUS_ERROR PAYER_NOT_EXIST PAYER_USERINFO_NOT_EXSIT PAYER_USER_INFO_ERROR
    PAYER_CERTIFY_CHECK_FAIL PAYER_NOT_RELNAME_CERTIFY PERM_AML_NOT_REALNAME_PAY
    PERMIT_CHECK_PERM_LIMITED PERMIT_CHECK_PERM_IDENTITY_THEFT
    PERMIT_CHECK_PERM_AML_CERT_EXPIRED PERMIT_CHECK_PERM_AML_CERT_MISS_ACC_LIMIT
    PERMIT_PAYER_FORBIDDEN PERMIT_PAYER_LEVEL_FORBIDDEN PAYER_UNABLE_PAYMENT
    PAYCARD_UNABLE_PAYMENT MONEY_PAY_CLOSED NO_AVAILABLE_PAYMENT_TOOLS
    PAYER_ACCOUNT_LIMIT PAYER_PERMLIMIT_CHECK_FAILURE JUDICIAL_FREEZE USER_RISK_FREEZE
    BLOCK_USER_FORBBIDEN_SEND INVALID_PAYER_ACCOUNT NOT_SUPPORT_PAYER_ACCOUNT_TYPE
    NO_ACCOUNT_PAYMENT_PERMISSION NO_PERMISSION_ACCOUNT PRODUCT_NOT_SIGN ISV_AUTH_ERROR
    MRCHPROD_QUERY_ERROR NOT_IN_WHITE_LIST TRANSFER_SCENE_NAME_BLANK
    TRANSFER_SCENE_NAME_ILLEGAL TRANSFER_SCENE_REPORT_INFO_ILLEGAL
    EXCEED_LIMIT_SM_MIN_AMOUNT`,
  'technical.overload.partner': 'RESOURCE_LIMIT_EXCEED',
  'partner.maintenance': 'INST_PAY_UNABLE',
  'risk.fraud.suspected': 'SECURITY_CHECK_FAILED',
};

const THE_PAYOUTS: Readonly<Record<string, string>> = {
  'eligibility.account.notfound': `PAYEE_NOT_EXIST PAYEE_ACCOUNT_NOT_EXSIT PAYEE_ACC_OCUPIED AUTH_LOGONID_CHANGED
    CARD_BIN_ERROR INVALID_CARDNO`,
  'technical.request.malformed':
    'INVALID_PARAMETER PARAM_ILLEGAL PARAMETER_ERROR INST_PAY_REMARK_UNVALID_CHARS',
  'eligibility.name.mismatch': `PAYEE_USERINFO_ERROR PAYEE_IDENTITY_NOT_MATCH PAYEE_CERT_INFO_ERROR
    PAYEE_CARD_INFO_ERROR`,
  'eligibility.account.blocked': `PAYEE_ACCOUNT_STATUS_ERROR PAYEE_USERINFO_STATUS_ERROR NO_ACCOUNT_RECEIVE_PERMISSION
    PERMIT_CHECK_RECEIVE_LIMIT RELEASE_USER_FORBBIDEN_RECIEVE
    BLOCK_USER_FORBBIDEN_RECIEVE GLOBAL_USER_FORBBIDEN_RECIEVE RECEIVER_USER_RISK_FREEZE
    PERMIT_LIMIT_PAYEE`,
  'eligibility.account.type': 'PAYEE_USER_TYPE_ERROR PAYER_PAYEE_CANNOT_SAME',
  'eligibility.wallet': `PERM_AML_NOT_REALNAME_REV PERMIT_NON_BANK_LIMIT_PAYEE PAYEE_NOT_RELNAME_CERTIFY
    EXCEED_LIMIT_UNRN_DM_AMOUNT PAYEE_TRUSTEESHIP_ACC_OVER_LIMIT
    TRUSTEESHIP_RECIEVE_QUOTA_LIMIT`,
  'risk.limit.velocity': 'EXCEED_LIMIT_DC_RECEIVED PAYEE_RECEIVE_COUNT_EXCEED_LIMIT',
  'risk.limit.amount':
    'EXCEED_LIMIT_SM_AMOUNT EXCEED_LIMIT_PERSONAL_SM_AMOUNT EXCEED_LIMIT_ENT_SM_AMOUNT',
  'regulatory.currency': 'CURRENCY_NOT_SUPPORT',
  'regulatory.reporting': 'MEMO_REQUIRED_IN_TRANSFER_ERROR',
  'partner.review': 'REMARK_HAS_SENSITIVE_WORD',
};

it.each([
  ['the account we pay from', OUR_REFUSALS, OURS],
  ['the payout itself', REQUEST_REFUSALS, THE_PAYOUTS],
] as const)(
  'refusals for %s mean what was decided, and there are no others',
  (_name, table, groups) => {
    const found = table.map(([code, failure]) => `${code} ${failure}`);
    const decided = Object.entries(groups).flatMap(([failure, codes]) =>
      codes.split(/\s+/).map((code) => `${code} ${failure}`),
    );
    expect(found.toSorted()).toEqual(decided.toSorted());
  },
);

/** Codes of the gateway itself, by what they mean for the copy that was sent. */
const OF_THE_GATEWAY: Readonly<Record<string, string>> = {
  'unknown technical.thirdparty.error': `20000 isp.unknow-error
    20000 aop.unknow-error
    20000 aop.ACQ.SYSTEM_ERROR`,
  'refused technical.thirdparty.auth': `20001 aop.invalid-auth-token
    20001 aop.auth-token-time-out
    20001 aop.invalid-app-auth-token
    20001 aop.invalid-app-auth-token-no-api
    20001 aop.app-auth-token-time-out
    20001 aop.no-product-reg-by-partner
    40001 isv.missing-method
    40001 isv.missing-signature
    40001 isv.missing-signature-type
    40001 isv.missing-signature-key
    40001 isv.missing-app-id
    40001 isv.missing-timestamp
    40001 isv.missing-version
    40002 isv.invalid-signature
    40002 isv.invalid-signature-type
    40002 isv.invalid-app-id
    40002 isv.invalid-timestamp
    40002 isv.invalid-charset
    40002 isv.invalid-format
    40002 isv.invalid-method
    40002 isv.missing-app-cert-sn
    40002 isv.missing-alipay-root-cert-sn
    40002 isv.invalid-alipay-root-cert-sn
    40002 isv.app-cert-expired
    40002 app-cert-expired
    40002 isv.app-cert-not-exist
    40002 isv.alipay-cert-not-exist
    40003 isv.missing-signature-config
    40003 invalid-auth-relations`,
  'refused partner.agreement': `40002 not-online-app
    40002 isv.forbidden-api
    40006 isv.insufficient-isv-permissions
    40006 isv.insufficient-user-permissions
    40006 isv.self-invoke-forbidden
    40006 isv.ip-forbidden`,
  'refused partner.review': '40002 isv.suspected-attack',
  'refused technical.overload.partner': `40005 isv.app-call-limited
    40005 isv.method-call-limited`,
};

it('codes of the gateway mean what was decided, and there are no others', () => {
  const found = [...GATEWAY_CODES].map(([pair, meaning]) =>
    'failure' in meaning
      ? `${pair}: ${meaning.kind} ${meaning.failure}`
      : `${pair}: ${meaning.kind}`,
  );

  const decided = Object.entries(OF_THE_GATEWAY).flatMap(([meaning, pairs]) =>
    pairs.split('\n').map((pair) => `${pair.trim()}: ${meaning}`),
  );
  expect(found.toSorted()).toEqual(decided.toSorted());
});
