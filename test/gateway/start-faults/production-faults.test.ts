/**
 * Goal: a gateway with real partners does not start with what must never meet real money, and says all of it at
 * once, without showing a secret.
 * Method: settings in memory, keys made here; each kind of weakness alone, then together; every secret of the
 * repository in turn.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { repositorySecretsModule } from '../../../scripts/repository-secrets.ts';
import {
  productionFaults,
  type ProductionSettings,
} from '../../../src/gateway/start-faults/production-faults.ts';
import { weaknessOf } from '../../../src/gateway/start-faults/weak-secret.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

const SOUND: ProductionSettings = {
  config: { chaosMode: 'off', amountMinorMax: new Map([['CNY', 5_000_000n]]) },
  baseUrls: new Map([['alipay', ['https://openapi.example']]]),
  webhookUrls: ['https://callers.example/hooks', 'https://8.8.8.8/hooks'],
  secrets: new Map([['ALIPAY_APP_ID', '2088123456789012']]),
};

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const SHORT = rsa(1_024);
const pemOf = (key: KeyObject, type: 'pkcs8' | 'spki') =>
  key.export({ type, format: 'pem' }).toString();

const FORMS: Readonly<Record<string, string>> = {
  'a private key as PEM': pemOf(SHORT.privateKey, 'pkcs8'),
  'a public key as PEM': pemOf(SHORT.publicKey, 'spki'),
  'a private key as base64 (PKCS#8)': SHORT.privateKey
    .export({ type: 'pkcs8', format: 'der' })
    .toString('base64'),
  'a private key as base64 (PKCS#1)': SHORT.privateKey
    .export({ type: 'pkcs1', format: 'der' })
    .toString('base64'),
  'a public key as base64 (SPKI)': SHORT.publicKey
    .export({ type: 'spki', format: 'der' })
    .toString('base64'),
  'a list of keys': JSON.stringify([pemOf(SHORT.publicKey, 'spki')]),
  'keys by their ids': JSON.stringify({ k1: { key: pemOf(SHORT.publicKey, 'spki') } }),
};

describe('settings that are sound', () => {
  it('have no fault', () => {
    expect(productionFaults(SOUND)).toEqual([]);
  });

  it('may hold keys of 2048 bits, other kinds of keys, and texts that are no keys', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const texts = [
      pemOf(rsa(2_048).privateKey, 'pkcs8'),
      pemOf(ec.privateKey, 'pkcs8'),
      '',
      '[',
      '"',
      'null',
      '{"a":[1,null,{"b":"c"}]}',
      'MIIE',
    ];

    expect(texts.map(weaknessOf)).toEqual(texts.map(() => null));
  });

  it('may run chaos that spares real payouts', () => {
    const config = { ...SOUND.config, chaosMode: 'guarded' as const };
    expect(productionFaults({ ...SOUND, config })).toEqual([]);
  });
});

describe('a fault is', () => {
  it.each(Object.entries(FORMS))('an RSA key of 1024 bits: %s', (_form, secret) => {
    const lines = productionFaults({ ...SOUND, secrets: new Map([['ALIPAY_KEY', secret]]) });

    expect(lines).toEqual(['ALIPAY_KEY: is an RSA key of 1024 bits; at least 2048 are needed']);
  });

  it.each([
    ['chaos', { config: { ...SOUND.config, chaosMode: 'lab' } }, 'CHAOS_MODE=lab'],
    [
      'missing limits',
      { config: { ...SOUND.config, amountMinorMax: new Map() } },
      'AMOUNT_MINOR_MAX',
    ],
    [
      'plain http',
      { baseUrls: new Map([['alipay', ['http://a.example']]]) },
      'ALIPAY_URLS: http://a',
    ],
    ['no URL', { baseUrls: new Map([['alipay', ['a.example']]]) }, 'ALIPAY_URLS: "a.example"'],
    ['a webhook over http', { webhookUrls: ['http://callers.example'] }, 'is not https'],
    ['a webhook on loopback', { webhookUrls: ['https://localhost:1'] }, 'private address'],
    ['a webhook at a private IPv4', { webhookUrls: ['https://10.1.2.3'] }, 'private address'],
    ['a webhook at a private IPv6', { webhookUrls: ['https://[fd00::1]'] }, 'private address'],
    ['a mapped address', { webhookUrls: ['https://[::ffff:10.0.0.1]'] }, 'private address'],
  ] as const)('%s', (_name, changes, words) => {
    const lines = productionFaults({ ...SOUND, ...changes });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(words);
  });

  it('told beside all the others', () => {
    const lines = productionFaults({
      config: { chaosMode: 'lab', amountMinorMax: new Map() },
      baseUrls: new Map([['alipay', ['http://a.example', 'http://b.example']]]),
      webhookUrls: ['http://c.example', 'https://127.0.0.1'],
      secrets: new Map([
        ['ALIPAY_KEY', pemOf(SHORT.privateKey, 'pkcs8')],
        ['ALIPAY_APP_ID', 'x'],
      ]),
    });

    expect(lines).toHaveLength(7);
    expect(lines.join('\n')).not.toContain('PRIVATE KEY');
  });
});

describe('every secret of the repository', () => {
  const secrets = readdirSync(FIXTURES).flatMap((partner) =>
    readdirSync(new URL(`${partner}/demo/`, FIXTURES)).map((name) => [partner, name] as const),
  );
  const weaknessAt = (partner: string, name: string) =>
    weaknessOf(readFileSync(new URL(`${partner}/demo/${name}`, FIXTURES), 'utf8').trim());

  it('is known by its digest, and the list holds nothing else', () => {
    const path = '../../../src/gateway/start-faults/repository-secrets.ts';
    expect(readFileSync(new URL(path, import.meta.url), 'utf8')).toBe(repositorySecretsModule());
  });

  it.each(secrets.filter(([, name]) => /KEYS?$|SECRET$/.test(name)))(
    'is refused: %s %s',
    (partner, name) => {
      expect(weaknessAt(partner, name)).toContain('stands in the repository');
    },
  );

  it('is told from settings that are no secrets', () => {
    const plain = ['alipay/APP_ID', 'cmb/CRYPTO', 'isobank/DRAIN_MS', 'isobank/CLIENT_KEY_ID'];
    const read = plain.map((path) => path.split('/') as [string, string]);
    expect(read.map(([partner, name]) => weaknessAt(partner, name))).toEqual(plain.map(() => null));
  });
});
