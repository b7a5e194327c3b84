/**
 * Goal: what the model check merges, it may merge: a search over classes of payouts, and one that
 * drops what nobody listens to, meet exactly what a search over single payouts meets.
 * Method: three searches of the same bounds (more of them in merging.long.test.ts), and everything that any property looks at (the payout
 * as the world sees it, the money at the banks, the budgets) compared as sets; then long seeded
 * histories of facts, told to a payout as it is and to its canonical form.
 */
import { describe, expect, it } from 'vitest';

import type { Payout } from '../../../src/payouts/model/payout.ts';
import { mulberry32 } from '../../support/virtual-runtime.ts';
import { BARE, type Bounds } from '../../../src/proof/model/bounds.ts';
import { canonical, canonicalKey } from '../../../src/proof/model/canonical.ts';
import { newborn } from '../../../src/proof/model/payout-table.ts';
import { PRODUCT } from '../../../src/proof/model/product.ts';
import { CLOCKS_MS, factOf, factsOf } from '../../../src/proof/model/questions.ts';
import { expectMergingsToAgree } from './expect-mergings-to-agree.ts';

/** How often a step of a history comes hours after the last one. */
const CLOCK_SHARE = 0.05;

const FORGETFUL: Bounds = {
  ...BARE,
  attempts: 1,
  callbacks: true,
  operators: true,
  returns: 1,
  partners: ['forgets', 'asks'],
};

describe('merged states', () => {
  it('lead to the same payouts and the same money with a return, and a bank that forgets', () => {
    expect.hasAssertions();
    expectMergingsToAgree(FORGETFUL);
  });
});

describe('a canonical form', () => {
  const WALKS = 100;
  const STEPS = 40;

  it.each([1, 2, 3, 4])(
    'answers like the payout it stands for, over long histories (seed %i)',
    (seed) => {
      const random = mulberry32(seed);
      const bounds: Bounds = {
        ...BARE,
        sends: 3,
        returns: 1,
        cancel: true,
        holds: true,
        deadline: true,
      };
      let told = 0;
      for (let walk = 0; walk < WALKS; walk++) {
        for (const [real, standIn] of history(bounds, random, STEPS)) {
          told += 1;
          expect(standIn).toBe(real);
        }
      }

      expect(told).toBe(WALKS * STEPS);
    },
  );
});

/** Tells random facts to both; yields what each did, and the canonical form that it is then in. */
function* history(
  bounds: Bounds,
  random: () => number,
  steps: number,
): Generator<readonly [string, string]> {
  const facts = factsOf(bounds);
  let real = newborn(PRODUCT, bounds);
  let standIn = canonical(real);
  let clock = 0;
  for (let step = 0; step < steps; step++) {
    if (random() < CLOCK_SHARE) clock = Math.min(clock + 1, CLOCKS_MS.length - 1);
    const nowMs = (CLOCKS_MS[clock] ?? 0) + step;
    const fact = factOf(facts[Math.floor(random() * facts.length)] ?? 0, bounds.partners, nowMs);
    const first = PRODUCT.decide(real, fact, nowMs);
    const second = PRODUCT.decide(standIn, fact, nowMs);
    real = first.events.reduce<Payout>(PRODUCT.applyEvent, real);
    standIn = canonical(second.events.reduce<Payout>(PRODUCT.applyEvent, standIn));
    yield [
      `${JSON.stringify(first.effects)} ${canonicalKey(canonical(real))}`,
      `${JSON.stringify(second.effects)} ${canonicalKey(standIn)}`,
    ];
  }
}
