/**
 * Goal: a setting that cannot be right stops the start with its name, never with its value; and
 *   certificate serial numbers are the ones that Alipay's own client computes.
 * Method: replace one demo secret at a time; compare with the official `alipay-sdk`.
 */
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';

import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';

import {
  certificateSn,
  readCertificates,
  rootBundleSn,
} from '../../../adapters/alipay/certificate.ts';
import { createAlipay } from '../../../adapters/alipay/adapter.ts';
import { SettingError } from '../../../src/contract/setting-error.ts';
import { demoAdapter, demoSecret } from './demo-alipay.ts';

/**
 * Issued in the name of Alipay's demo root by somebody else, and without key identifiers: nothing
 * but the signature gives it away.
 */
const STRANGER = `-----BEGIN CERTIFICATE-----
MIIDTTCCAjUCAU0wDQYJKoZIhvcNAQELBQAwcDELMAkGA1UEBhMCQ04xGDAWBgNV
BAoMD0JyZWFrd2F0ZXIgRGVtbzEbMBkGA1UECwwSTk9UIEZPUiBSRUFMIE1PTkVZ
MSowKAYDVQQDDCFCcmVha3dhdGVyIERlbW8gQWxpcGF5IFJvb3QgQ0EgUjEwIBcN
MjYxMTI0MTQzMDExWhgPMjEyNjEwMzExNDMwMTFaMGcxCzAJBgNVBAYTAkNOMRgw
FgYDVQQKDA9CcmVha3dhdGVyIERlbW8xGzAZBgNVBAsMEk5PVCBGT1IgUkVBTCBN
T05FWTEhMB8GA1UEAwwYQnJlYWt3YXRlciBEZW1vIFN0cmFuZ2VyMIIBIjANBgkq
hkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqxGPj5UkCXqgF7cg8rJyQhzwWy3wHMbB
SWmm/XjrQX4+uTayJEo2EPvVFTBpKl7iVN3+XW6eysRhmfE6xcwWgibqp0iyRs25
ixum52zeYy4jpyJk5/rUvCx+oEgAGiFuAO8j7p42vh8j6yDfd6dDSJhTpJ9UUQfA
OsUCGWb9miwtoHbSJmbzT6Vc9WO+W44a2F+d+fvjUheNLcOxRNtpP+XpGjRAhHZO
HypSEKzDUcUv7EkggjeH/5XiBxyuvIo2Fazxb6F/Wmd8Pv+gvc/nc5pLNN9+JP/t
JXizfG8PWNBqvCZ+XAtKve7mZSM4ozGnJQYuhyHZwktBEtQBTy/onQIDAQABMA0G
CSqGSIb3DQEBCwUAA4IBAQAo52S5FKxqi61kfDb1c6w9x7DuyRbody/Mum57KCKT
f62/GKCD4XfBbQXWiDTdwLhSdGPFkCkDNh0rYuFk9PvJn5wL+XbX6KDGHM7helg4
jGSz8YMIrnreKfMLFtaZlUqS0Tcoq6MqLVOwo8quP2OqsBYKNJOLQyeX3KDgY9pp
w/ywW0gWIgwpCXP4+EwyBZQojmuR6w3tIKeZd6HlxdXz12Jfdqga0WpjODgibvc+
sQ1Koa+uB2Sa5XHrvkRfwifLAIES2fr3kX2njbpW9wqIwd3PWk/0Vs7E0EAzMVNv
0O37OpIVRLBhO2Ta2rhtGpDAYWVoq02PLDnhKIovfTJf
-----END CERTIFICATE-----`;

const rsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

describe('certificate serial numbers', () => {
  it('equal those of the official client', () => {
    const { config } = new AlipaySdk({
      appId: demoSecret('APP_ID'),
      privateKey: demoSecret('APP_PRIVATE_KEY'),
      keyType: 'PKCS8',
      appCertContent: demoSecret('APP_CERT'),
      alipayRootCertContent: demoSecret('ALIPAY_ROOT_CERT'),
      alipayPublicCertContent: demoSecret('ALIPAY_CERT'),
    });
    const snOf = (name: string) => certificateSn(new X509Certificate(demoSecret(name)));

    expect(snOf('APP_CERT')).toBe(config.appCertSn);
    expect(snOf('ALIPAY_CERT')).toBe(config.alipayCertSn);
    expect(rootBundleSn(readCertificates(demoSecret('ALIPAY_ROOT_CERT')))).toBe(
      config.alipayRootCertSn,
    );
  });

  it('count only the RSA roots of a bundle', () => {
    const roots = readCertificates(demoSecret('ALIPAY_ROOT_CERT'));

    expect(roots).toHaveLength(3);
    expect(rootBundleSn(roots).split('_')).toHaveLength(2);
  });
});

describe('a setting', () => {
  it.each([
    ['APP_ID', 'my-app'],
    ['APP_ID', ''],
    ['APP_PRIVATE_KEY', 'not a key'],
    ['APP_PRIVATE_KEY', rsa(1024).toString()],
    ['APP_PRIVATE_KEY', ec.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['APP_CERT', 'not a certificate'],
    ['APP_CERT', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['APP_CERT', demoSecret('ALIPAY_CERT')],
    ['ALIPAY_ROOT_CERT', ''],
    ['ALIPAY_ROOT_CERT', firstBlock(demoSecret('ALIPAY_ROOT_CERT'))],
    ['ALIPAY_PUBLIC_CERT', ''],
    ['ALIPAY_PUBLIC_CERT', STRANGER],
    ['ALIPAY_PUBLIC_CERT', `${demoSecret('ALIPAY_CERT')}\n${STRANGER}`],
    // An EC root: rightly issued, and no key for RSA2.
    ['ALIPAY_PUBLIC_CERT', firstBlock(demoSecret('ALIPAY_ROOT_CERT'))],
    ['PAYER_USER_ID', '2088'],
    ['PAYER_USER_ID', '1234567890123456'],
    ['TRANSFER_SCENE', ''],
    ['TRANSFER_SCENE', '[]'],
    ['TRANSFER_SCENE', '{"name":""}'],
    ['TRANSFER_SCENE', '{"name":"x","report":[{}]}'],
    ['TRANSFER_SCENE', '{"name":"x","report":[null]}'],
  ])('%s that cannot be right stops the start', (name, value) => {
    const start = () => demoAdapter({ [name]: value });

    expect(start).toThrow(SettingError);
    expect(start).toThrow(new RegExp(`^alipay: setting ${name} `));
  });

  it('never shows its value in the error, nor in what caused it', () => {
    const secretText = '-----BEGIN PRIVATE KEY-----\nTOP-SECRET-VALUE\n-----END PRIVATE KEY-----';
    const errors = ['APP_ID', 'APP_PRIVATE_KEY', 'PAYER_USER_ID', 'TRANSFER_SCENE'].map((name) =>
      errorOf(() => demoAdapter({ [name]: secretText })),
    );

    expect(errors.every((error) => error instanceof SettingError)).toBe(true);
    expect(inspect(errors, { depth: 8 })).not.toContain('TOP-SECRET-VALUE');
  });

  it('that is missing throws what the source of secrets throws', () => {
    const start = () =>
      createAlipay((name) => {
        if (name === 'TRANSFER_SCENE') throw new Error('no TRANSFER_SCENE');
        return demoSecret(name);
      });

    expect(start).toThrow('no TRANSFER_SCENE');
  });

  it('may be a key in PKCS #1 as well as in PKCS #8', () => {
    const key = createPrivateKey(demoSecret('APP_PRIVATE_KEY'));
    const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();

    expect(() => demoAdapter({ APP_PRIVATE_KEY: pkcs1 })).not.toThrow();
  });
});

function firstBlock(bundle: string): string {
  const end = '-----END CERTIFICATE-----';
  return bundle.slice(0, bundle.indexOf(end) + end.length);
}

function errorOf(start: () => unknown): unknown {
  try {
    return start();
  } catch (error) {
    return error;
  }
}
