/**
 * Goal: each reason of a rejection and of a return means the failure that was decided for it
 * (fixtures/isobank/SOURCES.md F6): a slip in one line of a table changes what follows for a payout.
 * Method: both tables written down once more, by failure, and held against the adapter's.
 */
import { describe, expect, it } from 'vitest';

import { BANK_CODES } from '../../../adapters/isobank/tables/bank-codes.ts';
import { type ReasonMeaning, STATUS_REASONS } from '../../../adapters/isobank/tables/failures.ts';
import { RETURN_REASONS } from '../../../adapters/isobank/tables/return-reasons.ts';

const REJECTED: Readonly<Record<string, string>> = {
  duplicate: 'AM05 DUPL DU01 DU02 DU03 DU04 DU05',
  'eligibility.account.notfound': 'AC01 AC03 BE06 UCRD',
  'eligibility.account.closed': 'AC04 AC07',
  'eligibility.account.blocked': 'AC06',
  'eligibility.account.type': 'AC14 AG01',
  'eligibility.name.mismatch': 'BE01',
  'eligibility.wallet': 'BE23 TK03',
  'eligibility.deceased': 'MD07',
  'eligibility.identity.incomplete': 'BE17 NOCM',
  'regulatory.party.data': 'RR03 BE04',
  'partner.agreement': 'AC02 AC05 AG03 AG08 RC15 DS0G DS0H DS0K',
  'technical.request.malformed': `AM01 AM09 AM10 AM12 AM16 AM17 AM18 AM19 AM20
    BE15 BE16 BE22 MINF RR01 RR02 CH20 FF01 FF02 FF03 FF04 FF05 FF06 FF07 FF08 DT02 RC01 RC02 RC03 RC05 RC06 RC08 TD01
    TD02 TD03`,
  'risk.liquidity': 'AG07 AM04',
  'technical.thirdparty.auth': 'DS0A DS0B DS0C DS0D DS0E DS0F DS17',
  'risk.limit.amount': 'AM02 AM13 AM14',
  'regulatory.currency': 'AM03 AM11 AC11',
  'risk.limit.velocity': 'AM21 SL15 SL16',
  'partner.cutoff': 'TM01 DT01 DT03 DT04 DT05 CH03 CH04',
  'doubt technical.thirdparty.contract': 'DT06',
  'once confirmed technical.settlement.failed, else technical.latency.response':
    'AB01 AB03 AB05 AB06 AB11',
  'once confirmed technical.settlement.failed, else technical.thirdparty.error':
    'AB02 AB04 AB09 AB10 ED05 FF10',
  'partner.outage': 'AB07 AB08 AG10 AG11 ED06',
  'partner.unreachable.bank': 'NOAS AGNT CNOR RC04 RC07',
  'regulatory.region': 'AG06 BE11',
  'regulatory.reporting': 'RR05 RR06 ED03',
  'regulatory.consent': 'CN01',
  'risk.fraud.suspected': 'FR01 FRAD',
  'doubt regulatory.sanctions': 'AM07 RR04',
  'partner.review': 'MS02 MS03',
  'once confirmed partner.review, else technical.thirdparty.contract': 'NARR',
};

const RETURNED: Readonly<Record<string, string>> = {
  'eligibility.account.notfound': 'AC01 AC03 AC15 BE06',
  'eligibility.account.closed': 'AC04 AC07',
  'eligibility.account.blocked': 'AC06 AC16 AC17',
  'partner.returned': `AC14 AG02 AGNT AM06 AM09 ARDT BE05 BE08 CURR CUST DS28 DT01 ED05 FOCR MD06 MS02 MS03
    BE16 NARR NOAS RC01 RC08 RR01 RR02 RR04 RUTA SL02 TM01 UPAY`,
  'eligibility.account.type': 'AG01',
  'risk.limit.amount': 'AM02',
  'regulatory.currency': 'AM03',
  'risk.duplicate.suspected': 'AM05 DUPL',
  'eligibility.name.mismatch': 'BE01',
  'regulatory.party.data': 'BE04 RR03',
  'regulatory.region': 'BE11',
  'eligibility.identity.incomplete': 'BE17 NOCM',
  'regulatory.consent': 'CN01',
  'partner.unreachable.bank': 'CNOR ED01 RC04 RC07',
  'regulatory.reporting': 'ED03 RR05 RR06',
  'risk.fraud.suspected': 'FR01',
  'eligibility.deceased': 'MD07',
};

describe('the reasons', () => {
  it('of a rejection mean what was decided, and there are no others', () => {
    const inWords = [...STATUS_REASONS].map(([code, meaning]) => [code, inWord(meaning)] as const);
    expect(Object.fromEntries(inWords)).toEqual(byCode(REJECTED));
  });

  it('of a return mean what was decided, and there are no others', () => {
    expect(Object.fromEntries(RETURN_REASONS)).toEqual(byCode(RETURNED));
  });
});

function inWord(meaning: ReasonMeaning): string {
  switch (meaning.kind) {
    case 'duplicate':
      return 'duplicate';
    case 'refused':
      return meaning.failure;
    case 'doubt':
      return `doubt ${meaning.failure}`;
    case 'onceConfirmed':
      return `once confirmed ${meaning.failure}, else ${meaning.meanwhile}`;
  }
}

function byCode(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const pairs = Object.entries(groups).flatMap(([meaning, codes]) =>
    codes.split(/\s+/).map((code) => [code, meaning] as const),
  );
  return Object.fromEntries(pairs);
}

it('the bank’s own codes mean what was decided, and there are no others', () => {
  expect([...BANK_CODES].map(([code, { kind, failure }]) => `${code} ${kind} ${failure}`)).toEqual([
    'THROTTLED refused technical.overload.partner',
    'SIGNATURE refused technical.thirdparty.auth',
    'FORBIDDEN refused partner.agreement',
    'FORMAT refused technical.request.malformed',
    'CLOSED refused partner.maintenance',
    'FAULT doubt technical.thirdparty.error',
  ]);
});
