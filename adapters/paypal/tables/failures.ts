import type { FAILURES, FailureCode } from '../../../src/contract/failure.ts';

/** The failures that say "no money moved": what a refusal may be put down to. */
export type HarmlessFailure = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['money'] extends 'no' ? Code : never;
}[FailureCode];

/**
 * Why an item FAILED: `errors.name`, with PayPal's description (PP-CODES) in short. Which row a name
 * belongs to is our judgement; that no money moved is the status's word and not the name's.
 *
 * `regulatory.sanctions` is in doubt elsewhere. After a recorded failure it only keeps the payout
 * from being tried at another partner: the engine holds it for compliance.
 *
 * Left out on purpose, hence doubt until somebody has looked: DUPLICATE_ITEM (another item of this
 * batch would have to carry the key of this one), ZERO_AMOUNT (we never send it), APPROVER_DENIED
 * (undescribed), REGULATORY_PENDING and PENDING_RECIPIENT_… (words of items that are not final).
 */
export const ITEM_ERRORS: ReadonlyMap<string, HarmlessFailure | 'regulatory.sanctions'> = new Map<
  string,
  HarmlessFailure | 'regulatory.sanctions'
>([
  // Our money at PayPal.
  ['INSUFFICIENT_FUNDS', 'risk.liquidity'], // add money to the account
  ['NEGATIVE_BALANCE', 'risk.liquidity'], // not enough in the balance
  ['NON_HOLDING_CURRENCY', 'risk.liquidity'], // no balance in this currency

  // Our account or contract: nothing will pass until somebody acts.
  ['ACCOUNT_RESTRICTED', 'partner.agreement'],
  ['ACCOUNT_UNCONFIRMED_EMAIL', 'partner.agreement'],
  ['SENDER_ACCOUNT_LOCKED', 'partner.agreement'],
  ['SENDER_ACCOUNT_UNVERIFIED', 'partner.agreement'],
  ['SENDER_STATE_RESTRICTED', 'partner.agreement'],
  ['USER_COUNTRY_NOT_ALLOWED', 'partner.agreement'], // the sender's country
  ['USER_FUNDING_SOURCE_INELIGIBLE', 'partner.agreement'],
  ['REFUSED_ACTION_DENIED', 'partner.agreement'], // this merchant may not send money
  ['GAMER_FAILED_FUNDING_SOURCE_CHECK', 'partner.agreement'],
  ['GAMING_INVALID_PAYMENT_FLOW', 'partner.agreement'],
  ['SPENDING_LIMIT_EXCEEDED', 'risk.limit.velocity'],
  ['POS_LIMIT_EXCEEDED', 'risk.limit.velocity'],

  // The payee.
  ['INVALID_EMAIL_ID', 'eligibility.account.notfound'],
  ['INVALID_EMAIL', 'eligibility.account.notfound'], // PP-TEST's spelling
  ['RECEIVER_ACCOUNT_INVALID', 'eligibility.account.notfound'], // seen, not in PP-CODES
  ['RECEIVER_UNREGISTERED', 'eligibility.wallet'],
  ['RECEIVER_UNCONFIRMED', 'eligibility.wallet'],
  ['UNVERIFIED_RECIPIENT_NOT_SUPPORTED', 'eligibility.wallet'],
  ['RECEIVER_ACCOUNT_LOCKED', 'eligibility.account.blocked'],
  ['RECEIVER_ACCOUNT_LIMITATION', 'eligibility.account.blocked'],
  ['RECEIVER_YOUTH_ACCOUNT', 'eligibility.account.type'],
  ['SELF_PAY_NOT_ALLOWED', 'eligibility.account.type'],
  ['CURRENCY_NOT_SUPPORTED_FOR_RECEIVER', 'eligibility.account.type'],
  ['REFUSED_RECEIVER_REFUSED', 'eligibility.account.type'], // refused in this currency
  ['RECEIVING_LIMIT_EXCEEDED', 'risk.limit.velocity'], // more than he may receive "at this time"
  ['TRANSACTION_LIMIT_EXCEEDED', 'risk.limit.amount'],

  // Law and risk.
  ['RECEIVER_COUNTRY_NOT_ALLOWED', 'regulatory.region'],
  ['RECEIVER_STATE_RESTRICTED', 'regulatory.region'],
  ['CLOSED_MARKET', 'regulatory.region'], // takes no payouts from other countries
  ['GAMER_FAILED_COUNTRY_OF_RESIDENCE_CHECK', 'regulatory.region'],
  ['CURRENCY_COMPLIANCE', 'regulatory.currency'],
  ['REGULATORY_BLOCKED', 'regulatory.sanctions'],
  ['RISK_DECLINE', 'risk.fraud.suspected'],

  // PayPal's own trouble: "try again later or make a new request".
  ['UNDEFINED', 'technical.settlement.failed'],
  ['INTERNAL_ERROR', 'technical.settlement.failed'],
  ['TRANSACTION_DECLINED_BY_TRAVEL_RULE', 'technical.settlement.failed'],
]);
