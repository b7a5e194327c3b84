import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * Every documented `fail_reason` of a bill in state FAIL, as WX-DOC 4013774966 (2025-04-15) lists
 * them plus three of WX-GO's (fixtures/wechat/SOURCES.md F6). WeChat gives a sentence for each; the
 * rows they go to are our judgement. A reason that is not here leaves the payout in doubt.
 *
 * The money did not move in any of them. `cancelled` marks the one that confirms a cancellation.
 */
export const FAIL_REASONS: ReadonlyMap<string, FailureCode | 'cancelled'> = new Map<
  string,
  FailureCode | 'cancelled'
>([
  // The payee's account.
  ['ACCOUNT_FROZEN', 'eligibility.account.blocked'],
  ['ACCOUNT_NOT_EXIST', 'eligibility.account.notfound'],
  ['OPENID_INVALID', 'eligibility.account.notfound'],
  ['RECEIVE_ACCOUNT_NOT_PERMMIT', 'eligibility.account.type'],
  // "At risk, cannot be paid this month": no window that we could wait for.
  ['BLOCK_B2C_USERLIMITAMOUNT_MONTH', 'eligibility.account.blocked'],
  // "Let the user complete the identity data in WeChat Pay", "not real-name verified".
  ['PAYEE_ACCOUNT_ABNORMAL', 'eligibility.wallet'],
  ['REAL_NAME_CHECK_FAIL', 'eligibility.wallet'],

  // The payee's bank card behind the wallet.
  ['BANK_CARD_ACCOUNT_ABNORMAL', 'eligibility.account.blocked'],
  ['BANK_CARD_STATUS_ABNORMAL', 'eligibility.account.blocked'],
  ['BANK_CARD_BANK_INFO_WRONG', 'eligibility.account.notfound'],
  ['BANK_CARD_CARD_INFO_WRONG', 'eligibility.account.notfound'],
  // A class II or III account that has reached what it may receive.
  ['BANK_CARD_COLLECTIONS_ABOVE_QUOTA', 'eligibility.account.type'],

  // Who the payee is.
  ['NAME_NOT_CORRECT', 'eligibility.name.mismatch'],
  ['ID_CARD_NOT_CORRECT', 'eligibility.identity.incomplete'],

  // How much and how often.
  ['TRANSFER_QUOTA_EXCEED', 'risk.limit.amount'],
  ['EXCEEDED_ESTIMATED_AMOUNT', 'risk.limit.amount'],
  ['DAY_RECEIVED_COUNT_EXCEED', 'risk.limit.velocity'],
  ['DAY_RECEIVED_QUOTA_EXCEED', 'risk.limit.velocity'],
  ['MONTH_RECEIVED_QUOTA_EXCEED', 'risk.limit.velocity'],
  ['BLOCK_B2C_USERLIMITAMOUNT_BSRULE_MONTH', 'risk.limit.velocity'],
  // The statutory cap of the payee's class of payment account.
  ['REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED', 'regulatory.limit'],

  // A person or a rule stopped it.
  ['TRANSFER_RISK', 'risk.fraud.suspected'],
  ['MERCHANT_REJECT', 'partner.review'],
  ['MCH_CANCEL', 'cancelled'],

  // Ours: the merchant's account, permissions and scenes (fixtures/wechat/SOURCES.md F6).
  ['PAYER_ACCOUNT_ABNORMAL', 'partner.agreement'],
  ['PRODUCT_AUTH_CHECK_FAIL', 'partner.agreement'],
  ['RECEIVE_ACCOUNT_NOT_CONFIGURE', 'partner.agreement'],
  ['TRANSFER_SCENE_INVALID', 'partner.agreement'],
  ['TRANSFER_SCENE_UNAVAILABLE', 'partner.agreement'],
  ['MERCHANT_NOT_CONFIRM', 'partner.agreement'],
  ['RESERVATION_INFO_NOT_MATCH', 'partner.agreement'],
  ['RESERVATION_SCENE_NOT_MATCH', 'partner.agreement'],
  ['RESERVATION_STATE_INVALID', 'partner.agreement'],

  // A parameter on the way to the payee's bank: WeChat does not say whose.
  ['BANK_CARD_PARAM_ERROR', 'technical.request.malformed'],

  // WeChat gave up for reasons of its own.
  ['OVERDUE_CLOSE', 'technical.settlement.failed'],
  ['OTHER_FAIL_REASON_TYPE', 'technical.settlement.failed'],
  ['TRANSFER_REMARK_SET_FAIL', 'technical.settlement.failed'],
]);
