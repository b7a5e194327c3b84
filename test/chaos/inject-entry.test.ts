/**
 * Goal: an inject entry is taken up to each limit that docs/FAULTS.md and the API name, and not one
 * step further; what it leaves out has the value that is written; a refusal points at the field.
 * Method: for each field a value at the limit and one beyond it, and the entry as read.
 */
import { describe, expect, it } from 'vitest';

import { parseDurationMs } from '../../src/chaos/arm/duration.ts';
import { readRule } from '../../src/chaos/arm/read-rule.ts';

const ENTRY = { fault: 'connect.refused', on: { partner: 'bank' }, ttl: '30s' };
const HTTP = { ...ENTRY, fault: 'http.status', code: 503 };
const DELAY = { ...ENTRY, fault: 'delay' };

/** The rule, or the pointers of what is wrong with it. */
function read(entry: object) {
  const reading = readRule(entry, ['bank', 'psp']);
  return reading.ok ? reading.rule : reading.errors.map(({ pointer }) => pointer);
}

const lognormal = (parameters: object) => ({ ...DELAY, dist: { lognormal: parameters } });
const onBank = (aim: object) => ({ ...ENTRY, on: { partner: 'bank', ...aim } });

describe('an entry', () => {
  it('that leaves out what it may strikes each try, drawn from the same seed for ever', () => {
    expect(read(ENTRY)).toMatchObject({
      id: null,
      rate: 1,
      stickyBy: 'attempt',
      seed: 20_261_124,
      ttlMs: 30_000,
      params: {},
    });
  });

  it.each([
    ['/ttl', { ...ENTRY, ttl: '1ms' }, { ...ENTRY, ttl: '0ms' }],
    ['/ttl', { ...ENTRY, ttl: '3600s' }, { ...ENTRY, ttl: '3601s' }],
    ['/ttl', { ...ENTRY, ttl: '1h' }, { ...ENTRY, ttl: '3600001ms' }],
    ['/ttl', { ...ENTRY, ttl: 'PT0.001S' }, { ...ENTRY, ttl: 'soon' }],
    ['/rate', { ...ENTRY, rate: 0 }, { ...ENTRY, rate: -0.001 }],
    ['/rate', { ...ENTRY, rate: 1 }, { ...ENTRY, rate: 1.001 }],
    ['/rate', { ...ENTRY, rate: 0.5 }, { ...ENTRY, rate: 'half' }],
    ['/seed', { ...ENTRY, seed: 0 }, { ...ENTRY, seed: -1 }],
    ['/stickyBy', { ...ENTRY, stickyBy: 'payout' }, { ...ENTRY, stickyBy: 'partner' }],
    ['/stickyBy', { ...ENTRY, stickyBy: 'attempt' }, { ...ENTRY, stickyBy: 'try' }],
    ['/id', { ...ENTRY, id: 'a'.repeat(40) }, { ...ENTRY, id: 'a'.repeat(41) }],
    ['/id', { ...ENTRY, id: '0-x' }, { ...ENTRY, id: '-x' }],
    ['/on/attempt', onBank({ attempt: 1 }), onBank({ attempt: 0 })],
    ['/on/attempt', onBank({ attempt: 100 }), onBank({ attempt: 101 })],
    ['/on/amount/min', onBank({ amount: { min: 0 } }), onBank({ amount: { min: -1 } })],
    ['/on/amount/max', onBank({ amount: { max: 0 } }), onBank({ amount: { max: 0.5 } })],
    ['/on/partner', onBank({ partner: 'psp' }), onBank({ partner: 'other' })],
    ['/code', { ...HTTP, code: 200 }, { ...HTTP, code: 199 }],
    ['/code', { ...HTTP, code: 599 }, { ...HTTP, code: 600 }],
    ['/body', { ...HTTP, body: 'x'.repeat(4096) }, { ...HTTP, body: 'x'.repeat(4097) }],
    ['/retryAfter', { ...HTTP, retryAfter: 0 }, { ...HTTP, retryAfter: -1 }],
    ['/retryAfter', { ...HTTP, retryAfter: 86_400 }, { ...HTTP, retryAfter: 86_401 }],
    ['/delivered', { ...HTTP, delivered: true }, { ...HTTP, delivered: 'yes' }],
    ['/as', { ...ENTRY, ...lost('5xx') }, { ...ENTRY, ...lost('4xx') }],
    ['/as', { ...ENTRY, ...lost('timeout') }, { ...ENTRY, ...lost('silence') }],
    ['/as', { ...ENTRY, ...lost('rst') }, { ...ENTRY, ...lost('fin') }],
    [
      '/at',
      { ...ENTRY, fault: 'tcp.rst', at: 'after_request' },
      { ...ENTRY, fault: 'tcp.rst', at: 'before_request' },
    ],
    ['/dist', { ...DELAY, dist: { fixed: 0 } }, { ...DELAY, dist: { fixed: -1 } }],
    ['/dist', { ...DELAY, dist: { fixed: 120_000 } }, { ...DELAY, dist: { fixed: 120_001 } }],
    ['/dist', { ...DELAY, dist: { uniform: [0, 120_000] } }, { ...DELAY, dist: { uniform: [0] } }],
    ['/dist', lognormal({ median: 1, sigma: 0 }), lognormal({ median: 0.9, sigma: 0 })],
    ['/dist', lognormal({ median: 1, sigma: 3 }), lognormal({ median: 1, sigma: 3.1 })],
    ['/dist', lognormal({ median: 1, sigma: 0.5 }), lognormal({ median: 1, sigma: -0.1 })],
    ['/dist', lognormal({ p50: 1, p99: 1 }), lognormal({ p50: 0.9, p99: 1 })],
    ['/dist', lognormal({ p50: 1, p99: 2 }), lognormal({ p50: 1, p99: 0.9 })],
    [
      '/where',
      { ...DELAY, dist: { fixed: 1 }, where: 'before_send' },
      { ...DELAY, dist: { fixed: 1 }, where: 'never' },
    ],
  ])('has a limit at %s: %j is taken, %j is not', (pointer, taken, refused) => {
    expect(read(taken)).toMatchObject({ on: { partner: expect.any(String) } });
    expect(read(refused)).toEqual([expect.stringContaining(pointer)]);
  });

  it('that leaves out a fault’s own parameters gets the harmless or the documented ones', () => {
    expect(read(HTTP)).toMatchObject({ params: { code: 503, delivered: false } });
    expect(read(HTTP)).toHaveProperty('params.body', expect.stringMatching(/^<html>/));
    expect(read({ ...DELAY, dist: { fixed: 5 } })).toMatchObject({
      params: { where: 'after_execute' },
    });
    expect(read({ ...ENTRY, fault: 'commit.lost_answer' })).toMatchObject({
      params: { as: 'rst' },
    });
    expect(read({ ...ENTRY, fault: 'tcp.rst' })).toMatchObject({ params: { at: 'after_request' } });
  });

  it('is refused with a pointer for each field that is wrong, however deep', () => {
    expect(read({ ...ENTRY, rate: 2, seed: -1 })).toEqual(['/rate', '/seed']);
    expect(read({ ...DELAY, dist: { fixed: -1 } })).toEqual(['/dist/fixed']);
  });
});

describe('a duration', () => {
  it.each([
    ['1ms', 1],
    ['250ms', 250],
    ['2s', 2_000],
    ['3m', 180_000],
    ['4h', 14_400_000],
    ['PT5S', 5_000],
    ['PT0.25S', 250],
    ['PT6M', 360_000],
    ['PT7H', 25_200_000],
    ['PT1H2M3S', 3_723_000],
    ['PT1H3S', 3_603_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', 'PT', '5', '5 s', '-5s', '5d', 'P1D', 'PT5', '1.5s', '1234567890s', 'ms'])(
    '"%s" is none',
    (text) => {
      expect(parseDurationMs(text)).toBeNull();
    },
  );
});

function lost(as: string) {
  return { fault: 'commit.lost_answer', as };
}
