/**
 * Goal: what goes out is what the bank's pages ask for, signed as the company's user and encrypted,
 * in both dialects; and equal instructions have equal content whatever the envelope.
 * Method: requests are opened with the bank's keys and verified with the user's public one.
 */
import { createPublicKey, verify } from 'node:crypto';

import { sm2 } from 'sm-crypto';
import { describe, expect, it } from 'vitest';

import type { Instruction, Stamp } from '../../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import {
  demoAdapter,
  DIALECTS,
  type DialectName,
  INSTRUCTION,
  NOW_MS,
  openRequest,
  REQID,
  secret,
  STAMP,
  YUR_REF,
} from './demo-bank.ts';

const LATER: Stamp = { nowMs: NOW_MS + 60_001, nonce: 'f'.repeat(32) };

interface Message {
  readonly request: {
    readonly head: Readonly<Record<string, string>>;
    readonly body: Readonly<Record<string, readonly Record<string, string>[]>>;
  };
  readonly signature: { readonly sigtim: string; readonly sigdat: string };
}

describe.each(DIALECTS)('in the dialect %s', (dialect) => {
  const adapter = demoAdapter({ CRYPTO: dialect });
  const calls = {
    submit: () => adapter.submit(INSTRUCTION, STAMP).request,
    inquire: () => adapter.inquire(INSTRUCTION, STAMP).request,
    probe: () => adapter.probe(STAMP).request,
  };
  const names = Object.keys(calls) as (keyof typeof calls)[];

  it.each(names)('a %s is a form for the one address', (name) => {
    const request = calls[name]();

    expect(request).toMatchObject({
      method: 'POST',
      path: '/cdcserver/api/v2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(request.body).toMatch(/^UID=N000000001&/);
  });

  it.each(names)('a %s is signed over its sorted text, without white space', (name) => {
    const { text } = openRequest(calls[name]());

    expect(text).toMatch(
      /^\{"request":\{"body":.*\},"signature":\{"sigdat":.*,"sigtim":"\d{14}"\}\}$/,
    );
    expect(isFromUser(text, dialect)).toBe(true);
    expect(isFromUser(text.replace('N02030', 'N02031'), dialect)).toBe(name === 'probe');
  });

  it.each([
    ['submit', 'BB1PAYOP'],
    ['inquire', 'BB1PAYQR'],
    ['probe', 'NTQADINF'],
  ] as const)('a %s calls %s, under a number of its own and the bank’s time', (name, funcode) => {
    const { request, signature } = messageOf(calls[name]());

    expect(request.head).toEqual({ funcode, userid: 'N000000001', reqid: REQID });
    expect(REQID.length).toBeLessThanOrEqual(51);
    expect(signature.sigtim).toBe('20261124090000');
  });
});

describe('the form', () => {
  it('names function and algorithm in the present dialect', () => {
    const { form } = openRequest(demoAdapter({ CRYPTO: 'SM' }).submit(INSTRUCTION, STAMP).request);

    expect(Object.keys(form)).toEqual(['UID', 'FUNCODE', 'ALG', 'DATA']);
    expect(form).toMatchObject({ FUNCODE: 'BB1PAYOP', ALG: 'SM' });
  });

  it('names neither in the older one', () => {
    const { form } = openRequest(demoAdapter().submit(INSTRUCTION, STAMP).request);

    expect(Object.keys(form)).toEqual(['UID', 'DATA']);
  });

  it('escapes what base64 has and a form has not', () => {
    const { body = '' } = demoAdapter().submit(INSTRUCTION, STAMP).request;

    expect(body.slice('UID=N000000001&DATA='.length)).toMatch(/^[A-Za-z0-9%]+$/);
  });

  it('shows nothing of the payee in clear', () => {
    const { request } = demoAdapter().submit(INSTRUCTION, STAMP);

    expect(JSON.stringify(request)).not.toMatch(/演示|6225880212345678/);
  });
});

describe('the payment', () => {
  it('says what is paid to whom, as BB1PAYOP names it', () => {
    expect(paymentOf(INSTRUCTION)).toEqual({
      dbtAcc: secret('DEBTOR_ACCOUNT'),
      crtAcc: '6225880212345678',
      crtNam: '演示用户',
      brdNbr: '102100099996',
      bnkFlg: 'N',
      ccyNbr: '10',
      trsAmt: '123.45',
      stlChn: 'Q',
      nusAge: '借款到账',
      yurRef: YUR_REF,
      rcvChk: '1',
    });
    expect(bodyOf(INSTRUCTION)['bb1paybmx1']).toEqual([{ busMod: 'S100B', busCod: 'N02030' }]);
  });

  it.each([
    [1n, '0.01'],
    [10n, '0.10'],
    [100n, '1.00'],
    [888_800n, '8888.00'],
    [99_999_999_999_999n, '999999999999.99'],
  ])('of %i fen is %s yuan, every digit of it', (minor, yuan) => {
    const adapter = demoAdapter({ AMOUNT_FEN_MAX: '99999999999999' });

    const payment = paymentOf({ ...INSTRUCTION, amount: { currency: 'CNY', minor } }, adapter);

    expect(payment['trsAmt']).toBe(yuan);
  });

  it.each([
    ['102100099996', { brdNbr: '102100099996', bnkFlg: 'N', stlChn: 'Q' }],
    ['308584000013', { brdNbr: '308584000013', bnkFlg: 'Y', stlChn: 'Q' }],
    ['CMBCCNBS', { bnkFlg: 'Y', stlChn: 'Q' }],
    ['ICBKCNBJ', { bnkFlg: 'N', stlChn: 'I' }],
    [undefined, { bnkFlg: 'N', stlChn: 'I' }],
  ])('to the bank %s goes by %o', (bank, route) => {
    const { creditor } = INSTRUCTION;
    const account = { ...creditor.account, bank };

    const payment = paymentOf({ ...INSTRUCTION, creditor: { ...creditor, account } });

    const { brdNbr, bnkFlg, stlChn } = payment;
    expect({ ...(brdNbr === undefined ? {} : { brdNbr }), bnkFlg, stlChn }).toEqual(route);
  });

  it('keeps a channel that needs no bank', () => {
    const { creditor } = INSTRUCTION;
    const account = { ...creditor.account, bank: 'ICBKCNBJ' };
    const adapter = demoAdapter({ SETTLEMENT_CHANNEL: 'R' });

    const payment = paymentOf({ ...INSTRUCTION, creditor: { ...creditor, account } }, adapter);

    expect(payment['stlChn']).toBe('R');
  });

  it.each([
    ['放'.repeat(140), '放'.repeat(100)],
    [`a${'放'.repeat(140)}`, `a${'放'.repeat(99)}`],
    ['💰'.repeat(140), '💰'.repeat(75)],
    ['two\r\nlines\u2028\u0000', 'two lines'],
    ['', '放款'],
    ['   ', '放款'],
    ['__signature_sigdat__', '__signature_sigdat__'],
  ])('writes the purpose %j as %j', (remittance, purpose) => {
    const request = demoAdapter().submit({ ...INSTRUCTION, remittance }, STAMP).request;

    expect(paymentOf({ ...INSTRUCTION, remittance })['nusAge']).toBe(purpose);
    expect(isFromUser(openRequest(request).text, 'RSA')).toBe(true);
  });

  it('refuses to write another currency or an amount above the company’s limit', () => {
    const adapter = demoAdapter();
    const [dollars, tooMuch] = [
      { currency: 'USD', minor: 1n },
      { currency: 'CNY', minor: 5_000_000_001n },
    ] as const;

    expect(() => adapter.submit({ ...INSTRUCTION, amount: dollars }, STAMP)).toThrow(/CNY alone/);
    expect(() => adapter.submit({ ...INSTRUCTION, amount: tooMuch }, STAMP)).toThrow(/bounds/);
  });
});

describe('a copy', () => {
  const adapter = demoAdapter();

  it('carries the same payment under the same reference in another envelope', () => {
    const [first, second] = [STAMP, LATER].map((stamp) =>
      messageOf(adapter.submit(INSTRUCTION, stamp).request),
    );

    expect(second?.request.body).toEqual(first?.request.body);
    expect(second?.request.head['reqid']).not.toBe(first?.request.head['reqid']);
    expect(second?.signature).not.toEqual(first?.signature);
  });

  it('has the same content, byte for byte, also when more is known by then', () => {
    const known = { partnerReference: '5120015719', supersededReferences: ['5120015718'] };

    expect(adapter.content({ ...INSTRUCTION, ...known })).toBe(adapter.content(INSTRUCTION));
    expect(bodyOf({ ...INSTRUCTION, ...known })).toEqual(bodyOf(INSTRUCTION));
  });

  it('has the same content in either dialect: the envelope is no part of it', () => {
    expect(demoAdapter({ CRYPTO: 'SM' }).content(INSTRUCTION)).toBe(adapter.content(INSTRUCTION));
    expect(adapter.content(INSTRUCTION)).not.toMatch(/reqid|sigtim|20261124/);
  });

  it.each([
    ['key', { partnerKey: `${'A'.repeat(31)}B` }],
    ['amount', { amount: { currency: 'CNY', minor: 12_346n } }],
    ['name', { creditor: { ...INSTRUCTION.creditor, name: '演示用戶' } }],
    [
      'account',
      {
        creditor: {
          ...INSTRUCTION.creditor,
          account: { ...INSTRUCTION.creditor.account, value: '6225880212345679' },
        },
      },
    ],
    ['purpose', { remittance: '其他' }],
  ] as const)('with another %s has other content', (_name, change) => {
    const content = adapter.content({ ...INSTRUCTION, ...change });

    expect(content).not.toBe(adapter.content(INSTRUCTION));
  });

  it('has content without the payee’s name and account', () => {
    expect(adapter.content(INSTRUCTION)).not.toMatch(/演示|6225880212345678/);
  });
});

it('an inquiry asks by our reference', () => {
  const { request } = messageOf(demoAdapter().inquire(INSTRUCTION, STAMP).request);

  expect(request.body).toEqual({ bb1payqrx1: [{ busCod: 'N02030', yurRef: YUR_REF }] });
});

it('the probe asks for the balance of the account that pays', () => {
  const { request } = messageOf(demoAdapter().probe(STAMP).request);

  expect(request.body).toEqual({ ntqadinfx: [{ accnbr: secret('DEBTOR_ACCOUNT') }] });
});

it('there is no cancel', () => {
  expect(demoAdapter().cancel(INSTRUCTION, STAMP)).toBeNull();
});

function messageOf(request: PartnerRequest): Message {
  return JSON.parse(openRequest(request).text) as Message;
}

function bodyOf(instruction: Instruction, adapter = demoAdapter()): Message['request']['body'] {
  return messageOf(adapter.submit(instruction, STAMP).request).request.body;
}

function paymentOf(instruction: Instruction, adapter = demoAdapter()): Record<string, string> {
  return bodyOf(instruction, adapter)['bb1payopx1']?.[0] ?? {};
}

function isFromUser(text: string, dialect: DialectName): boolean {
  const { sigdat } = (JSON.parse(text) as Message).signature;
  const blank = text.slice(0, text.lastIndexOf(sigdat));
  const signed = `${blank}__signature_sigdat__${text.slice(blank.length + sigdat.length)}`;
  const bytes = Buffer.from(sigdat, 'base64');
  if (dialect === 'RSA') {
    return verify(
      'sha256',
      Buffer.from(signed),
      createPublicKey(secret('RSA_USER_PUBLIC_KEY')),
      bytes,
    );
  }
  const key = Buffer.from(secret('SM2_USER_PUBLIC_KEY'), 'base64').toString('hex');
  const userId = 'N000000001000000';
  return sm2.doVerifySignature(signed, bytes.toString('hex'), key, { hash: true, userId });
}
