import type { Refusal } from './refusal.ts';

/**
 * Refusals of `alipay.fund.trans.uni.transfer` that concern this one payout: its payee or its
 * content. Definite; a corrected payout is a new one (fixtures/alipay/SOURCES.md F7).
 * Misspellings are the wire's.
 */
export const REQUEST_REFUSALS: readonly Refusal[] = [
  // The payee cannot be found.
  ['PAYEE_NOT_EXIST', 'eligibility.account.notfound', 'guide: payee does not exist'],
  ['PAYEE_ACCOUNT_NOT_EXSIT', 'eligibility.account.notfound', 'guide: payee account not found'],
  ['PAYEE_ACC_OCUPIED', 'eligibility.account.notfound', 'guide: login id of several accounts'],
  ['AUTH_LOGONID_CHANGED', 'eligibility.account.notfound', 'java: login id has changed'],
  ['CARD_BIN_ERROR', 'eligibility.account.notfound', 'guide: card number is wrong'],
  ['INVALID_CARDNO', 'eligibility.account.notfound', 'guide: card number is invalid'],

  // The payee is somebody else.
  ['PAYEE_USERINFO_ERROR', 'eligibility.name.mismatch', 'spec: payee data do not match'],
  ['PAYEE_IDENTITY_NOT_MATCH', 'eligibility.name.mismatch', 'spec: payee identity does not match'],
  ['PAYEE_CERT_INFO_ERROR', 'eligibility.name.mismatch', 'spec: payee document does not match'],
  ['PAYEE_CARD_INFO_ERROR', 'eligibility.name.mismatch', 'guide: card and name do not match'],

  // The payee may not receive.
  ['PAYEE_ACCOUNT_STATUS_ERROR', 'eligibility.account.blocked', 'guide: payee account abnormal'],
  ['PAYEE_USERINFO_STATUS_ERROR', 'eligibility.account.blocked', 'guide: payee state abnormal'],
  ['NO_ACCOUNT_RECEIVE_PERMISSION', 'eligibility.account.blocked', 'guide: may not receive'],
  ['PERMIT_CHECK_RECEIVE_LIMIT', 'eligibility.account.blocked', 'guide: receiving is restricted'],
  ['RELEASE_USER_FORBBIDEN_RECIEVE', 'eligibility.account.blocked', 'guide: number reassigned'],
  ['BLOCK_USER_FORBBIDEN_RECIEVE', 'eligibility.account.blocked', 'spec: blocked from receiving'],
  ['GLOBAL_USER_FORBBIDEN_RECIEVE', 'eligibility.account.blocked', 'spec: may not receive'],
  ['RECEIVER_USER_RISK_FREEZE', 'eligibility.account.blocked', 'spec: frozen by risk control'],
  ['PERMIT_LIMIT_PAYEE', 'eligibility.account.blocked', 'spec: payee is restricted'],
  ['PAYEE_USER_TYPE_ERROR', 'eligibility.account.type', 'guide: payee type is not supported'],
  ['PAYER_PAYEE_CANNOT_SAME', 'eligibility.account.type', 'guide: payer and payee are the same'],

  // The payee has to verify the wallet first.
  ['PERM_AML_NOT_REALNAME_REV', 'eligibility.wallet', 'guide: payee must complete identity data'],
  ['PERMIT_NON_BANK_LIMIT_PAYEE', 'eligibility.wallet', 'guide: payee has no balance account'],
  ['PAYEE_NOT_RELNAME_CERTIFY', 'eligibility.wallet', 'guide: payee is not real-name verified'],
  ['EXCEED_LIMIT_UNRN_DM_AMOUNT', 'eligibility.wallet', 'guide: day cap of an unverified payee'],
  ['PAYEE_TRUSTEESHIP_ACC_OVER_LIMIT', 'eligibility.wallet', 'guide: payee must bind Alipay'],
  ['TRUSTEESHIP_RECIEVE_QUOTA_LIMIT', 'eligibility.wallet', 'guide: payee must bind Alipay'],

  // How often and how much.
  ['EXCEED_LIMIT_DC_RECEIVED', 'risk.limit.velocity', 'guide: day count from one payer; tomorrow'],
  ['PAYEE_RECEIVE_COUNT_EXCEED_LIMIT', 'risk.limit.velocity', 'spec: payee count exceeded'],
  ['EXCEED_LIMIT_SM_AMOUNT', 'risk.limit.amount', 'guide: over the limit of one transfer'],
  ['EXCEED_LIMIT_PERSONAL_SM_AMOUNT', 'risk.limit.amount', 'guide: the same, to a person'],
  ['EXCEED_LIMIT_ENT_SM_AMOUNT', 'risk.limit.amount', 'spec: the same, to a company'],

  // The content, without a word whose: a setting of ours, or a bug, is told the same way.
  ['INVALID_PARAMETER', 'technical.request.malformed', 'guide: a parameter is wrong'],
  ['PARAM_ILLEGAL', 'technical.request.malformed', 'spec: a parameter is wrong'],
  ['PARAMETER_ERROR', 'technical.request.malformed', 'spec: a parameter is wrong'],
  [
    'INST_PAY_REMARK_UNVALID_CHARS',
    'technical.request.malformed',
    'spec: characters in the remark',
  ],
  ['CURRENCY_NOT_SUPPORT', 'regulatory.currency', 'spec: currency is not supported'],
  ['MEMO_REQUIRED_IN_TRANSFER_ERROR', 'regulatory.reporting', 'guide: law wants a reason here'],
  // A forbidden word: a person reads the text before anybody sends it again.
  ['REMARK_HAS_SENSITIVE_WORD', 'partner.review', 'guide: change the remark'],
];
