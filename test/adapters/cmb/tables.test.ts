/**
 * Goal: each documented status and result means for the money what fixtures/cmb/SOURCES.md F4 says,
 * in the answer to a submit, in a list and in a notice; and whatever is not documented is doubt.
 * Method: the documented lists are written out here a second time; each entry is signed and read.
 */
import { describe, expect, it } from 'vitest';

import { REQUEST_STATUSES, RETURN_FLAGS } from '../../../adapters/cmb/tables/statuses.ts';
import { FAILURES } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  demoAdapter,
  ECHO,
  INSTRUCTION,
  listReply,
  noticeOf,
  NOW_MS,
  record,
  response,
  result,
  sealedReply,
  STAMP,
  submitReply,
} from './demo-bank.ts';

const adapter = demoAdapter();
const NUMBER = '5480037057';
const PENDING = ['AUT', 'NTE', 'OPR', 'BNK', 'APW', 'WRF'] as const;

const REFUSALS = {
  F: 'technical.settlement.failed',
  R: 'partner.review',
  D: 'partner.agreement',
  C: 'partner.review',
} as const;

const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;

describe('request statuses', () => {
  it('are the seven documented ones and no other', () => {
    expect([...REQUEST_STATUSES.keys()].toSorted()).toEqual([...PENDING, 'FIN'].toSorted());
  });

  it.each(PENDING)('%s: the bank has it, and nothing is over', (status) => {
    expect(submitted(status)).toEqual({
      kind: 'accepted',
      partnerReference: '5120015719',
      echo: {},
    });
    expect(listed(status)).toEqual({ kind: 'accepted', partnerReference: NUMBER, echo: ECHO });
    expect(noticed(status)).toEqual({ kind: 'accepted', partnerReference: NUMBER, echo: ECHO });
  });

  it.each(PENDING)('%s: a result beside it means nothing before FIN', (status) => {
    const flags = [...RETURN_FLAGS.keys()];

    const verdicts = flags.flatMap((flag) => [submitted(status, flag), listed(status, flag)]);

    expect(verdicts.map(({ kind }) => kind)).toEqual(verdicts.map(() => 'accepted'));
  });

  it.each(['', 'ACK', 'fin', 'BNK ', 'constructor'])('is in doubt about "%s"', (status) => {
    const verdicts = [submitted(status, 'S'), listed(status, 'S'), noticed(status, 'S')];

    for (const verdict of verdicts) expect(verdict).toMatchObject(CONTRACT);
  });
});

describe('results', () => {
  it('are the seven documented ones and no other', () => {
    expect([...RETURN_FLAGS.keys()].toSorted()).toEqual(
      ['S', 'B', 'U', ...Object.keys(REFUSALS)].toSorted(),
    );
  });

  it('S is money handed over, in lists and notices', () => {
    const paid = { kind: 'executed', finality: 'executed', partnerReference: NUMBER, echo: ECHO };

    expect(listed('FIN', 'S')).toEqual(paid);
    expect(noticed('FIN', 'S')).toEqual(paid);
  });

  it('S in the answer to a submit is an acceptance that an inquiry has to confirm', () => {
    expect(submitted('FIN', 'S')).toMatchObject({ kind: 'accepted' });
  });

  it('B is money that came back, with its amount', () => {
    const changes = { trxSeqBackward: 'C0547EP000056BZ', backwardDay: '20261124' };

    const returned = {
      kind: 'returned',
      amount: INSTRUCTION.amount,
      feeMinor: 0n,
      failure: 'partner.returned',
      partnerCode: 'FIN+B',
      partnerReference: NUMBER,
      echo: ECHO,
    };
    expect(listed('FIN', 'B', changes)).toEqual(returned);
    expect(noticed('FIN', 'B', changes)).toEqual(returned);
  });

  it.each([['0.1.2'], [''], [undefined]])('B with the amount %j is doubt', (trsAmt) => {
    expect(listed('FIN', 'B', { trsAmt })).toMatchObject(CONTRACT);
  });

  it('U is limbo: accepted for ever, never a failure and never a payment', () => {
    expect(listed('FIN', 'U')).toMatchObject({ kind: 'accepted', partnerReference: NUMBER });
    expect(noticed('FIN', 'U')).toMatchObject({ kind: 'accepted' });
  });

  it.each(Object.entries(REFUSALS))('%s ends the order in the list: %s', (flag, failure) => {
    expect(listed('FIN', flag)).toEqual({
      kind: 'refused',
      recorded: true,
      failure,
      partnerCode: `FIN+${flag}`,
      partnerReference: NUMBER,
      echo: ECHO,
    });
    expect(FAILURES[failure].money).toBe('no');
  });

  it.each(Object.entries(REFUSALS))(
    '%s in a notice speaks of one order only, so it is noted and the list decides',
    (flag, failure) => {
      const noted = { kind: 'refused', recorded: false, failure, partnerReference: NUMBER };

      expect(noticed('FIN', flag)).toMatchObject(noted);
    },
  );

  it('F in the answer to a submit refuses this copy, without an inquiry', () => {
    expect(submitted('FIN', 'F', { errCod: 'FABZ002' })).toEqual({
      kind: 'refused',
      recorded: false,
      failure: 'technical.settlement.failed',
      partnerCode: 'FABZ002',
      partnerReference: '5120015719',
      echo: {},
    });
  });

  it.each([
    ['SUC0000', 'FIN+F'],
    ['', 'FIN+F'],
    [undefined, 'FIN+F'],
    ['户口不存在', 'FIN+F'],
  ])('F with the error code %j is called %s', (errCod, partnerCode) => {
    expect(submitted('FIN', 'F', { errCod })).toMatchObject({ kind: 'refused', partnerCode });
  });

  it.each(['B', 'R', 'D', 'C', 'U', '', 'X'])(
    '%s in the answer to a submit is something to ask about',
    (flag) => {
      expect(submitted('FIN', flag)).toMatchObject(CONTRACT);
    },
  );

  it.each(['', 'X', 's', 'toString'])('"%s" after FIN is doubt', (flag) => {
    expect(listed('FIN', flag)).toMatchObject(CONTRACT);
    expect(noticed('FIN', flag)).toMatchObject(CONTRACT);
  });

  it('never lets what a person stopped go elsewhere, and lets what nobody approved', () => {
    const { R, C, D } = REFUSALS;

    expect([R, C, D].map((failure) => FAILURES[failure].failover)).toEqual([false, false, true]);
    expect([R, C].map((failure) => FAILURES[failure].course)).toEqual(['hold', 'hold']);
  });
});

describe('the layers above a record', () => {
  it.each(['FABZ002', 'FAAQ086', 'SUC0001', '000000', '', 'constructor'])(
    'the resultcode %j refuses nothing: the bank wants to be asked first',
    (resultcode) => {
      const body = { bb1payopz1: [result('FIN', 'F')], bb1payqrz1: [record('FIN', 'F')] };

      const [submit, inquire] = [
        read('submit', sealedReply(response('BB1PAYOP', body, { resultcode }))),
        read('inquire', sealedReply(response('BB1PAYQR', body, { resultcode }))),
      ];

      const doubt = { kind: 'unknown', failure: 'technical.thirdparty.error' };
      expect(submit).toMatchObject(doubt);
      expect(inquire).toMatchObject(doubt);
    },
  );

  it('keeps the code for people, and nothing of the message', () => {
    const head = { resultcode: 'FAAQ086', resultmsg: 'CSAB051 户口6225880212345678不存在' };

    const verdict = read('submit', sealedReply(response('BB1PAYOP', {}, head)));

    expect(verdict).toMatchObject({ partnerCode: 'FAAQ086' });
    expect(JSON.stringify(verdict)).not.toContain('6225880212345678');
  });

  it.each(['BNK', 'FIN'])('an order in %s with an error code of its own is doubt', (status) => {
    const verdict = submitted(status, 'S', { errCod: 'CSAB051' });

    expect(verdict).toMatchObject({ kind: 'unknown', partnerCode: 'CSAB051' });
  });

  it.each([
    ['no list', undefined],
    ['an empty list', []],
    ['two results', [result('BNK'), result('BNK')]],
    ['a text', 'BNK'],
    ['a list of texts', ['BNK']],
  ])('an answer to a submit with %s is doubt', (_name, results) => {
    expect(read('submit', submitReply(results))).toMatchObject(CONTRACT);
  });

  it.each([undefined, '', 'A123', '1'.repeat(21), 5_120_015_719])(
    'an order numbered %j is doubt, whatever became of it',
    (reqNbr) => {
      const verdicts = [
        submitted('BNK', '', { reqNbr }),
        submitted('FIN', 'F', { reqNbr }),
        listed('FIN', 'F', { reqNbr }),
        listed('FIN', 'S', { reqNbr }),
        noticed('FIN', 'S', { reqNbr }),
      ];

      for (const verdict of verdicts) expect(verdict).toMatchObject(CONTRACT);
    },
  );

  it('a number of twenty digits is kept to the last digit', () => {
    const reqNbr = '90071992547409931234';

    expect(listed('BNK', '', { reqNbr })).toMatchObject({ partnerReference: reqNbr });
  });
});

describe('the echo', () => {
  it('repeats another amount and payee for the engine to compare', () => {
    const verdict = listed('FIN', 'S', { trsAmt: '123.46', crtAcc: '6225880000000000' });

    expect(verdict).toMatchObject({
      echo: { amount: { currency: 'CNY', minor: 12_346n }, account: '6225880000000000' },
    });
  });

  it.each([
    ['"123.450"', 12_345n],
    ['123.45', 12_345n],
    ['123.450', 12_345n],
    ['"0123.45"', 12_345n],
    ['999999999999.99', 99_999_999_999_999n],
    ['9007199254740993', 900_719_925_474_099_300n],
  ])('reads the amount %s to the fen', (spelt, minor) => {
    const amount = echoedAmount(spelt);

    expect(amount).toEqual({ currency: 'CNY', minor });
  });

  it.each(['"1e3"', '1e3', '"123.456"', '"-1.00"', '-1', '""', 'null', '[1]', '{"digits":"1"}'])(
    'calls the amount %s unreadable',
    (spelt) => {
      expect(echoedAmount(spelt)).toBe('unreadable');
    },
  );

  it('does not count another currency as yuan', () => {
    expect(listed('FIN', 'S', { ccyNbr: '32' })).toMatchObject({ echo: { amount: 'unreadable' } });
  });

  it('holds only what the record holds', () => {
    const bare = { trsAmt: undefined, crtAcc: undefined, ccyNbr: undefined };

    expect(listed('FIN', 'S', bare)).toMatchObject({
      kind: 'executed',
      echo: { partnerKey: INSTRUCTION.partnerKey },
    });
  });
});

function submitted(
  status: string,
  flag = '',
  changes: Readonly<Record<string, unknown>> = {},
): Verdict {
  return read('submit', submitReply([result(status, flag, changes)]));
}

function listed(
  status: string,
  flag = '',
  changes: Readonly<Record<string, unknown>> = {},
): Verdict {
  return read('inquire', listReply([record(status, flag, changes)]));
}

function noticed(
  status: string,
  flag = '',
  changes: Readonly<Record<string, unknown>> = {},
): Verdict | undefined {
  const trsInfo = record(status, flag, changes);
  const content = JSON.stringify({ msgdat: { trsInfo }, msgtyp: 'FINS' });
  const reading = adapter.readCallback(noticeOf(content), NOW_MS);
  return reading.kind === 'news' ? reading.news[0]?.verdict : undefined;
}

function read(lane: 'submit' | 'inquire', reply: ReturnType<typeof sealedReply>): Verdict {
  return adapter[lane](INSTRUCTION, STAMP).read(reply, NOW_MS);
}

/** The amount of a notice, whose text is signed as it is spelt. */
function echoedAmount(spelt: string): unknown {
  const trsInfo = JSON.stringify(record('FIN', 'S', { trsAmt: 'AMOUNT' }));
  const content = `{"msgdat":{"trsInfo":${trsInfo.replace('"AMOUNT"', spelt)}},"msgtyp":"FINS"}`;
  const reading = adapter.readCallback(noticeOf(content), NOW_MS);
  const verdict = reading.kind === 'news' ? reading.news[0]?.verdict : undefined;
  return verdict?.kind === 'executed' ? verdict.echo.amount : verdict;
}
