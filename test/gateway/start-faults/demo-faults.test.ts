/**
 * Goal: the demo, whose key everybody knows, never starts where a stranger reaches it or where a payment could
 * be real.
 * Method: settings and environments in memory.
 */
import { describe, expect, it } from 'vitest';

import { demoFaults, type DemoSettings } from '../../../src/gateway/start-faults/demo-faults.ts';

const SAFE: DemoSettings = { host: '127.0.0.1', sandboxUrl: null, production: false };
const PARTNERS = ['alipay', 'adyen'];

const faults = (changes: Partial<DemoSettings>, env = {}) =>
  demoFaults({ ...SAFE, ...changes }, env, PARTNERS);

describe('the demo starts', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LOCALHOST', 'a.localhost'])(
    'on %s',
    (host) => {
      expect(faults({ host })).toEqual([]);
    },
  );

  it.each(['http://127.0.0.1:8090', 'http://[::1]:8090', 'http://localhost:8090'])(
    'beside a sandbox at %s',
    (sandboxUrl) => {
      expect(faults({ sandboxUrl })).toEqual([]);
    },
  );

  it('beside settings that are no partner’s, or are empty as compose files leave them', () => {
    expect(faults({}, { ALIPAY_URLS: '', ALIPAYX_URLS: 'x', PORT: '1', PATH: '/bin' })).toEqual([]);
  });
});

describe('the demo is refused', () => {
  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '192.0.2.7',
    'gateway.example',
    '[::]',
    '127.0.0.1.example',
  ])('on %s', (host) => {
    expect(faults({ host }).join()).toContain('loopback only');
  });

  it.each(['http://10.0.0.1:8090', 'https://bank.example', 'http://127.0.0.1.example'])(
    'beside a sandbox at %s',
    (sandboxUrl) => {
      expect(faults({ sandboxUrl }).join()).toContain('SANDBOX_URL');
    },
  );

  it('in production', () => {
    expect(faults({ production: true }).join()).toContain('refused in production');
  });

  it('beside any one setting of a partner, named without what stands in it', () => {
    const env = { ALIPAY_URLS: 'https://openapi.example', ADYEN_API_KEY_FILE: '/run/hush' };

    const lines = faults({}, env);

    expect(lines.map((line) => line.split(':')[0])).toEqual(['ALIPAY_URLS', 'ADYEN_API_KEY_FILE']);
    expect(lines.join()).not.toMatch(/openapi|hush/);
  });

  it('for everything at once', () => {
    const env = { ALIPAY_URLS: 'x' };
    expect(
      faults({ host: '::', production: true, sandboxUrl: 'http://a.example' }, env),
    ).toHaveLength(4);
  });
});
