import type { Refusal } from './refusal.ts';

/**
 * Refusals of `alipay.fund.trans.uni.transfer` that lie on our side of the table: the merchant's
 * balance, account, contract and caps. They stop every payout alike, hence mostly `wait` or `hold`
 * and never a blame of the payee. The misspellings are the wire's.
 */
export const OUR_REFUSALS: readonly Refusal[] = [
  // The balance. "Top up, then send the original request again."
  ['PAYER_BALANCE_NOT_ENOUGH', 'risk.liquidity', 'guide: payer balance too low; refill, resend'],
  ['BALANCE_IS_NOT_ENOUGH', 'risk.liquidity', 'guide: payer balance too low'],
  ['BALANCE_NOT_ENOUGH', 'risk.liquidity', 'spec: balance too low'],
  ['BALANCE_NOT_ENOUGH_FOR_CARD_FEE', 'risk.liquidity', 'spec: balance too low for the fee'],
  ['PAYMENT_MONEY_NOT_ENOUGH', 'risk.liquidity', 'guide: nothing or too little in the fund pool'],

  // The caps of a day or a month: an operator or the next window releases them.
  ['EXCEED_LIMIT_DM_AMOUNT', 'risk.limit.velocity', 'guide: daily total exceeded'],
  ['EXCEED_LIMIT_MM_AMOUNT', 'risk.limit.velocity', 'guide: monthly total exceeded'],
  ['EXCEED_LIMIT_DM_MAX_AMOUNT', 'risk.limit.velocity', 'guide: daily transfer limit exceeded'],
  ['EXCEED_LIMIT_MM_MAX_AMOUNT', 'risk.limit.velocity', 'spec: monthly transfer limit exceeded'],
  ['PERM_PAY_USER_DAILY_QUOTA_ORG_BALANCE_LIMIT', 'risk.limit.velocity', 'spec: daily quota'],
  ['PERM_PAY_USER_MONTH_QUOTA_ORG_BALANCE_LIMIT', 'risk.limit.velocity', 'spec: monthly quota'],
  ['PERM_PAY_CUSTOMER_DAILY_QUOTA_ORG_BALANCE_LIMIT', 'risk.limit.velocity', 'spec: daily quota'],
  ['PERM_PAY_CUSTOMER_MONTH_QUOTA_ORG_BALANCE_LIMIT', 'risk.limit.velocity', 'spec: month quota'],

  // The merchant's account.
  ['PAYER_STATUS_ERROR', 'partner.agreement', 'guide: payer account in an abnormal state'],
  ['PAYER_NOT_EXIST', 'partner.agreement', 'guide: payer does not exist'],
  ['PAYER_USERINFO_NOT_EXSIT', 'partner.agreement', 'spec: payer does not exist'],
  ['PAYER_USER_INFO_ERROR', 'partner.agreement', 'guide: payer data inconsistent'],
  ['PAYER_CERTIFY_CHECK_FAIL', 'partner.agreement', 'guide: payer certification too low'],
  ['PAYER_NOT_RELNAME_CERTIFY', 'partner.agreement', 'spec: payer is not real-name verified'],
  ['PERM_AML_NOT_REALNAME_PAY', 'partner.agreement', 'spec: payer identity incomplete'],
  ['PERMIT_CHECK_PERM_LIMITED', 'partner.agreement', 'guide: complete your identity data'],
  ['PERMIT_CHECK_PERM_IDENTITY_THEFT', 'partner.agreement', 'guide: your account may be stolen'],
  ['PERMIT_CHECK_PERM_AML_CERT_EXPIRED', 'partner.agreement', 'spec: payer document expired'],
  ['PERMIT_CHECK_PERM_AML_CERT_MISS_ACC_LIMIT', 'partner.agreement', 'spec: payer data missing'],
  ['PERMIT_PAYER_FORBIDDEN', 'partner.agreement', 'spec: payer may not pay'],
  ['PERMIT_PAYER_LEVEL_FORBIDDEN', 'partner.agreement', 'spec: payer level may not pay'],
  ['PAYER_UNABLE_PAYMENT', 'partner.agreement', 'spec: payer cannot pay'],
  ['PAYCARD_UNABLE_PAYMENT', 'partner.agreement', 'guide: balance payment is switched off'],
  ['MONEY_PAY_CLOSED', 'partner.agreement', 'guide: payer balance is closed'],
  ['NO_AVAILABLE_PAYMENT_TOOLS', 'partner.agreement', 'guide: you cannot pay at present'],
  ['PAYER_ACCOUNT_LIMIT', 'partner.agreement', 'java: payer account restricted'],
  ['PAYER_PERMLIMIT_CHECK_FAILURE', 'partner.agreement', 'guide: payer permission check failed'],
  ['JUDICIAL_FREEZE', 'partner.agreement', 'spec: frozen by a court'],
  ['USER_RISK_FREEZE', 'partner.agreement', 'spec: frozen by risk control'],
  ['BLOCK_USER_FORBBIDEN_SEND', 'partner.agreement', 'spec: blocked from sending'],
  ['INVALID_PAYER_ACCOUNT', 'partner.agreement', 'guide: payer is not in the sales plan'],
  ['NOT_SUPPORT_PAYER_ACCOUNT_TYPE', 'partner.agreement', 'spec: payer account type'],
  ['NO_ACCOUNT_PAYMENT_PERMISSION', 'partner.agreement', 'guide: no permission to pay from it'],
  ['NO_PERMISSION_ACCOUNT', 'partner.agreement', 'guide: no permission on the payer account'],

  // The contract and its scenes.
  ['PRODUCT_NOT_SIGN', 'partner.agreement', 'guide: product not signed'],
  ['ISV_AUTH_ERROR', 'partner.agreement', 'spec: the app is not authorised'],
  ['MRCHPROD_QUERY_ERROR', 'partner.agreement', 'spec: merchant product not found'],
  ['NOT_IN_WHITE_LIST', 'partner.agreement', 'guide: the request is not allow-listed'],
  ['TRANSFER_SCENE_NAME_BLANK', 'partner.agreement', 'java: no scene; it must be registered'],
  ['TRANSFER_SCENE_NAME_ILLEGAL', 'partner.agreement', 'java: scene is not registered'],
  ['TRANSFER_SCENE_REPORT_INFO_ILLEGAL', 'partner.agreement', 'java: scene report is wrong'],
  // The capability bounds keep such amounts away: seeing it means that the contract has changed.
  ['EXCEED_LIMIT_SM_MIN_AMOUNT', 'partner.agreement', 'guide: below the smallest transfer'],

  // Alipay's own capacity. The first sounds like a cap and is none (fixtures/alipay/SOURCES.md F5).
  ['RESOURCE_LIMIT_EXCEED', 'technical.overload.partner', 'guide: too many at once; send fewer'],
  ['INST_PAY_UNABLE', 'partner.maintenance', 'guide: bank channel under maintenance or closed'],

  // "This request is risky": nobody sends it again before a person has looked.
  ['SECURITY_CHECK_FAILED', 'risk.fraud.suspected', 'guide: refused as risky'],
];
