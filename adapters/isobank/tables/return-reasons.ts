import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * ISO 20022 external code set ExternalReturnReason1Code: why money that had gone out came back.
 *
 * Where the reason tells the borrower what to mend it has the code that says so (docs/FAILURES.md,
 * eligibility); the rest is `partner.returned`. Keyed apart from the status reasons: AC14,
 * AC16, BE08, DS28 and DT02 mean other things there. A code that is not here, direct-debit and card
 * reasons for instance, is doubt.
 */
export const RETURN_REASONS: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['AC01', 'eligibility.account.notfound'],
  ['AC03', 'eligibility.account.notfound'],
  ['AC04', 'eligibility.account.closed'],
  ['AC06', 'eligibility.account.blocked'],
  ['AC07', 'eligibility.account.closed'],
  ['AC14', 'partner.returned'], // An agent in the payment chain is invalid.
  ['AC15', 'eligibility.account.notfound'], // Account details have changed.
  ['AC16', 'eligibility.account.blocked'], // Account is in sequestration.
  ['AC17', 'eligibility.account.blocked'], // Account is in liquidation.
  ['AG01', 'eligibility.account.type'],
  ['AG02', 'partner.returned'],
  ['AGNT', 'partner.returned'],
  ['AM02', 'risk.limit.amount'],
  ['AM03', 'regulatory.currency'],
  ['AM05', 'risk.duplicate.suspected'],
  ['AM06', 'partner.returned'],
  ['AM09', 'partner.returned'],
  ['ARDT', 'partner.returned'], // Already returned.
  ['BE01', 'eligibility.name.mismatch'],
  ['BE04', 'regulatory.party.data'],
  ['BE05', 'partner.returned'],
  ['BE06', 'eligibility.account.notfound'],
  ['BE08', 'partner.returned'], // "Returned as a result of a bank error."
  ['BE11', 'regulatory.region'],
  ['BE16', 'partner.returned'], // The debtor's identification: ours.
  ['BE17', 'eligibility.identity.incomplete'],
  ['CN01', 'regulatory.consent'],
  ['CNOR', 'partner.unreachable.bank'],
  ['CURR', 'partner.returned'],
  ['CUST', 'partner.returned'],
  ['DS28', 'partner.returned'], // Return after technical problems.
  ['DT01', 'partner.returned'],
  ['DUPL', 'risk.duplicate.suspected'],
  ['ED01', 'partner.unreachable.bank'], // Correspondent bank not possible.
  ['ED03', 'regulatory.reporting'],
  ['ED05', 'partner.returned'],
  ['FOCR', 'partner.returned'],
  ['FR01', 'risk.fraud.suspected'],
  ['MD06', 'partner.returned'], // Requested by the end customer.
  ['MD07', 'eligibility.deceased'],
  ['MS02', 'partner.returned'],
  ['MS03', 'partner.returned'],
  ['NARR', 'partner.returned'],
  ['NOAS', 'partner.returned'],
  ['NOCM', 'eligibility.identity.incomplete'],
  ['RC01', 'partner.returned'],
  ['RC04', 'partner.unreachable.bank'],
  ['RC07', 'partner.unreachable.bank'],
  ['RC08', 'partner.returned'],
  ['RR01', 'partner.returned'], // The debtor's account or identification.
  ['RR02', 'partner.returned'], // The debtor's name or address.
  ['RR03', 'regulatory.party.data'],
  ['RR04', 'partner.returned'], // "Regulatory Reason": neutral on purpose.
  ['RR05', 'regulatory.reporting'],
  ['RR06', 'regulatory.reporting'],
  ['RUTA', 'partner.returned'],
  ['SL02', 'partner.returned'], // A service of the creditor's bank.
  ['TM01', 'partner.returned'],
  ['UPAY', 'partner.returned'], // Payment is not justified.
]);
