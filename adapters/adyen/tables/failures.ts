import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * What the `reason` of a refused or failed transfer means: a failure without any money moved, a
 * `duplicate` of an earlier one (a reason to ask, never a refusal), or `doubt`.
 */
export type ReasonMeaning = FailureCode | 'duplicate' | 'doubt';

/**
 * The reasons that a bank transfer may carry: those of the `reason` of a sweep and of a transfer in
 * AD-SPEC before card payments joined the enumeration. It gives names without descriptions, so the
 * row each goes to is our judgement. Adyen's status decides that no money moved; the reason
 * decides who acts, and a reason that leaves the outcome open takes the status' word back.
 */
export const BANK_REASONS: ReadonlyMap<string, ReasonMeaning> = new Map<string, ReasonMeaning>([
  // The payee's account.
  ['counterpartyAccountBlocked', 'eligibility.account.blocked'],
  ['counterpartyAccountClosed', 'eligibility.account.closed'],
  ['counterpartyAccountNotFound', 'eligibility.account.notfound'],
  ['counterpartyAddressRequired', 'regulatory.party.data'],

  // The payee's bank, and the way to it.
  ['counterpartyBankUnavailable', 'technical.settlement.failed'],
  ['routeNotFound', 'partner.unreachable.bank'],

  // How much and how often.
  ['amountLimitExceeded', 'risk.limit.amount'],
  ['balanceAccountTemporarilyBlockedByTransactionRule', 'risk.limit.velocity'],

  // Somebody stopped it and did not say why, like ISO 20022 MS03: the payee's bank, or a person of the
  // lender's at Adyen. Another partner must not pay instead before somebody has asked.
  ['refusedByCounterpartyBank', 'partner.review'],
  ['approvalExpired', 'partner.review'],
  ['declined', 'partner.review'],
  ['refusedByCustomer', 'partner.review'],

  // A rule of the lender's at Adyen.
  ['declinedByTransactionRule', 'risk.fraud.suspected'],
  ['fraud', 'risk.fraud.suspected'],
  ['fraudCancelled', 'risk.fraud.suspected'],

  // Ours: the balance, the account holder, the strong authentication that the account demands.
  ['notEnoughBalance', 'risk.liquidity'],
  ['accountHierarchyNotActive', 'partner.agreement'],
  ['scaAuthenticationRequired', 'partner.agreement'],
  ['scaFailed', 'partner.agreement'],

  // "Unknown" is why it failed; that it failed, the status says.
  ['unknown', 'technical.settlement.failed'],

  // Adyen has seen an earlier copy.
  ['duplicateTransmissionDetected', 'duplicate'],

  // Somebody did not hear the end of it, or the word contradicts the status.
  ['approved', 'doubt'],
  ['cancelled', 'doubt'],
  ['counterpartyBankTimedOut', 'doubt'],
  ['error', 'doubt'],
  ['internalTimeout', 'doubt'],
  ['notSubmitted', 'doubt'],
  ['pending', 'doubt'],
  ['pendingApproval', 'doubt'],
  ['pendingExecution', 'doubt'],
  ['schemeAdvice', 'doubt'],

  // About a direct debit, or a payee that we never name.
  ['directDebitNotSupported', 'doubt'],
  ['transferInstrumentDoesNotExist', 'doubt'],
]);

/**
 * The other values of the enumeration: what a card issuer answers. A bank transfer that carries one
 * is not understood. Listed so that the whole enumeration is accounted for.
 */
export const CARD_REASONS: ReadonlySet<string> = new Set([
  'avsDeclined',
  'blockCard',
  'callReferral',
  'captureCard',
  'cardExpired',
  'cardholderAuthenticationRequired',
  'cashbackAmountExceedsLimit',
  'cavvDeclined',
  'contactlessFallback',
  'contactlessLimitReached',
  'cryptographicFailure',
  'cvcDeclined',
  'declinedByBapValidation',
  'declinedNonGeneric',
  'doNotHonor',
  'domesticDebitTransactionNotAllowed',
  'formatError',
  'honorWithId',
  'invalidAccount',
  'invalidAmount',
  'invalidAuthorizationLifeCycle',
  'invalidCard',
  'invalidExpiryDate',
  'invalidFromAccount',
  'invalidIssuer',
  'invalidMerchant',
  'invalidPin',
  'invalidToAccount',
  'invalidTransaction',
  'issuerSuspectedFraud',
  'lostCard',
  'mobilePinRequired',
  'noCheckingAccount',
  'noSavingsAccount',
  'not3dAuthenticated',
  'notSupported',
  'partiallyApproved',
  'pinNotChanged',
  'pinRequired',
  'pinTriesExceeded',
  'pinValidationNotPossible',
  'purchaseAmountOnlyNoCashBack',
  'restrictedCard',
  'revocationOfAuth',
  'securityViolation',
  'shopperCancelled',
  'stolenCard',
  'threedsDynamicLinkingMismatch',
  'transactionNotPermitted',
  'unableToRouteTransaction',
  'withdrawalAmountExceeded',
  'withdrawalCountExceeded',
]);

/** What a reason means; `null` when it is none of the enumeration's. */
export function reasonMeaning(reason: string): ReasonMeaning | null {
  return BANK_REASONS.get(reason) ?? (CARD_REASONS.has(reason) ? 'doubt' : null);
}
