/**
 * Goal: what we send is the instruction, exactly, for any name an attacker can type, and the same
 * bytes for every resend.
 * Method: properties over generated instructions, read back by libxml2, which shares no code with
 * our writer; amounts by hand; the signature checked with node:crypto from the agreement's words.
 */
import { createPublicKey, verify } from 'node:crypto';

import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';

import { uetrOf } from '../../../adapters/isobank/ids.ts';
import { fitText } from '../../../adapters/isobank/text.ts';
import type { Instruction } from '../../../src/contract/adapter.ts';
import { formatDecimal, type Money } from '../../../src/contract/money.ts';
import {
  arbitraryInstruction,
  arbitraryKey,
} from '../../../scripts/iso20022/arbitrary-instruction.ts';
import { adapter, INSTRUCTION, KEY, secret, STAMP } from './demo-bank.ts';

const RUNS = { seed: 20_261_124, numRuns: 100 } as const;

describe('pain.001', () => {
  it('carries the instruction and nothing of the envelope (seed 20261124)', () => {
    fc.assert(
      fc.property(arbitraryInstruction, (instruction) => {
        const fields = read(adapter.submit(instruction, STAMP).request.body ?? '');

        const { partnerKey, amount, creditor } = instruction;
        const { bank, value } = creditor.account;
        expect(fields.ids).toEqual(Array.from({ length: 4 }, () => partnerKey));
        expect(fields.amounts).toEqual(Array.from({ length: 3 }, () => formatDecimal(amount)));
        expect(fields.currency).toBe(amount.currency);
        expect(fields.account).toBe(value);
        expect(fields.bank).toBe(bank ?? '');
        expect(fields.name).toBe(fitText(creditor.name));
        expect(fields.remittance).toBe(fitText(instruction.remittance));
        expect(fields.dates).toEqual(
          Array.from({ length: 2 }, () => new Date(instruction.intentAtMs).toISOString()),
        );
      }),
      RUNS,
    );
  });

  it('has equal bytes in every send, and the same content (seed 20261124)', () => {
    fc.assert(
      fc.property(
        arbitraryInstruction,
        fc.integer({ min: 0, max: 1e9 }),
        (instruction, laterMs) => {
          const later = { nowMs: STAMP.nowMs + laterMs, nonce: 'f'.repeat(32) };

          const first = adapter.submit(instruction, STAMP).request;
          const second = adapter.submit({ ...instruction }, later).request;

          expect(second.body).toBe(first.body);
          expect(adapter.content(instruction)).toBe(first.body);
          expect(second.headers['x-isobank-signature']).not.toBe(
            first.headers['x-isobank-signature'],
          );
        },
      ),
      { ...RUNS, numRuns: 50 },
    );
  });

  it('has other content for another amount, account, name, text, key or time', () => {
    const others: Partial<Instruction>[] = [
      { amount: { currency: 'EUR', minor: 12_346n } },
      { amount: { currency: 'USD', minor: 12_345n } },
      { creditor: { ...INSTRUCTION.creditor, name: 'Ada L.' } },
      { creditor: { ...INSTRUCTION.creditor, account: { type: 'iban', value: 'GB34' } } },
      { remittance: 'loan 43' },
      { partnerKey: 'A'.repeat(32) },
      { intentAtMs: INSTRUCTION.intentAtMs + 1 },
    ];

    const contents = others.map((other) => adapter.content({ ...INSTRUCTION, ...other }));

    expect(new Set([adapter.content(INSTRUCTION), ...contents]).size).toBe(others.length + 1);
  });

  it.each<readonly [Money, string]>([
    [{ currency: 'JPY', minor: 0n + 7n }, '7'],
    [{ currency: 'JPY', minor: 120_000n }, '120000'],
    [{ currency: 'CNY', minor: 1n }, '0.01'],
    [{ currency: 'EUR', minor: 500_000n }, '5000.00'],
    [{ currency: 'KWD', minor: 1n }, '0.001'],
    [{ currency: 'KWD', minor: 12_345n }, '12.345'],
  ])('writes %o as %s', (amount, decimal) => {
    const body = adapter.submit({ ...INSTRUCTION, amount }, STAMP).request.body;

    expect(body).toContain(`<InstdAmt Ccy="${amount.currency}">${decimal}</InstdAmt>`);
    expect(body).toContain(`<CtrlSum>${decimal}</CtrlSum>`);
  });

  it('names the bank of the payee by BIC, by CNAPS number, or as it stands', () => {
    const agentOf = (bank: string | undefined) => {
      const account = { type: 'cn_bank_account', value: '6222020000000000000', bank } as const;
      const creditor = { ...INSTRUCTION.creditor, account };
      const body = adapter.submit({ ...INSTRUCTION, creditor }, STAMP).request.body ?? '';
      return /<CdtrAgt><FinInstnId>(.*)<\/FinInstnId><\/CdtrAgt>/.exec(body)?.[1];
    };

    expect(agentOf('ICBKCNBJ')).toBe('<BICFI>ICBKCNBJ</BICFI>');
    expect(agentOf('102100099996')).toBe(
      '<ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>102100099996</MmbId></ClrSysMmbId>',
    );
    expect(agentOf('some bank')).toBe('<Othr><Id>some bank</Id></Othr>');
    expect(agentOf(undefined)).toBeUndefined();
  });

  it('leaves out what would be empty', () => {
    const bare = {
      ...INSTRUCTION,
      remittance: ' \u0001\n ',
      creditor: { ...INSTRUCTION.creditor },
    };
    const body = adapter.submit({ ...bare, creditor: { ...bare.creditor, name: '\t' } }, STAMP)
      .request.body;

    expect(body).not.toContain('<RmtInf>');
    expect(body).not.toContain('<Cdtr>');
  });

  it('does not repair an identifier: a character XML cannot carry makes it nobody’s', () => {
    const account = { type: 'cn_bank_account', value: '622\u00012' } as const;
    const creditor = { ...INSTRUCTION.creditor, account };

    const { body } = adapter.submit({ ...INSTRUCTION, creditor }, STAMP).request;

    expect(body).toContain('<Id>622\ufffd2</Id>');
  });
});

describe('free text', () => {
  it.each([
    ['plain', 'Zoë Müller', 'Zoë Müller'],
    ['Chinese', '张伟·阿卜杜拉', '张伟·阿卜杜拉'],
    ['control characters', 'a\u0000\u0001b\r\n\tc\u007fd', 'a b c d'],
    ['half pairs', '\ud800x\udc00', 'x'],
    ['non-characters', 'x\ufffe\uffffy', 'x y'],
    ['blanks at the ends', '  x  ', 'x'],
    ['140 characters', 'x'.repeat(140), 'x'.repeat(140)],
    ['141 characters', 'x'.repeat(141), 'x'.repeat(140)],
    ['141 characters of two units', '😀'.repeat(141), '😀'.repeat(140)],
    ['a blank at the cut', `${'x'.repeat(139)} y`, 'x'.repeat(139)],
  ])('is fitted: %s', (_name, text, fitted) => {
    expect(fitText(text)).toBe(fitted);
  });
});

describe('the UETR', () => {
  it('looks like a UUID v4 for any key, and is another for another key (seed 20261124)', () => {
    fc.assert(
      fc.property(arbitraryKey, arbitraryKey, (one, other) => {
        expect(uetrOf(one)).toMatch(
          /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
        );
        return one === other || uetrOf(one) !== uetrOf(other);
      }),
      RUNS,
    );
  });

  it('belongs to its key for ever', () => {
    expect(uetrOf(KEY)).toBe('2afa81cd-b650-4c70-b4d4-5f22a4d21ef1');
  });
});

describe('the requests', () => {
  it('are signed over method, path, date, nonce and the exact body', () => {
    const calls = [
      adapter.submit(INSTRUCTION, STAMP),
      adapter.inquire(INSTRUCTION, STAMP),
      adapter.probe(STAMP),
    ];
    const keys = JSON.parse(secret('CLIENT_PUBLIC_KEYS')) as Record<string, string>;

    for (const { request } of calls) {
      const { method, path, headers, body = '' } = request;
      const date = headers['x-isobank-date'] ?? '';
      const lines = ['isobank-v1 request', method, path, date, STAMP.nonce, body];
      const key = createPublicKey(keys[headers['x-isobank-key-id'] ?? ''] ?? '');
      const signature = Buffer.from(headers['x-isobank-signature'] ?? '', 'base64');
      expect(verify('sha256', Buffer.from(lines.join('\n')), key, signature)).toBe(true);
      expect(Date.parse(date)).toBe(STAMP.nowMs);
    }
  });

  it('move money only by the submit', () => {
    expect(adapter.submit(INSTRUCTION, STAMP).request.path).toBe('/iso20022/pain.001');
    expect(adapter.inquire(INSTRUCTION, STAMP).request).toMatchObject({
      method: 'GET',
      path: `/iso20022/status/${KEY}`,
    });
    expect(adapter.inquire(INSTRUCTION, STAMP).request).not.toHaveProperty('body');
    expect(adapter.probe(STAMP).request).toMatchObject({
      method: 'GET',
      path: '/iso20022/balance',
    });
    expect(adapter.cancel(INSTRUCTION, STAMP)).toBeNull();
  });
});

/** What libxml2 finds in a pain.001. */
function read(xml: string) {
  const document = XmlDocument.fromString(xml);
  const names = { p: 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09' };
  const all = (path: string) => document.find(path, names).map((node) => node.content);
  const text = (path: string) => all(path).join('|');
  try {
    return {
      ids: all('//p:MsgId|//p:PmtInfId|//p:InstrId|//p:EndToEndId'),
      amounts: all('//p:CtrlSum|//p:InstdAmt'),
      currency: text('//p:InstdAmt/@Ccy'),
      account: text('//p:CdtrAcct/p:Id/p:IBAN|//p:CdtrAcct/p:Id/p:Othr/p:Id'),
      bank: text('//p:CdtrAgt//p:BICFI|//p:CdtrAgt//p:MmbId|//p:CdtrAgt//p:Othr/p:Id'),
      name: text('//p:Cdtr/p:Nm'),
      remittance: text('//p:Ustrd'),
      dates: all('//p:CreDtTm|//p:ReqdExctnDt/p:DtTm'),
    };
  } finally {
    document.dispose();
  }
}
