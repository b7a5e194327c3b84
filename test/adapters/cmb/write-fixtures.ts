/**
 * Writes fixtures/cmb/*.json and cases.json anew: `node test/adapters/cmb/write-fixtures.ts`.
 *
 * Needed only when the demo keys are replaced. RSA signatures are deterministic, so a second run
 * changes nothing; SM2 signatures are not, so those of the dialect SM are kept unless `--sm` is
 * given.
 */
import { existsSync, writeFileSync } from 'node:fs';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import {
  FIXTURES,
  INSTRUCTION,
  listReply,
  noticeOf,
  NOW_MS,
  record,
  response,
  result,
  sealedReply,
  secret,
  STAMP,
  submitReply,
  YUR_REF,
} from './demo-bank.ts';

type Lane = 'submit' | 'inquire' | 'probe' | 'callback';

interface Fixture {
  readonly lane: Lane;
  readonly name: string;
  readonly dialect?: 'RSA' | 'SM';
  /** What was closed, for people to read. */
  readonly plain: unknown;
  readonly stored: PartnerReply | CallbackDelivery;
  readonly superseded?: readonly string[];
  readonly expect: Readonly<Record<string, unknown>>;
}

const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;
const ERROR = { kind: 'unknown', failure: 'technical.thirdparty.error' } as const;
const LIST_NUMBER = '5480037057';

const submit = (name: string, results: unknown, expected: Fixture['expect']): Fixture => ({
  lane: 'submit',
  name,
  plain: response('BB1PAYOP', { bb1payopz1: results }),
  stored: submitReply(results),
  expect: expected,
});

const inquire = (name: string, records: unknown, expected: Fixture['expect']): Fixture => ({
  lane: 'inquire',
  name,
  plain: response('BB1PAYQR', { bb1payqrz1: records }),
  stored: listReply(records),
  expect: expected,
});

const refusal = (lane: 'submit' | 'inquire', resultcode: string, resultmsg: string): Fixture => {
  const funcode = lane === 'submit' ? 'BB1PAYOP' : 'BB1PAYQR';
  const plain = response(funcode, {}, { resultcode, resultmsg });
  const stored = sealedReply(plain);
  const name = `resultcode-${resultcode.toLowerCase()}`;
  return { lane, name, plain, stored, expect: { ...ERROR, partnerCode: resultcode } };
};

const failed = record('FIN', 'F', { reqNbr: '5480037001', rtnNar: '户名不符' });
const paid = record('FIN', 'S', { trxSeq: 'C0547EP000056BZ', endDat: '20261124' });
const thrownBack = record('FIN', 'B', {
  trxSeqBackward: 'C0547EP000056C0',
  backwardDay: '20261125',
});
const finished = JSON.stringify({ msgdat: { trsInfo: paid }, msgtyp: 'FINS' });
const returned = `{"msgdat":{"backInfo":{"reqNbr":"${LIST_NUMBER}","rtnNar":"账户户名不符","feeAmt":0,"rtnCod":"001","dbtAcc":"${secret('DEBTOR_ACCOUNT')}","crtAcc":"${INSTRUCTION.creditor.account.value}","crtNam":"演示用户","yurRef":"${YUR_REF}","ccyNbr":"10","trsAmt":123.45}},"msgtyp":"FINB"}`;

const FIXTURES_TO_WRITE: readonly Fixture[] = [
  submit('bnk', [result('BNK')], { kind: 'accepted', partnerReference: '5120015719' }),
  submit('aut', [result('AUT')], { kind: 'accepted' }),
  submit('fin-s', [result('FIN', 'S')], { kind: 'accepted' }),
  submit('fin-f', [result('FIN', 'F', { errCod: 'FABZ002', errTxt: '业务条件检查失败' })], {
    kind: 'refused',
    recorded: false,
    failure: 'technical.settlement.failed',
    partnerCode: 'FABZ002',
    partnerReference: '5120015719',
  }),
  submit('fin-r', [result('FIN', 'R')], CONTRACT),
  submit('new-status', [result('ACK')], CONTRACT),
  submit('without-number', [result('FIN', 'F', { reqNbr: '' })], CONTRACT),
  submit('record-error', [result('BNK', '', { errCod: 'CSAB051' })], ERROR),
  submit('without-results', [], CONTRACT),
  refusal('submit', 'FABZ002', '业务条件检查失败'),
  refusal('submit', 'FAAQ086', 'CSAB051 户口不存在'),
  {
    lane: 'submit',
    name: 'complaint-in-clear',
    plain: null,
    stored: { status: 200, headers: {}, body: 'CDCServer:验签失败' },
    expect: ERROR,
  },
  {
    lane: 'submit',
    name: 'proxy-502',
    plain: null,
    stored: { status: 502, headers: {}, body: '<html><body>nginx</body></html>' },
    expect: ERROR,
  },
  {
    lane: 'submit',
    name: 'unsigned',
    plain: response('BB1PAYOP', { bb1payopz1: [result('FIN', 'F')] }),
    stored: submitReply([result('FIN', 'F')], { unsigned: true }),
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'bnk-sm',
    dialect: 'SM',
    plain: response('BB1PAYOP', { bb1payopz1: [result('BNK')] }),
    stored: submitReply([result('BNK')], { dialect: 'SM' }),
    expect: { kind: 'accepted', partnerReference: '5120015719' },
  },
  inquire('empty', [], { kind: 'absent' }),
  inquire('bnk', [record('BNK')], { kind: 'accepted', partnerReference: LIST_NUMBER }),
  inquire('wrf', [record('WRF')], { kind: 'accepted' }),
  inquire('fin-u', [record('FIN', 'U')], { kind: 'accepted' }),
  inquire('fin-s', [paid], { kind: 'executed', finality: 'executed' }),
  inquire('fin-b', [thrownBack], { kind: 'returned', feeMinor: '0', partnerCode: 'FIN+B' }),
  inquire('fin-f', [failed], {
    kind: 'refused',
    recorded: true,
    failure: 'technical.settlement.failed',
    partnerReference: '5480037001',
  }),
  inquire('fin-r', [record('FIN', 'R')], { kind: 'refused', failure: 'partner.review' }),
  inquire('fin-d', [record('FIN', 'D')], { kind: 'refused', failure: 'partner.agreement' }),
  inquire('fin-c', [record('FIN', 'C')], { kind: 'refused', failure: 'partner.review' }),
  inquire('fin-new', [record('FIN', 'Z')], { ...CONTRACT, partnerCode: 'FIN+Z' }),
  inquire('failed-then-paid', [failed, paid], {
    kind: 'executed',
    partnerReference: LIST_NUMBER,
  }),
  inquire('paid-then-failed', [{ ...failed, reqNbr: '5480037099' }, paid], CONTRACT),
  {
    ...inquire('only-an-earlier-attempt', [failed], { kind: 'absent' }),
    superseded: ['5480037001'],
  },
  inquire('another-order', [{ ...paid, yurRef: '202008286878022033' }], CONTRACT),
  refusal('inquire', 'FABZ002', '业务条件检查失败'),
  {
    lane: 'inquire',
    name: 'fin-s-sm',
    dialect: 'SM',
    plain: response('BB1PAYQR', { bb1payqrz1: [paid] }),
    stored: listReply([paid], { dialect: 'SM' }),
    expect: { kind: 'executed', finality: 'executed', partnerReference: LIST_NUMBER },
  },
  {
    lane: 'probe',
    name: 'balance',
    ...probe([{ accnbr: secret('DEBTOR_ACCOUNT'), avlblv: '4111.01', errcod: 'SUC0000' }]),
    expect: { alive: true },
  },
  {
    lane: 'probe',
    name: 'no-permission',
    ...probe([{ accnbr: secret('DEBTOR_ACCOUNT'), errcod: 'FABZ002', errtxt: '无权限' }]),
    expect: { alive: false },
  },
  notice('fins', finished, { kind: 'news', verdict: { kind: 'executed' } }),
  notice('finb', returned, { kind: 'news', verdict: { kind: 'returned', partnerCode: '001' } }),
  notice('fins-failed', JSON.stringify({ msgdat: { trsInfo: failed }, msgtyp: 'FINS' }), {
    kind: 'news',
    verdict: { kind: 'refused', recorded: false },
  }),
  {
    ...notice('forged', finished, { kind: 'rejected' }),
    stored: noticeOf(finished, { forged: true }),
  },
  {
    ...notice('fins-sm', finished, { kind: 'news', verdict: { kind: 'executed' } }),
    dialect: 'SM',
    stored: noticeOf(finished, { dialect: 'SM' }),
  },
];

function probe(rows: unknown): Pick<Fixture, 'plain' | 'stored'> {
  const plain = response('NTQADINF', { ntqadinfz: rows });
  return { plain, stored: sealedReply(plain) };
}

function notice(name: string, content: string, expected: Fixture['expect']): Fixture {
  return { lane: 'callback', name, plain: content, stored: noticeOf(content), expect: expected };
}

const fileOf = ({ lane, name }: Fixture) => `${lane}.${name}.json`;

for (const fixture of FIXTURES_TO_WRITE) {
  const url = new URL(`cmb/${fileOf(fixture)}`, FIXTURES);
  const isKept = fixture.dialect === 'SM' && existsSync(url) && !process.argv.includes('--sm');
  if (isKept) continue;
  const { plain, stored } = fixture;
  writeFileSync(url, `${JSON.stringify({ plain, ...stored }, null, 2)}\n`);
}

const { partnerKey, creditor, remittance } = INSTRUCTION;
const cases = FIXTURES_TO_WRITE.map((fixture) => ({
  reply: fileOf(fixture),
  lane: fixture.lane,
  ...(fixture.dialect === undefined ? {} : { settings: { CRYPTO: fixture.dialect } }),
  ...(fixture.superseded === undefined ? {} : { superseded: fixture.superseded }),
  expect: fixture.expect,
}));
const instruction = {
  partnerKey,
  amount: { currency: 'CNY', minor: '12345' },
  creditor,
  remittance,
};
writeFileSync(
  new URL('cmb/cases.json', FIXTURES),
  `${JSON.stringify({ atMs: NOW_MS, nonce: STAMP.nonce, instruction, cases }, null, 2)}\n`,
);
