/**
 * Goal: a notice is believed only when the bank signed its exact text; what is genuine but not ours
 * is taken quietly; a notice alone never ends an order as failed.
 * Method: notices are closed and signed here, whole and spoilt in every part, in both dialects.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import {
  demoAdapter,
  DIALECTS,
  ECHO,
  INSTRUCTION,
  noticeOf,
  type NoticeSealing,
  NOW_MS,
  record,
  secret,
  YUR_REF,
} from './demo-bank.ts';

const DONE = finished(record('FIN', 'S'));

/** The bank's own sample of a return, with our order in it: its amounts are numbers. */
const BACK_INFO = `{"trsBrn":"755598","reqNbr":"5480037057","rtnNar":"账户户名不符","feeAmt":0,"rtnCod":"001","dbtAcc":"${secret('DEBTOR_ACCOUNT')}","crtAcc":"${INSTRUCTION.creditor.account.value}","yurRef":"${YUR_REF}","ccyNbr":"10","trsAmt":123.45}`;

describe.each(DIALECTS)('in the dialect %s', (dialect) => {
  const adapter = demoAdapter({ CRYPTO: dialect });
  const read = (content: string, sealing: NoticeSealing = {}) =>
    adapter.readCallback(noticeOf(content, { dialect, ...sealing }), NOW_MS);

  it('a payment is news under the notice’s own number', () => {
    expect(read(DONE)).toEqual({
      kind: 'news',
      eventId: '1534062647609700354',
      sealedAtMs: NOW_MS,
      news: [
        {
          partnerKey: INSTRUCTION.partnerKey,
          verdict: {
            kind: 'executed',
            finality: 'executed',
            partnerReference: '5480037057',
            echo: ECHO,
          },
        },
      ],
    });
  });

  it('a return is news with its amount, to the fen', () => {
    const reading = read(`{"msgdat":{"backInfo":${BACK_INFO}},"msgtyp":"FINB"}`);

    expect(reading).toMatchObject({
      kind: 'news',
      news: [
        {
          partnerKey: INSTRUCTION.partnerKey,
          verdict: {
            kind: 'returned',
            amount: INSTRUCTION.amount,
            feeMinor: 0n,
            partnerCode: '001',
            partnerReference: '5480037057',
            echo: ECHO,
          },
        },
      ],
    });
  });

  it.each([
    ['20261124085959', NOW_MS - 1_000],
    ['20261124', 0],
    ['', 0],
  ])(
    'a notice signed at %j is as old as its signed time says, or as old as can be',
    (sigtim, at) => {
      expect(read(DONE, { changes: { sigtim } })).toMatchObject({ kind: 'news', sealedAtMs: at });
    },
  );

  it('a notice reads the same twice', () => {
    const delivery = noticeOf(DONE, { dialect });

    const [first, second] = [NOW_MS, NOW_MS + 600_000].map((atMs) =>
      adapter.readCallback(delivery, atMs),
    );

    expect(second).toEqual(first);
  });

  it.each([
    ['signed wrongly', { forged: true }],
    ['changed after it was signed', { tamper: (text: string) => text.replace('FIN', 'BNK') }],
    ['with a space too many', { tamper: (text: string) => `${text} ` }],
    ['sorted otherwise', { tamper: sortedAgain }],
    ['without a signature', { tamper: withoutSignature }],
    ['with its signature copied elsewhere', { tamper: signatureTwice }],
    ['without a number', { changes: { notnbr: '' } }],
    ['with an endless number', { changes: { notnbr: '1'.repeat(65) } }],
    ['for another company', { corpNbr: 'P0000002' }],
  ] as const)('a notice %s is rejected', (_name, sealing) => {
    expect(read(DONE, sealing)).toMatchObject({ kind: 'rejected' });
  });

  it.each([
    ['of a kind nobody catalogued', JSON.stringify({ msgtyp: 'FINX', msgdat: {} })],
    ['about no payment', JSON.stringify({ msgtyp: 'FINS', msgdat: {} })],
    ['of a return without one', JSON.stringify({ msgtyp: 'FINB', msgdat: { trsInfo: {} } })],
    ['without content', ''],
    ['whose content is a list', '[]'],
  ])('a notice %s is nobody’s, and taken', (_name, content) => {
    expect(read(content)).toMatchObject({ kind: 'news', news: [] });
  });

  it.each([
    ['of another type', 'YQN01010', { trsInfo: { yurRef: YUR_REF } }],
    ['of a kind nobody catalogued', 'FINX', { trsInfo: { yurRef: YUR_REF } }],
    ['of a return in a payment’s place', 'FINB', { trsInfo: { yurRef: YUR_REF } }],
    ['of a list of payments', 'FINS', { list: [{ busNbr: YUR_REF }] }],
  ])('a notice %s that names us is doubt about it', (_name, kind, msgdat) => {
    const changes = kind.startsWith('YQN') ? { nottyp: kind } : {};

    const reading = read(JSON.stringify({ msgtyp: kind, msgdat }), { changes });

    const { partnerKey } = INSTRUCTION;
    const doubt = { partnerKey, verdict: { kind: 'unknown' } };
    expect(reading).toMatchObject({ kind: 'news', news: [doubt] });
  });

  it.each(['YQN01010', 'YQSYSTEM', 'YQNEW', ''])(
    'a notice of type "%s" is taken and says nothing',
    (nottyp) => {
      const reading = read('{}', { changes: { nottyp } });

      expect(reading).toMatchObject({ eventId: '1534062647609700354', news: [] });
    },
  );

  it('a payment that somebody else ordered is taken and says nothing', () => {
    const reading = read(finished(record('FIN', 'S', { yurRef: '202008286878022033' })));

    expect(reading).toMatchObject({ kind: 'news', news: [] });
  });

  it('a payment from another account is doubt', () => {
    const reading = read(finished(record('FIN', 'S', { dbtAcc: '755000000000002' })));

    expect(reading).toMatchObject({ kind: 'news', news: [{ verdict: { kind: 'unknown' } }] });
  });

  it('a failure is noted and ends nothing: an earlier attempt may have had the same reference', () => {
    const reading = read(finished(record('FIN', 'F')));

    expect(reading).toMatchObject({
      kind: 'news',
      news: [{ verdict: { kind: 'refused', recorded: false, partnerReference: '5480037057' } }],
    });
  });

  it.each(['"123.456"', '"x"', 'null'])('a return of %s is doubt', (amount) => {
    const backInfo = BACK_INFO.replace('123.45', amount);

    const reading = read(`{"msgdat":{"backInfo":${backInfo}},"msgtyp":"FINB"}`);

    expect(reading).toMatchObject({ kind: 'news', news: [{ verdict: { kind: 'unknown' } }] });
  });

  it('a return in another word than a code is called FINB', () => {
    const backInfo = BACK_INFO.replace('"001"', '"账户户名不符"');

    const reading = read(`{"msgdat":{"backInfo":${backInfo}},"msgtyp":"FINB"}`);

    expect(reading).toMatchObject({ news: [{ verdict: { partnerCode: 'FINB' } }] });
  });
});

describe('what is no notice at all', () => {
  const adapter = demoAdapter();

  it.each([
    ['nothing', ''],
    ['HTML', '<html>'],
    ['a list', '[]'],
    ['no company', JSON.stringify({ enptData: 'AAAA' })],
    ['no data', JSON.stringify({ corpNbr: secret('CORP_NBR') })],
    ['data in clear', JSON.stringify({ corpNbr: secret('CORP_NBR'), enptData: DONE })],
    [
      'data of zeros',
      JSON.stringify({ corpNbr: secret('CORP_NBR'), enptData: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
    ],
    ['an endless body', ' '.repeat(65_537)],
  ])('is rejected: %s', (_name, body) => {
    expect(adapter.readCallback({ headers: {}, body }, NOW_MS)).toMatchObject({ kind: 'rejected' });
  });

  it('quotes nothing of what it rejects', () => {
    const delivery = { headers: {}, body: JSON.stringify({ corpNbr: '6222020000000000000' }) };

    const reading = adapter.readCallback(delivery, NOW_MS);

    expect(JSON.stringify(reading)).not.toContain('622202');
  });
});

it('the two dialects do not believe each other’s notices', () => {
  const [rsa, sm] = DIALECTS.map((CRYPTO) => demoAdapter({ CRYPTO }));
  const [fromRsa, fromSm] = DIALECTS.map((dialect) => noticeOf(DONE, { dialect }));

  expect(rsa?.readCallback(fromSm ?? NOTHING, NOW_MS)).toMatchObject({ kind: 'rejected' });
  expect(sm?.readCallback(fromRsa ?? NOTHING, NOW_MS)).toMatchObject({ kind: 'rejected' });
});

it.each([
  ['taken', 200],
  ['refused', 403],
  ['failed', 500],
] as const)('the answer %s is HTTP %i: only 200 ends the repeats', (outcome, status) => {
  expect(demoAdapter().answerCallback(outcome)).toMatchObject({ status });
});

const NOTHING: CallbackDelivery = { headers: {}, body: '' };

function finished(trsInfo: object): string {
  return JSON.stringify({ msgdat: { trsInfo }, msgtyp: 'FINS' });
}

function sortedAgain(text: string): string {
  const notice = JSON.parse(text) as Record<string, string>;
  const pairs = Object.entries(notice).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(pairs));
}

function withoutSignature(text: string): string {
  const { sigdat: _sigdat, ...notice } = JSON.parse(text) as Record<string, string>;
  return JSON.stringify(notice);
}

function signatureTwice(text: string): string {
  const notice = JSON.parse(text) as Record<string, string>;
  return JSON.stringify({ ...notice, notkey: notice['sigdat'] });
}
