/**
 * Goal: what an answer says about the partner's health and load is what docs/RESILIENCE.md has: a
 * storm of closed accounts opens no breaker, a broken partner does, and throttling shrinks the load.
 * Method: every kind of verdict and every failure of the list, with what it means written down here.
 */
import { describe, expect, it } from 'vitest';

import { FAILURES, type FailureCode } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { attribute } from '../../../src/resilience/try/attribution.ts';

const CODES = Object.keys(FAILURES) as readonly FailureCode[];
const ABOUT_THE_PARTNER: Readonly<Partial<Record<FailureCode, readonly string[]>>> = {
  'technical.overload.partner': ['throttled', 'neutral', 'lost'],
  'technical.thirdparty.auth': ['client_error', 'credential', 'neutral'],
  'technical.request.malformed': ['client_error', 'neutral', 'neutral'],
  'technical.thirdparty.error': ['server_error', 'failure', 'lost'],
  'technical.settlement.failed': ['server_error', 'failure', 'lost'],
  'partner.outage': ['server_error', 'failure', 'lost'],
  'partner.maintenance': ['declined', 'neutral', 'neutral'],
  'partner.cutoff': ['declined', 'neutral', 'neutral'],
  'partner.agreement': ['declined', 'neutral', 'neutral'],
  'risk.liquidity': ['declined', 'neutral', 'neutral'],
};

function says(verdict: Verdict, status = 200): readonly string[] {
  const { outcome, health, load } = attribute(verdict, status);
  return [outcome, health, load];
}

const refusal = (failure: FailureCode): Verdict => ({
  kind: 'refused',
  recorded: true,
  failure,
  partnerCode: 'X',
  echo: {},
});
const doubt = (failure: FailureCode): Verdict => ({ kind: 'unknown', failure, detail: 'd' });

describe('an answer', () => {
  it.each<readonly [string, Verdict]>([
    ['accepted', { kind: 'accepted', echo: {} }],
    ['executed', { kind: 'executed', finality: 'executed', echo: {} }],
    ['cancelled', { kind: 'cancelled', partnerCode: 'C', echo: {} }],
    ['"not found"', { kind: 'absent' }],
    ['a duplicate', { kind: 'duplicate', partnerCode: 'D' }],
    [
      'a return',
      {
        kind: 'returned',
        amount: { currency: 'CNY', minor: 1n },
        feeMinor: 0n,
        failure: 'partner.returned',
        partnerCode: 'R',
        echo: {},
      },
    ],
  ])('that says %s is a healthy one, whatever its status', (_name, verdict) => {
    expect(says(verdict)).toEqual(['ok', 'success', 'served']);
    expect(says(verdict, 503)).toEqual(['ok', 'success', 'served']);
  });

  it('that never came to be asked for is a failure to connect', () => {
    const unsent: Verdict = {
      kind: 'neverSent',
      failure: 'technical.latency.connect',
      detail: 'd',
    };
    expect(says(unsent)).toEqual(['never_sent', 'failure', 'lost']);
  });

  it.each(CODES)('that refuses for %s says of the partner what is written', (failure) => {
    const expected = ABOUT_THE_PARTNER[failure] ?? ['declined', 'success', 'served'];
    expect(says(refusal(failure))).toEqual(expected);
    expect(says(refusal(failure), 500)).toEqual(expected);
  });
});

describe('an answer that leaves doubt', () => {
  it.each([
    [599, ['server_error', 'failure', 'lost']],
    [500, ['server_error', 'failure', 'lost']],
    [499, ['client_error', 'failure', 'neutral']],
    [430, ['client_error', 'failure', 'neutral']],
    [429, ['throttled', 'neutral', 'lost']],
    [428, ['client_error', 'failure', 'neutral']],
    [400, ['client_error', 'failure', 'neutral']],
    [399, ['unreadable', 'failure', 'neutral']],
    [200, ['unreadable', 'failure', 'neutral']],
  ])('and has status %i is told from it, where it cannot be read', (status, expected) => {
    expect(says(doubt('technical.thirdparty.contract'), status)).toEqual(expected);
  });

  it.each(CODES.filter((code) => code.startsWith('technical.')))(
    'for the technical reason %s is broken, or unreadable',
    (failure) => {
      expect(says(doubt(failure))).toEqual(
        failure === 'technical.thirdparty.contract'
          ? ['unreadable', 'failure', 'neutral']
          : ['server_error', 'failure', 'lost'],
      );
    },
  );

  it.each(CODES.filter((code) => !code.startsWith('technical.')))(
    'for %s is a healthy answer, whatever its status',
    (failure) => {
      expect(says(doubt(failure), 500)).toEqual(['ok', 'success', 'served']);
    },
  );
});
