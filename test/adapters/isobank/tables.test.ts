/**
 * Goal: every entry of every table reaches a verdict through the whole reading, and what is in no
 * table leaves doubt.
 * Method: each code is put into a message of its kind, sealed and read. What the verdict must be is
 * derived from the entry here and, for the classes of fixtures/isobank/SOURCES.md F6, written out
 * by hand.
 */
import { describe, expect, it } from 'vitest';

import { BANK_CODES } from '../../../adapters/isobank/tables/bank-codes.ts';
import { RETURN_REASONS } from '../../../adapters/isobank/tables/return-reasons.ts';
import { type ReasonMeaning, STATUS_REASONS } from '../../../adapters/isobank/tables/failures.ts';
import { PAYMENT_STATUSES } from '../../../adapters/isobank/tables/statuses.ts';
import { type FailureCode, FAILURES } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { adapter, fixture, INQUIRE, NOW_MS, pushed, sealed, SUBMIT } from './demo-bank.ts';

const REJECTED = fixture('submit.rjct-ac04.xml');
const SETTLED = fixture('inquire.acsc.xml');
const RETURNED = fixture('callback.camt054-return.xml');
const THROTTLED = fixture('submit.own-throttled.xml');

describe('payment statuses', () => {
  it.each([
    ['RCVD', 'accepted'],
    ['PDNG', 'accepted'],
    ['ACTC', 'accepted'],
    ['ACCP', 'accepted'],
    ['ACFC', 'accepted'],
    ['ACSP', 'accepted'],
    ['ACWC', 'accepted'],
    ['ACWP', 'accepted'],
    ['ACSC', 'executed'],
    ['ACCC', 'executed'],
    ['BLCK', 'unknown'],
    ['CANC', 'cancelled'],
    ['RJCT', 'unknown'], // Without a reason.
  ])('%s is read as %s', (status, kind) => {
    expect(PAYMENT_STATUSES.has(status)).toBe(true);
    expect(inquired(status).kind).toBe(kind);
  });

  it('has no status that the list above forgets', () => {
    expect(PAYMENT_STATUSES.size).toBe(13);
  });

  it.each(['ACPD', 'PATC', 'ACFW', 'PRES', 'RVCM', 'PART', 'acsc', '', ' ACSC', 'constructor'])(
    'leaves doubt at %j',
    (status) => {
      expect(inquired(status)).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('status reasons', () => {
  it.each([...STATUS_REASONS])('%s in the answer to a submit', (code, meaning) => {
    expect(submitted(code)).toMatchObject(meant(code, meaning, 'submit'));
  });

  it.each([...STATUS_REASONS])('%s in the answer to an inquiry', (code, meaning) => {
    expect(read(INQUIRE, withReason(code))).toMatchObject(meant(code, meaning, 'inquiry'));
  });

  it.each([
    ['duplicate', ['AM05', 'DUPL', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05']],
    ['eligibility.account.notfound', ['AC01', 'AC03', 'BE06', 'UCRD']],
    ['eligibility.account.closed', ['AC04', 'AC07']],
    ['eligibility.account.blocked', ['AC06']],
    ['partner.review', ['MS02', 'MS03']],
    ['eligibility.name.mismatch', ['BE01']],
    ['risk.liquidity', ['AM04', 'AG07']],
    ['risk.limit.amount', ['AM02', 'AM13', 'AM14']],
    ['partner.cutoff', ['TM01', 'DT01', 'DT04', 'DT05', 'CH03', 'CH04']],
    ['partner.outage', ['AB07', 'AB08', 'AG10', 'AG11', 'ED06']],
    ['partner.agreement', ['AC02', 'AG08']],
    ['technical.request.malformed', ['AM10', 'BE22', 'FF01', 'FF08', 'DT02', 'RC01', 'TD03']],
    ['technical.latency.response', ['AB01', 'AB03', 'AB05', 'AB06', 'AB11']],
    ['regulatory.sanctions', ['AM07', 'RR04']],
    ['technical.thirdparty.contract', ['DT06', 'NARR', 'ZZ99', 'MD01']],
  ])('are of the class %s: %j', (expected, codes) => {
    const verdicts = codes.map((code) => submitted(code));

    const classes = verdicts.map((one) => ('failure' in one ? one.failure : one.kind));
    expect(new Set(classes)).toEqual(new Set([expected]));
  });

  it('calls nothing refused for a reason that leaves the money unknown', () => {
    const unclear = [...STATUS_REASONS].filter(([, meaning]) => {
      const proves = meaning.kind === 'refused' || meaning.kind === 'onceConfirmed';
      return proves && FAILURES[meaning.failure].money !== 'no';
    });

    expect(unclear).toEqual([]);
  });

  it('does not read the bank’s own word as a code of the set', () => {
    const own = withReason('AC04').replace('<Cd>AC04</Cd>', '<Prtry>AC04</Prtry>');

    expect(read(SUBMIT, own)).toMatchObject({ kind: 'unknown', partnerCode: 'AC04' });
    expect(read(INQUIRE, own).kind).toBe('unknown');
  });

  it('passes nothing on as a code that does not look like one', () => {
    const verdict = submitted('Ada Lovelace, GB33');

    expect(verdict.kind).toBe('unknown');
    expect(verdict).not.toHaveProperty('partnerCode');
  });

  it('takes a doubt among the reasons for doubt, whichever comes first', () => {
    const both = (one: string, two: string) =>
      REJECTED.replace(
        /<StsRsnInf>[^]*<\/StsRsnInf>/,
        [one, two].map((code) => `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`).join(''),
      );

    expect(read(SUBMIT, both('AC04', 'ZZ99')).kind).toBe('unknown');
    expect(read(SUBMIT, both('AC04', 'AM07'))).toMatchObject({ failure: 'regulatory.sanctions' });
    expect(read(SUBMIT, both('AC04', 'AB05')).kind).toBe('unknown');
    expect(read(SUBMIT, both('AC04', 'BE01'))).toMatchObject({
      kind: 'refused',
      failure: 'eligibility.account.closed',
    });
  });
});

describe('return reasons', () => {
  it.each([...RETURN_REASONS])('%s comes back as %s', (code, failure) => {
    const verdict = noticed(RETURNED.replace('<Cd>AC04</Cd>', `<Cd>${code}</Cd>`));

    expect(verdict).toMatchObject({ kind: 'returned', failure, partnerCode: code, feeMinor: 0n });
    expect(verdict).toHaveProperty('amount', { currency: 'EUR', minor: 12_345n });
  });

  it('does not read a status reason as a return reason', () => {
    const onlyThere = ['DU01', 'AB05', 'FF01', 'UCRD'];

    for (const code of onlyThere) {
      expect(RETURN_REASONS.has(code)).toBe(false);
      expect(noticed(RETURNED.replace('<Cd>AC04</Cd>', `<Cd>${code}</Cd>`)).kind).toBe('unknown');
    }
  });

  it('names only failures that a finished payout may carry', () => {
    const open = [...RETURN_REASONS.values()].filter(
      (failure: FailureCode) => FAILURES[failure].money === 'unknown',
    );

    expect(open).toEqual([]);
  });
});

describe('the bank’s own codes', () => {
  it.each([...BANK_CODES])('%s refuses one copy, or leaves doubt', (code, meaning) => {
    const body = THROTTLED.replace('THROTTLED', code);

    const verdict = read(SUBMIT, body, 429);

    const expected =
      meaning.kind === 'refused' ? { kind: 'refused', recorded: false } : { kind: 'unknown' };
    expect(verdict).toMatchObject({ ...expected, failure: meaning.failure, partnerCode: code });
  });

  it('are no refusals when the question was an inquiry', () => {
    for (const code of BANK_CODES.keys()) {
      expect(read(INQUIRE, THROTTLED.replace('THROTTLED', code), 429).kind).toBe('unknown');
    }
  });

  it('leave doubt when unknown', () => {
    expect(read(SUBMIT, THROTTLED.replace('THROTTLED', 'GONE'), 429).kind).toBe('unknown');
  });

  it('pass the bank’s wish to wait on, at most an hour', () => {
    const reply = sealed(SUBMIT.request, 429, THROTTLED);
    const wishing = (text: string) =>
      SUBMIT.read({ ...reply, headers: { ...reply.headers, 'retry-after': text } }, NOW_MS);

    expect(wishing('7')).toMatchObject({ retryAfterMs: 7_000 });
    expect(wishing('999999')).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(wishing('tomorrow')).not.toHaveProperty('retryAfterMs');
  });
});

describe('entry statuses', () => {
  it.each([
    ['BOOK', 'executed'],
    ['PDNG', 'accepted'],
    ['FUTR', 'accepted'],
    ['INFO', 'accepted'],
    ['EXPD', 'unknown'],
  ])('a debit that is %s is %s', (status, kind) => {
    const booked = fixture('callback.camt054-book.xml');

    expect(noticed(booked.replace('<Cd>BOOK</Cd>', `<Cd>${status}</Cd>`)).kind).toBe(kind);
  });
});

/** What a rejection for this reason has to be read as. */
function meant(code: string, meaning: ReasonMeaning, source: 'submit' | 'inquiry'): object {
  const refused = { kind: 'refused', recorded: true, partnerCode: code };
  switch (meaning.kind) {
    case 'duplicate':
      return { kind: 'duplicate', partnerCode: code };
    case 'refused':
      return { ...refused, failure: meaning.failure };
    case 'onceConfirmed':
      return source === 'inquiry'
        ? { ...refused, failure: meaning.failure }
        : { kind: 'unknown', failure: meaning.meanwhile, partnerCode: code };
    case 'doubt':
      return { kind: 'unknown', failure: meaning.failure, partnerCode: code };
    default:
      throw new Error('no such meaning');
  }
}

function withReason(code: string): string {
  return REJECTED.replace('<Cd>AC04</Cd>', `<Cd>${code}</Cd>`);
}

function submitted(code: string): Verdict {
  return read(SUBMIT, withReason(code));
}

function inquired(status: string): Verdict {
  const body = SETTLED.replace('<TxSts>ACSC</TxSts>', `<TxSts>${status}</TxSts>`).replace(
    '<GrpSts>ACSP</GrpSts>',
    '',
  );
  return read(INQUIRE, body);
}

function read(call: typeof SUBMIT, body: string, status = 200): Verdict {
  return call.read(sealed(call.request, status, body), NOW_MS);
}

function noticed(body: string): Verdict {
  const reading = adapter.readCallback(pushed(body), NOW_MS);
  const verdict = reading.kind === 'news' ? reading.news[0]?.verdict : undefined;
  if (verdict === undefined) throw new Error(`no news: ${JSON.stringify(reading.kind)}`);
  return verdict;
}
