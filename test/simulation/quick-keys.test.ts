/**
 * Goal: the simulation's quick keys change what a signature costs and nothing else.
 * Method: the product's own readers of keys and certificates on the twins; signatures that verify,
 * and some that must not.
 */
import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';

import { FIXTURES } from '../support/world.ts';
import { quickSecrets } from '../../src/simulation/partners/quick-secrets.ts';
import { FACTORIES } from '../../src/simulation/partners/sim-partners.ts';

const TEXT = Buffer.from('pay Zhang San 100.00');

test.each([
  ['alipay', 'APP_PRIVATE_KEY', 2_048],
  ['wechat', 'MCH_PRIVATE_KEY', 1_024],
  ['isobank', 'CLIENT_PRIVATE_KEY', 1_024],
] as const)('%s signs %s with a real RSA key of %i bits', (partner, name, bits) => {
  const key = createPrivateKey(quickSecrets(partner, FIXTURES)(name));
  const publicKey = createPublicKey(key);

  const signature = sign('sha256', TEXT, key);

  expect(key.asymmetricKeyDetails).toEqual({ modulusLength: bits, publicExponent: 65_537n });
  expect(verify('sha256', TEXT, publicKey, signature)).toBe(true);
  expect(verify('sha256', Buffer.from('pay me instead'), publicKey, signature)).toBe(false);
});

test('a certificate keeps its names and belongs to its key, and its root has signed it', () => {
  const secret = quickSecrets('alipay', FIXTURES);
  const certificate = new X509Certificate(secret('ALIPAY_CERT'));
  const roots = secret('ALIPAY_ROOT_CERT')
    .split(/(?<=-----END CERTIFICATE-----)/)
    .filter((pem) => pem.includes('BEGIN'))
    .map((pem) => new X509Certificate(pem));

  const root = roots.find(({ subject }) => subject === certificate.issuer);

  expect(certificate.subject).toContain('Breakwater Demo Alipay Gateway');
  expect(certificate.checkPrivateKey(createPrivateKey(secret('ALIPAY_PRIVATE_KEY')))).toBe(true);
  expect(root !== undefined && certificate.verify(root.publicKey)).toBe(true);
});

test.each([...FACTORIES.keys()])('%s takes the quick secrets as it takes its own', (partner) => {
  const create = FACTORIES.get(partner);

  expect(create?.(quickSecrets(partner, FIXTURES)).partner).toBe(partner);
});
