/**
 * Goal: the simulated bank keeps its agreement: it believes signed messages only, executes a
 * message once, records what it rejects, tells each payment's truth, and misbehaves on request.
 * Method: a client written from the agreement's words, on virtual time; the ledger's own books say
 * what was really executed.
 */
import { describe, expect, it } from 'vitest';

import {
  ask,
  call,
  noticeSigner,
  openBank,
  order,
  place,
  said,
  SETTLE_MS,
  type Slip,
} from './bank-client.ts';

const A = order({ msgId: 'A1' });

describe('the door', () => {
  it.each<readonly [string, Slip]>([
    ['an unknown key', { keyId: 'somebody' }],
    ['a clock 301 s ahead', { skewMs: 301_000 }],
    ['a clock 301 s behind', { skewMs: -301_000 }],
    ['a signature for another path', { signedPath: '/iso20022/balance' }],
    ['a signature for another body', { signedBody: order({ msgId: 'A1', amount: '1.00' }) }],
    ['no nonce', { nonce: '' }],
  ])('stays shut for %s', async (_who, slip) => {
    const bank = openBank(1);

    const answer = await call(bank, 'POST', '/iso20022/pain.001', A, slip);

    expect(answer.status).toBe(401);
    expect(said(answer)).toBe('SIGNATURE');
    expect(bank.changes).toEqual([]);
  });

  it('has no other services', async () => {
    const bank = openBank(1);

    expect(said(await call(bank, 'GET', '/iso20022/pain.001'))).toBe('FORMAT');
    expect(said(await call(bank, 'POST', '/iso20022/balance'))).toBe('FORMAT');
  });

  it.each([
    ['not XML', 'hello'],
    ['cut off', A.slice(0, -30)],
    ['with a DOCTYPE', A.replace('<Document', '<!DOCTYPE a><Document')],
    ['of another version', A.replace('pain.001.001.09', 'pain.001.001.03')],
    ['with two transactions', A.replace(/(<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>)/, '$1$1')],
    ['with an id of 36 characters', order({ msgId: 'A'.repeat(36) })],
    ['with a UETR that is none', order({ msgId: 'A1', uetr: 'x' })],
  ])('takes no message %s, and records nothing', async (_what, body) => {
    const bank = openBank(1);

    expect(await place(bank, body)).toBe('FORMAT');
    expect(await ask(bank, 'A1')).toBe('NOTFOUND');
    expect(await place(bank, A)).toBe('ACTC');
  });
});

describe('a payment', () => {
  it('goes from valid to settled, once', async () => {
    const bank = openBank(1);

    expect(await place(bank, A)).toBe('ACTC');
    expect(await ask(bank, 'A1')).toBe('ACSP');
    await bank.runtime.advance(SETTLE_MS);
    expect(await ask(bank, 'A1')).toBe('ACSC');
    expect(bank.partner.bank.books()).toMatchObject([
      { reference: 'A1', amountMinor: '12345', currency: 'EUR', executions: 1 },
    ]);
  });

  it('is told twice: its status, then its booking, each under an id that stays', async () => {
    const bank = openBank(1);
    await place(bank, A);
    await bank.runtime.advance(SETTLE_MS);

    const first = bank.pushes();
    const again = bank.pushes();

    expect(first.map((push) => /:(pain\.\d+|camt\.\d+)/.exec(push.body)?.[1])).toEqual([
      'pain.002',
      'camt.054',
    ]);
    expect(first.map(noticeSigner)).toEqual(['demo-bank-1', 'demo-bank-1']);
    expect(again.map((push) => push.body)).toEqual(first.map((push) => push.body));
    expect(first.every((push) => push.url === 'http://gateway.test/callbacks/isobank')).toBe(true);
  });

  it('comes back by a booking, less the fee, while its status stays settled', async () => {
    const bank = openBank(1);
    await place(bank, A);
    await bank.runtime.advance(SETTLE_MS);

    bank.partner.bank.giveBack('A1', 'AC04', 45n);

    const booking = bank.pushes().at(-1)?.body ?? '';
    expect(booking).toContain('<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>');
    expect(booking).toContain('<Amt Ccy="EUR">123.00</Amt>');
    expect(booking).toContain('<TtlChrgsAndTaxAmt Ccy="EUR">0.45</TtlChrgsAndTaxAmt>');
    expect(booking).toContain('<Rsn><Cd>AC04</Cd></Rsn>');
    expect(await ask(bank, 'A1')).toBe('ACSC');
    expect(bank.partner.bank.books()).toMatchObject([{ returnedMinor: '12300' }]);
  });

  it.each([
    ['JPY', '12345', 12_345n],
    ['KWD', '12.345', 12_345n],
    ['KWD', '1.5', 1_500n],
    ['EUR', '5000', 500_000n],
  ])('in %s of %s counts its minor units', async (currency, amount, minor) => {
    const bank = openBank(1);

    expect(await place(bank, order({ msgId: 'A1', currency, amount }))).toBe('ACTC');
    expect(bank.changes[0]?.amountMinor).toBe(minor);
  });
});

describe('repeats', () => {
  it('get the status of the first, and execute nothing', async () => {
    const bank = openBank(1);

    expect(await place(bank, A)).toBe('ACTC');
    expect(await place(bank, A)).toBe('ACSP');
    await bank.runtime.advance(SETTLE_MS);
    expect(await place(bank, A)).toBe('ACSC');
    expect(bank.partner.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it.each([
    ['DU01', { msgId: 'A1', amount: '1.00' }],
    ['DU02', { msgId: 'B2', pmtInfId: 'A1' }],
    ['DU03', { msgId: 'B2', uetr: /<UETR>(.*)<\/UETR>/.exec(A)?.[1] ?? '' }],
    ['DU04', { msgId: 'B2', endToEndId: 'A1' }],
    ['DU05', { msgId: 'B2', instrId: 'A1' }],
  ])('of an id with other content get %s', async (code, parts) => {
    const bank = openBank(1);
    await place(bank, A);

    expect(await place(bank, order(parts))).toBe(`RJCT ${code}`);
    await bank.runtime.advance(SETTLE_MS);
    expect(await ask(bank, 'A1')).toBe('ACSC');
    expect(await ask(bank, 'B2')).toBe('NOTFOUND');
    expect(bank.partner.bank.books()).toHaveLength(1);
  });
});

describe('a rejection', () => {
  it.each([
    ['AM12', { amount: '1e2' }],
    ['CH20', { amount: '1.234' }],
    ['AM01', { amount: '0.00' }],
    ['AM03', { currency: 'XAU' }],
    ['AM10', { sum: '1.00' }],
    ['AM19', { transactions: '2' }],
    ['AC02', { debtor: 'DE00000000000000000000' }],
    ['AM04', { amount: '999999.00' }],
    ['TM01', { text: 'sim:rejectAtOnce=TM01' }],
    ['AC04', { text: 'sim:rejectAtOnce=AC04' }],
    ['AC06', { name: 'sim:rejectAtOnce=AC06' }],
    ['AC03', { text: 'sim:refuse=payee' }],
    ['HOUSE-RULE', { text: 'sim:refuse=HOUSE-RULE' }],
  ])('for %s is recorded: repeats and inquiries get it again', async (code, parts) => {
    const bank = openBank(1);
    const body = order({ msgId: 'A1', ...parts });

    expect(await place(bank, body)).toBe(`RJCT ${code}`);
    expect(await place(bank, body)).toBe(`RJCT ${code}`);
    expect(await ask(bank, 'A1')).toBe(`RJCT ${code}`);
    expect(bank.partner.bank.books()).toEqual([]);
  });

  it('for want of funds stays, even when the account is full again', async () => {
    const bank = openBank(1, 20_000n);
    const other = order({ msgId: 'B2', amount: '100.00' });
    await place(bank, A);
    await bank.runtime.advance(SETTLE_MS);
    expect(await place(bank, other)).toBe('RJCT AM04');

    bank.partner.bank.giveBack('A1', 'AC04', 0n);

    expect(await place(bank, other)).toBe('RJCT AM04');
    expect(await ask(bank, 'B2')).toBe('RJCT AM04');
  });

  it('is not overwritten by another message under its id, nor is a payment', async () => {
    const bank = openBank(1);
    await place(bank, order({ msgId: 'A1', text: 'sim:refuse=payee' }));
    await place(bank, order({ msgId: 'B2' }));

    expect(await place(bank, A)).toBe('RJCT DU01');
    expect(await place(bank, order({ msgId: 'B2', sum: '1.00' }))).toBe('RJCT DU01');
    expect(await ask(bank, 'A1')).toBe('RJCT AC03');
    expect(await ask(bank, 'B2')).toBe('ACSP');
  });

  it('that comes later is pushed', async () => {
    const bank = openBank(1);

    expect(await place(bank, order({ msgId: 'A1', text: 'sim:rejectAfter=AB05:50' }))).toBe('ACTC');
    await bank.runtime.advance(50);
    expect(await ask(bank, 'A1')).toBe('RJCT AB05');
    expect(bank.pushes().map((push) => push.body)).toEqual([
      expect.stringContaining('<Cd>AB05</Cd>'),
    ]);
  });
});

describe('a refusal of one copy', () => {
  it.each([
    ['throttle', 'THROTTLED', 429],
    ['refuse=throttled', 'THROTTLED', 429],
    ['refuse=permission', 'FORBIDDEN', 403],
    ['refuse=busy', 'CLOSED', 503],
    ['refuse=FAULT', 'FAULT', 500],
  ])('by %s is %s and leaves no record', async (magic, code, status) => {
    const bank = openBank(1);
    const body = order({ msgId: 'A1', text: `sim:${magic}*1` });

    const answer = await call(bank, 'POST', '/iso20022/pain.001', body);

    expect([answer.status, said(answer)]).toEqual([status, code]);
    expect(await ask(bank, 'A1')).toBe('NOTFOUND');
    expect(await place(bank, body)).toBe('ACTC');
  });
});

describe('misbehaviour', () => {
  it('signs wrongly, not at all, with the next key, or late, as armed', async () => {
    const bank = openBank(1);
    await place(bank, A);
    const asked = () => call(bank, 'GET', '/iso20022/status/A1');

    bank.arm('rotateKey');
    expect((await asked()).signedBy).toBe('demo-bank-2');
    bank.arm('clockSkew', '-400');
    const dated = Date.parse((await asked()).headers['x-isobank-date'] ?? '');
    expect(dated - bank.runtime.now()).toBe(-400_000);
    bank.arm('badSignature');
    expect((await asked()).signedBy).toBeNull();
    bank.arm('unsignedAnswer');
    expect(Object.keys((await asked()).headers)).toEqual(['content-type']);
    bank.partner.bank.behaviours.clear();
    expect((await asked()).signedBy).toBe('demo-bank-1');
  });

  it('shows another amount, under a genuine signature', async () => {
    const bank = openBank(1);
    bank.arm('echoOtherAmount');

    const answer = await call(bank, 'POST', '/iso20022/pain.001', A);

    expect(answer.signedBy).toBe('demo-bank-1');
    expect(answer.body).toContain('<InstdAmt Ccy="EUR">123.46</InstdAmt>');
  });

  it('signs its notices wrongly', async () => {
    const bank = openBank(1);
    bank.arm('callbackBadSignature');
    await place(bank, A);
    await bank.runtime.advance(SETTLE_MS);

    expect(bank.pushes().map(noticeSigner)).toEqual([null, null]);
  });

  it('denies a message it has, executes copies, and answers after execution with nothing', async () => {
    const bank = openBank(1);
    await place(bank, order({ msgId: 'A1', text: 'sim:inquiryNotFoundFor=500 sim:dedupeOff' }));

    expect(await ask(bank, 'A1')).toBe('NOTFOUND');
    await bank.runtime.advance(500);
    expect(await ask(bank, 'A1')).toBe('ACSP');
    await place(bank, order({ msgId: 'A1', text: 'sim:inquiryNotFoundFor=500 sim:dedupeOff' }));
    await bank.runtime.advance(SETTLE_MS);
    expect(bank.partner.bank.books()).toMatchObject([{ executions: 2 }]);
    const lost = order({ msgId: 'C3', text: 'sim:resetAfterExecution' });
    await expect(place(bank, lost)).rejects.toThrow('reset');
    expect(await ask(bank, 'C3')).toBe('ACSP');
  });

  it('takes for taken only the receipt it asked for', () => {
    const { partner } = openBank(1);

    expect(partner.callbackTaken(200, '<Receipt>TAKEN</Receipt>')).toBe(true);
    expect(partner.callbackTaken(200, '')).toBe(false);
    expect(partner.callbackTaken(503, '<Receipt>TAKEN</Receipt>')).toBe(false);
  });
});
