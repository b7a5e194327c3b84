/**
 * Goal: both dialects are the bank's: the algorithms are the standards', the vectors are filled up
 * as the bank fills them, and a notice that the bank itself published opens and verifies.
 * Method: the examples of GB/T 32905, 32907 and GM/T 0003.5, the bank's sample with its public test
 * key (fixtures/cmb/published), and every signature and cipher text spoilt in turn.
 */
import { createHash } from 'node:crypto';

import { sm2 } from 'sm-crypto';
import { describe, expect, it } from 'vitest';

import { decryptText, encryptText } from '../../../adapters/cmb/ciphers.ts';
import { readSuite } from '../../../adapters/cmb/suite-settings.ts';
import { bytesOf, vectorOf } from '../../../adapters/cmb/suite.ts';
import { NOW_MS, demoAdapter, DIALECTS, readText, secretWith } from './demo-bank.ts';

const GMT_KEY =
  '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13'.toLowerCase();
const GMT_SIGNATURE =
  'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA'.toLowerCase();

describe('the algorithms', () => {
  it('SM3 is that of GB/T 32905, example 1', () => {
    const digest = createHash('sm3').update('abc').digest('hex');

    expect(digest).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  });

  it('SM4 is that of GB/T 32907, example 1', () => {
    const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
    // What CTR adds to the first block of text is the cipher of its vector: here, of the key itself.
    const cipher = { name: 'sm4-ctr', key: block, iv: block } as const;

    const stream = encryptText(cipher, '\0'.repeat(16));

    expect(Buffer.from(stream, 'base64').toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });

  it('SM2 with SM3 is that of GM/T 0003.5, appendix A, under the default id', () => {
    const verify = (id: string) =>
      sm2.doVerifySignature('message digest', GMT_SIGNATURE, GMT_KEY, { hash: true, userId: id });

    expect(verify('1234567812345678')).toBe(true);
    expect(verify('N000000001000000')).toBe(false);
  });
});

describe('the vector', () => {
  it.each([
    ['N002432758', 'N002432758000000'],
    ['', '0000000000000000'],
    ['0123456789abcdefXYZ', '0123456789abcdef'],
  ])('of %j is %j', (id, vector) => {
    expect(vectorOf(id)).toBe(vector);
  });
});

describe('the notice that the bank published', () => {
  const published = JSON.parse(readText('cmb/published/notice.json')) as Record<string, string>;
  const changes = {
    CRYPTO: 'SM',
    CORP_NBR: published['corpNbr'] ?? '',
    SM4_NOTICE_KEY: published['key'] ?? '',
    SM2_NOTICE_PUBLIC_KEYS: JSON.stringify([published['publicKey']]),
  };

  it('opens with the company’s key and verifies with the bank’s', () => {
    const { notices } = readSuite(secretWith(changes), 'N000000001');

    const text = notices.decrypt(published['enptData'] ?? '', published['corpNbr'] ?? '') ?? '';
    const { sigdat } = JSON.parse(text) as { sigdat: string };
    const signed = text.replace(sigdat, '__signature_sigdat__');

    expect(notices.verify(signed, sigdat)).toBe(true);
    expect(notices.verify(`${signed} `, sigdat)).toBe(false);
    expect(text).toContain(String.raw`\"reqSts\":\"FIN\"`);
  });

  it('is taken by the adapter, as news about no payment of ours', () => {
    const { corpNbr, enptData } = published;
    const delivery = { headers: {}, body: JSON.stringify({ corpNbr, enptData }) };

    const reading = demoAdapter(changes).readCallback(delivery, NOW_MS);

    expect(reading).toMatchObject({ kind: 'news', eventId: '1534062647609700354', news: [] });
    // Its `sigtim` is a moment that can be read; otherwise it would be as old as can be.
    expect(reading.kind === 'news' && reading.sealedAtMs).toBeGreaterThan(Date.UTC(2020, 0));
  });
});

describe.each(DIALECTS)('the dialect %s', (CRYPTO) => {
  const suite = readSuite(secretWith({ CRYPTO }), 'N000000001');

  it('opens what it closed, whatever the alphabet', () => {
    const texts = ['', 'a', '借款到账 💰', 'x'.repeat(4_096)];

    expect(texts.map((text) => suite.decrypt(suite.encrypt(text)))).toEqual(texts);
  });

  it('does not open what was changed, cut, or closed with another key', () => {
    const sealed = suite.encrypt('{"response":{}}'.repeat(9));
    const others = [
      sealed.slice(0, -4),
      `${sealed.slice(0, -8)}AAAAAAA=`,
      '',
      'CDCServer:报文解密失败',
      `${sealed}=`,
      readSuite(secretWith({ CRYPTO: CRYPTO === 'SM' ? 'RSA' : 'SM' }), 'N000000001').encrypt('{}'),
    ];

    const opened = others.map((other) => suite.decrypt(other));

    expect(opened.filter((text) => text?.startsWith('{"response"') && text.endsWith('}'))).toEqual(
      [],
    );
  });

  // The last two have the length of a signature by SM2, and no number of its curve in it.
  const HOLLOW = [0, 255].map((byte) => Buffer.alloc(64, byte).toString('base64'));

  it.each(['', '=', 'AAAA', '***', 'A'.repeat(88), 'A'.repeat(344), ...HOLLOW])(
    'believes no signature like %j',
    (signature) => {
      expect(suite.verify('text', signature)).toBe(false);
      expect(suite.notices.verify('text', signature)).toBe(false);
    },
  );

  it('does not take its own signature for the bank’s', () => {
    expect(suite.verify('text', suite.sign('text'))).toBe(false);
  });
});

describe('a cipher text', () => {
  it('is strict base64 or nothing', () => {
    expect([bytesOf('AAA'), bytesOf('A A='), bytesOf('AA==AA=='), bytesOf('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(bytesOf('AAA=')).toHaveLength(2);
  });

  it('that another key padded is null and no exception', () => {
    const key = Buffer.alloc(32);

    expect(decryptText({ name: 'aes-256-ecb', key, iv: null }, Buffer.alloc(16))).toBeNull();
    expect(decryptText({ name: 'aes-256-ecb', key, iv: null }, Buffer.alloc(15))).toBeNull();
  });
});
