import type { FailureCode } from '../../../src/contract/failure.ts';

/** What a rejection means, by the reason that comes with it. */
export type ReasonMeaning =
  /** Recorded under our key, and final. */
  | { readonly kind: 'refused'; readonly failure: FailureCode }
  /** The bank holds an earlier one like it: a reason to ask, never a refusal (R9). */
  | { readonly kind: 'duplicate' }
  /**
   * Final only when the bank repeats it to our inquiry; `meanwhile` until then. One clearing run
   * stopped, or the reason is in words that might as well say "duplicate".
   */
  | {
      readonly kind: 'onceConfirmed';
      readonly failure: FailureCode;
      readonly meanwhile: FailureCode;
    }
  /** Not a proof of anything. */
  | { readonly kind: 'doubt'; readonly failure: FailureCode };

const DUPLICATE = { kind: 'duplicate' } as const;
/** Our account, our rights, our contract there. */
const NOT_AS_AGREED = refused('partner.agreement');
/** Format, sums, ids, our own data: the message is not what the bank can read. Says nothing of the payee. */
const MALFORMED = refused('technical.request.malformed');
/** Somebody refused it and gave no reason. */
const NO_REASON = refused('partner.review');
const CUTOFF = refused('partner.cutoff');
const NO_SUCH_ACCOUNT = refused('eligibility.account.notfound');
const ACCOUNT_CLOSED = refused('eligibility.account.closed');
const ACCOUNT_TYPE = refused('eligibility.account.type');
const CANNOT_RECEIVE = refused('eligibility.account.blocked');
const WRONG_NAME = refused('eligibility.name.mismatch');
const IDENTITY = refused('eligibility.identity.incomplete');
const LIMIT = refused('risk.limit.amount');
const VELOCITY = refused('risk.limit.velocity');
const NO_FUNDS = refused('risk.liquidity');
const FRAUD = refused('risk.fraud.suspected');
const AUTH = refused('technical.thirdparty.auth');
const OUTAGE = refused('partner.outage');
const UNREACHABLE = refused('partner.unreachable.bank');
const REPORTING = refused('regulatory.reporting');
const PARTY_DATA = refused('regulatory.party.data');
const REGION = refused('regulatory.region');
const CURRENCY = refused('regulatory.currency');
const FROZEN = { kind: 'doubt', failure: 'regulatory.sanctions' } as const;
const STOPPED = confirmed('technical.settlement.failed', 'technical.latency.response');
const BROKEN = confirmed('technical.settlement.failed', 'technical.thirdparty.error');

/**
 * ISO 20022 external code set ExternalStatusReason1Code, as far as this bank uses it: the classes
 * of fixtures/isobank/SOURCES.md F6 and the failures of docs/FAILURES.md; comments give the set's
 * own meaning where it is not plain. Beware: the same four letters mean something else in
 * `return-reasons.ts`.
 *
 * A code that is not here leaves the payment in doubt, and so does a rejection without a reason.
 */
export const STATUS_REASONS: ReadonlyMap<string, ReasonMeaning> = new Map<string, ReasonMeaning>([
  // Duplicates: proof that an earlier one exists.
  ['AM05', DUPLICATE],
  ['DUPL', DUPLICATE],
  ['DU01', DUPLICATE], // Message identification.
  ['DU02', DUPLICATE], // Payment information block.
  ['DU03', DUPLICATE], // Transaction.
  ['DU04', DUPLICATE], // End-to-end id.
  ['DU05', DUPLICATE], // Instruction id.

  // The creditor's account and name.
  ['AC01', NO_SUCH_ACCOUNT],
  ['AC03', NO_SUCH_ACCOUNT],
  ['AC04', ACCOUNT_CLOSED],
  ['AC06', CANNOT_RECEIVE],
  ['AC07', ACCOUNT_CLOSED],
  ['AC14', ACCOUNT_TYPE], // Creditor account type. In the return set: an agent in the chain.
  ['AG01', ACCOUNT_TYPE], // "Transaction forbidden on this type of account".
  ['BE01', WRONG_NAME],
  ['BE06', NO_SUCH_ACCOUNT], // End customer not known at this bank code.
  ['BE23', refused('eligibility.wallet')], // The account's proxy is unknown.
  ['TK03', refused('eligibility.wallet')],
  ['UCRD', NO_SUCH_ACCOUNT],
  ['MD07', refused('eligibility.deceased')],
  ['BE17', IDENTITY], // Of the creditor.
  ['NOCM', IDENTITY],
  ['RR03', PARTY_DATA],

  // Our own account, funds and rights: every payout would meet them, so the route pauses.
  ['AC02', NOT_AS_AGREED],
  ['AC05', NOT_AS_AGREED],
  ['AG03', NOT_AS_AGREED],
  ['AG07', NO_FUNDS], // "replacement for AM04" where the bank may not say so.
  ['AG08', NOT_AS_AGREED], // User or access right.
  ['AM04', NO_FUNDS],
  ['RC15', NOT_AS_AGREED], // Settlement agreement required.
  ['DS0A', AUTH],
  ['DS0B', AUTH],
  ['DS0C', AUTH],
  ['DS0D', AUTH],
  ['DS0E', AUTH],
  ['DS0F', AUTH],
  ['DS0G', NOT_AS_AGREED], // Signer not allowed to sign this operation.
  ['DS0H', NOT_AS_AGREED], // Signer not allowed to sign for this account.
  ['DS0K', NOT_AS_AGREED], // Too many transactions for this signer.
  ['DS17', AUTH],

  // Amounts and limits.
  ['AM01', MALFORMED],
  ['AM02', LIMIT],
  ['AM03', CURRENCY],
  ['AM09', MALFORMED],
  ['AM10', MALFORMED],
  ['AM11', CURRENCY],
  ['AC11', CURRENCY],
  ['AM12', MALFORMED],
  ['AM13', LIMIT], // Set by the clearing system.
  ['AM14', LIMIT], // Agreed between bank and client.
  ['AM16', MALFORMED],
  ['AM17', MALFORMED],
  ['AM18', MALFORMED],
  ['AM19', MALFORMED],
  ['AM20', MALFORMED],
  ['AM21', VELOCITY],
  ['SL15', VELOCITY],
  ['SL16', VELOCITY],
  ['CH20', MALFORMED], // Decimals do not suit the currency.

  // Cut-off and dates: again in the next window, with new ids.
  ['TM01', CUTOFF],
  ['DT01', CUTOFF],
  ['DT03', CUTOFF],
  ['DT04', CUTOFF],
  ['DT05', CUTOFF],
  ['CH03', CUTOFF],
  ['CH04', CUTOFF],
  // "Execution Date has been modified in order for transaction to be processed": a rejection with
  // this reason contradicts itself.
  ['DT06', { kind: 'doubt', failure: 'technical.thirdparty.contract' }],

  // Stopped in clearing or settlement: the run is over, the bank's last word is not yet heard.
  ['AB01', STOPPED],
  ['AB03', STOPPED],
  ['AB05', STOPPED],
  ['AB06', STOPPED],
  ['AB11', STOPPED],
  ['AB02', BROKEN],
  ['AB04', BROKEN],
  ['AB09', BROKEN],
  ['AB10', BROKEN],
  ['ED05', BROKEN],
  ['FF10', BROKEN], // "cannot be processed due to technical issues at the bank side"

  // Somebody on the way is offline, suspended or not on this rail.
  ['AB07', OUTAGE],
  ['AB08', OUTAGE],
  ['AG10', OUTAGE],
  ['AG11', OUTAGE],
  ['ED06', OUTAGE],
  ['NOAS', UNREACHABLE], // "No response from Beneficiary."
  ['AGNT', UNREACHABLE],
  ['CNOR', UNREACHABLE],
  ['RC04', UNREACHABLE], // Creditor bank identifier.
  ['RC07', UNREACHABLE], // Creditor BIC.

  // Format: our bug, or a rule of theirs that we do not know. The borrower can mend none of it: the
  // debtor is the lender, and a creditor's name is in every message that we write.
  ['BE15', MALFORMED], // An identification code is missing or invalid: whose is not said.
  ['BE16', MALFORMED], // The debtor's identification.
  ['BE22', MALFORMED], // Creditor name is missing.
  ['MINF', MALFORMED], // "Missing information": which is not said.
  ['RR01', MALFORMED], // The debtor's account or identification.
  ['RR02', MALFORMED], // The debtor's name or address.
  ['FF01', MALFORMED],
  ['FF02', MALFORMED],
  ['FF03', MALFORMED],
  ['FF04', MALFORMED],
  ['FF05', MALFORMED],
  ['FF06', MALFORMED],
  ['FF07', MALFORMED],
  ['FF08', MALFORMED],
  ['DT02', MALFORMED], // Creation date. In the return set: an expired cheque.
  ['RC01', MALFORMED],
  ['RC02', MALFORMED],
  ['RC03', MALFORMED],
  ['RC05', MALFORMED],
  ['RC06', MALFORMED],
  ['RC08', MALFORMED],
  ['TD01', MALFORMED],
  ['TD02', MALFORMED],
  ['TD03', MALFORMED],

  // Law and suspicion.
  ['AG06', REGION],
  ['BE11', REGION],
  ['BE04', PARTY_DATA],
  ['RR05', REPORTING],
  ['RR06', REPORTING],
  ['ED03', REPORTING],
  ['CN01', refused('regulatory.consent')],
  ['FR01', FRAUD],
  ['FRAD', FRAUD],
  ['AM07', FROZEN], // "blocked by regulatory authorities": the money may be held, not rejected.
  ['RR04', FROZEN], // "Regulatory Reason": says neither what nor where the money is.

  // No reason given, by the payee's bank or by its customer; or in words that nobody here reads.
  ['MS02', NO_REASON],
  ['MS03', NO_REASON],
  ['NARR', confirmed('partner.review', 'technical.thirdparty.contract')],
]);

function refused(failure: FailureCode) {
  return { kind: 'refused', failure } as const;
}

function confirmed(failure: FailureCode, meanwhile: FailureCode) {
  return { kind: 'onceConfirmed', failure, meanwhile } as const;
}
