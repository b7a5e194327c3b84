/**
 * Goal: each error of an item, and each error answer to a batch, means what was decided for it
 * (fixtures/paypal/SOURCES.md F5 and F6): a slip in one line of a table changes what follows for a
 * payout.
 * Method: both tables written down once more, by meaning, and held against the adapter's.
 */
import { expect, it } from 'vitest';

import { ITEM_ERRORS } from '../../../adapters/paypal/tables/failures.ts';
import { SUBMIT_ERRORS } from '../../../adapters/paypal/tables/submit-errors.ts';

const OF_ITEMS: Readonly<Record<string, string>> = {
  'risk.liquidity': 'INSUFFICIENT_FUNDS NEGATIVE_BALANCE NON_HOLDING_CURRENCY',
  'partner.agreement': `ACCOUNT_RESTRICTED ACCOUNT_UNCONFIRMED_EMAIL SENDER_ACCOUNT_LOCKED
    SENDER_ACCOUNT_UNVERIFIED SENDER_STATE_RESTRICTED USER_COUNTRY_NOT_ALLOWED
    USER_FUNDING_SOURCE_INELIGIBLE REFUSED_ACTION_DENIED GAMER_FAILED_FUNDING_SOURCE_CHECK
    GAMING_INVALID_PAYMENT_FLOW`,
  'risk.limit.velocity': 'SPENDING_LIMIT_EXCEEDED POS_LIMIT_EXCEEDED RECEIVING_LIMIT_EXCEEDED',
  'risk.limit.amount': 'TRANSACTION_LIMIT_EXCEEDED',
  'eligibility.account.notfound': 'INVALID_EMAIL_ID INVALID_EMAIL RECEIVER_ACCOUNT_INVALID',
  'eligibility.wallet':
    'RECEIVER_UNREGISTERED RECEIVER_UNCONFIRMED UNVERIFIED_RECIPIENT_NOT_SUPPORTED',
  'eligibility.account.blocked': 'RECEIVER_ACCOUNT_LOCKED RECEIVER_ACCOUNT_LIMITATION',
  'eligibility.account.type': `RECEIVER_YOUTH_ACCOUNT SELF_PAY_NOT_ALLOWED
    CURRENCY_NOT_SUPPORTED_FOR_RECEIVER REFUSED_RECEIVER_REFUSED`,
  'regulatory.region': `RECEIVER_COUNTRY_NOT_ALLOWED RECEIVER_STATE_RESTRICTED CLOSED_MARKET
    GAMER_FAILED_COUNTRY_OF_RESIDENCE_CHECK`,
  'regulatory.currency': 'CURRENCY_COMPLIANCE',
  'regulatory.sanctions': 'REGULATORY_BLOCKED',
  'risk.fraud.suspected': 'RISK_DECLINE',
  'technical.settlement.failed': 'UNDEFINED INTERNAL_ERROR TRANSACTION_DECLINED_BY_TRAVEL_RULE',
};

const OF_BATCHES: Readonly<Record<string, readonly string[]>> = {
  invalid: ['400 INVALID_REQUEST', '400 VALIDATION_ERROR', '422 UNPROCESSABLE_ENTITY'],
  business: ['400 USER_BUSINESS_ERROR'],
  duplicate: ['409 RESOURCE_CONFLICT', '409 PREVIOUS_REQUEST_IN_PROGRESS'],
  'refused risk.liquidity': ['422 INSUFFICIENT_FUNDS', '400 NON_HOLDING_CURRENCY'],
  'refused technical.thirdparty.auth': ['401 AUTHENTICATION_FAILURE', '401 invalid_token'],
  'refused partner.agreement': [
    '403 NOT_AUTHORIZED',
    '403 AUTHORIZATION_ERROR',
    '403 REQUIRED_SCOPE_MISSING',
    '403 SENDER_ACCOUNT_UNVERIFIED',
    '403 SENDER_EMAIL_UNCONFIRMED',
    '403 SENDER_RESTRICTED',
    '403 SENDER_LOCKED',
  ],
  'refused technical.overload.partner': [
    '429 RATE_LIMIT_REACHED',
    '429 RATE_LIMIT_VALIDATION_FAILURES',
  ],
  unknown: [
    '500 INTERNAL_SERVER_ERROR',
    '500 INTERNAL_ERROR',
    '503 SERVICE_UNAVAILABLE',
    '504 REQUEST_TIMEOUT_EXCEEDED',
  ],
};

it('the errors of an item mean what was decided, and there are no others', () => {
  const found = [...ITEM_ERRORS].map(([name, failure]) => `${name}: ${failure}`);

  const decided = Object.entries(OF_ITEMS).flatMap(([failure, names]) =>
    names.split(/\s+/).map((name) => `${name}: ${failure}`),
  );
  expect(found.toSorted()).toEqual(decided.toSorted());
});

it('the error answers to a batch mean what was decided, and there are no others', () => {
  const found = [...SUBMIT_ERRORS].map(([key, meaning]) =>
    'failure' in meaning ? `${key}: ${meaning.kind} ${meaning.failure}` : `${key}: ${meaning.kind}`,
  );

  const decided = Object.entries(OF_BATCHES).flatMap(([meaning, keys]) =>
    keys.map((key) => `${key}: ${meaning}`),
  );
  expect(found.toSorted()).toEqual(decided.toSorted());
});
