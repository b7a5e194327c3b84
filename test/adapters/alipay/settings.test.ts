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
import { AlipaySettingError } from '../../../adapters/alipay/settings.ts';
import { demoAdapter, demoSecret } from './demo-alipay.ts';

/** A certificate that carries the name of Alipay's root and was signed by somebody else. */
const STRANGER = `-----BEGIN CERTIFICATE-----
MIIDwzCCAqugAwIBAgIUCMymzE2Ngd6elXkFGip7YO5iDEQwDQYJKoZIhvcNAQEL
BQAwcDELMAkGA1UEBhMCQ04xGDAWBgNVBAoMD0JyZWFrd2F0ZXIgRGVtbzEbMBkG
A1UECwwSTk9UIEZPUiBSRUFMIE1PTkVZMSowKAYDVQQDDCFCcmVha3dhdGVyIERl
bW8gQWxpcGF5IFJvb3QgQ0EgUjEwIBcNMjYxMTI0MTQyMTA1WhgPMjEyNjEwMzEx
NDIxMDVaMHAxCzAJBgNVBAYTAkNOMRgwFgYDVQQKDA9CcmVha3dhdGVyIERlbW8x
GzAZBgNVBAsMEk5PVCBGT1IgUkVBTCBNT05FWTEqMCgGA1UEAwwhQnJlYWt3YXRl
ciBEZW1vIEFsaXBheSBSb290IENBIFIxMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
MIIBCgKCAQEAy2EwIjKT/mI0yRe8n3bwq92UYr7883sPNt9gNTbS/qHEnk/7gXCy
T5lAZt07b/OtmSjfaKaAXscPTAa66XVJtKfLJaBpL4Y+H7JRe+/cxlb7BeKsI14L
vbwaEE3fVBWv2gOK8SvJWOrSJ4avW6Kd0VPKsomUfulWzORwrr3A+VOePvflGI7W
E+kxv7slllR7kqBH2LFoCybtRKZsSbCQc6HUaosHA73uQNXmJpeXLXXaKeqO7X/r
hqlvpZwywQilUuyBVpoJ0c9x1NG9VL/sGD1yYRHxlO35MvDtojjfJi6oiWLxcRk1
5D30kmjcV9EOAXfUju52ZS6OHizwafTIOwIDAQABo1MwUTAdBgNVHQ4EFgQUyIX2
+ag3d7tg+IriyUk6T0sUlm8wHwYDVR0jBBgwFoAUyIX2+ag3d7tg+IriyUk6T0sU
lm8wDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEArYzCtqAdS8Ws
eBYjcww6PLLnvpQFUanM3o1UEb/6Nveiu25aVJElZtw0EFOpCT082WaMHM2GafAs
fLUWXI1GaTos3gE1DHVP5vrZDxEZq1ldZe9IaFSrGU5P/QFwTMSilZao4SrzXSxj
egXC4X0ZpZukntq14llrIVYYNK4+0vm1WfYeWwDGzzjz5peFI/+zZ1cZDEmOuP9g
bocPeGr6esXPNuQ+oTjJcY/30j5ZvXcZdVBI5T44vmxyK6NR/tmRjaYSVEmZt2bs
BbA3yhzA7KJ4tqo4qjVlVRkzg+55b/f0JbRkOEIemZGpl6MX6XjI21XglBt///B2
JOV2EcV/vQ==
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

    expect(start).toThrow(AlipaySettingError);
    expect(start).toThrow(new RegExp(`^alipay: setting ${name} `));
  });

  it('never shows its value in the error, nor in what caused it', () => {
    const secretText = '-----BEGIN PRIVATE KEY-----\nTOP-SECRET-VALUE\n-----END PRIVATE KEY-----';
    const errors = ['APP_ID', 'APP_PRIVATE_KEY', 'PAYER_USER_ID', 'TRANSFER_SCENE'].map((name) =>
      errorOf(() => demoAdapter({ [name]: secretText })),
    );

    expect(errors.every((error) => error instanceof AlipaySettingError)).toBe(true);
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
