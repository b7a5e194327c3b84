/**
 * Goal: the same seed makes the same session, in which every partner and every phase has its part.
 * Method: the plan for several seeds. What the session's verdict rests on is tested with the judge.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { percentile } from '../../src/cli/demo/percentile.ts';
import { FAULTY_PARTNER, PHASES, planPayouts } from '../../src/cli/demo/plan.ts';
import { FIXTURES_FOLDER } from '../../src/config/project-files.ts';
import { readSamplePayouts } from '../../src/config/sample-payouts.ts';

const PARTNERS = Object.keys(ADAPTERS);

describe('the plan', () => {
  it.each(['1', '20261124'])(
    'is the same for the same seed (seed %s), but for the keys',
    (seed) => {
      const first = planPayouts(30, seed, 'a', PARTNERS);
      const second = planPayouts(30, seed, 'b', PARTNERS);

      expect(first.map(({ body }) => [body.amount, body.creditor])).toEqual(
        second.map(({ body }) => [body.amount, body.creditor]),
      );
      expect(first[0]?.key).not.toBe(second[0]?.key);
    },
  );

  it('has payouts in every phase and for the sample account of every partner', () => {
    const plan = planPayouts(200, '7', 'a', PARTNERS);

    expect(new Set(plan.map(({ phase }) => phase))).toEqual(new Set(PHASES));
    expect(new Set(plan.map(({ body }) => body.creditor.account.type))).toEqual(
      new Set(PARTNERS.map((name) => readSamplePayouts(name, FIXTURES_FOLDER).account(1).type)),
    );
  });

  it('sends most to the bank that breaks: some wait for it, some may go to one other', () => {
    const during = planPayouts(200, '7', 'a', PARTNERS).filter(({ phase }) => phase === 'during');
    const routes = during.map(({ body }) => body.route?.join(' ') ?? '');
    const of = (route: string) => routes.filter((each) => each === route).length;

    expect(of(FAULTY_PARTNER)).toBeGreaterThan(during.length / 4);
    expect(of(`${FAULTY_PARTNER} cmb`)).toBeGreaterThan(during.length / 4);
  });
});

it('percentiles are nearest ranks', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([], 0.5)).toBeNull();
});
