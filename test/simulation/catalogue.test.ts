/**
 * Goal: every fault, every behaviour and every partner is in the simulation, or stands on a list
 * with the reason why not; none is forgotten when it is added elsewhere.
 *
 * Method: the product's own tables against what is drawn, and what is drawn against the product's
 * own readers (seeds 1 to 20 for each).
 */
import { describe, expect, it } from 'vitest';

import { FAULTS } from '../../src/chaos/faults/catalogue.ts';
import { readRule } from '../../src/chaos/arm/read-rule.ts';
import { readSamplePayouts } from '../../src/config/sample-payouts.ts';
import { accountSchema } from '../../src/http/payouts/account-schema.ts';
import { BEHAVIOURS } from '../../src/sandbox/behaviours/behaviour-table.ts';
import { mistakeIn } from '../../src/sandbox/behaviours/magic-values.ts';
import { FIXTURES } from '../support/world.ts';
import { chanceOf } from '../../src/simulation/plan/chance.ts';
import { behavioursOf, drawBehaviour } from '../../src/simulation/plan/draw-behaviour.ts';
import {
  drawFault,
  FAULTS_LEFT_OUT,
  simulatedFaults,
} from '../../src/simulation/plan/draw-fault.ts';
import { simPartners } from '../../src/simulation/partners/sim-partners.ts';

const DRAWS = 400;

describe('the faults of the catalogue', () => {
  it('are drawn, or left out with a reason', () => {
    const drawn = simulatedFaults().map(({ id }) => id);

    expect([...drawn, ...FAULTS_LEFT_OUT.keys()].toSorted()).toEqual(
      FAULTS.map(({ id }) => id).toSorted(),
    );
    expect([...FAULTS_LEFT_OUT.values()].every((reason) => reason.length > 10)).toBe(true);
  });

  it('come with parameters that the chaos API takes, each of them in 400 draws of seed 5', () => {
    const chance = chanceOf(5, 'faults');
    const names = simPartners().map(({ name }) => name);

    const drawn = Array.from({ length: DRAWS }, () => drawFault(chance, 5, chance.pick(names)));

    expect(drawn.filter(({ body }) => !readRule(body, names).ok)).toEqual([]);
    expect(new Set(drawn.map(({ body }) => body['fault']))).toEqual(
      new Set(simulatedFaults().map(({ id }) => id)),
    );
  });
});

describe('the behaviours of the banks', () => {
  it('are honest, lies, or left out, and nothing besides', () => {
    const judged = (['honest', 'lie', 'leftOut'] as const).flatMap((manner) =>
      behavioursOf(manner),
    );

    expect(judged.toSorted()).toEqual(Object.keys(BEHAVIOURS).toSorted());
  });

  it('come with values that the sandbox takes, each of them in 1,200 draws of seed 5', () => {
    const chance = chanceOf(5, 'behaviours');

    const drawn = Array.from({ length: 3 * DRAWS }, () =>
      drawBehaviour(chance, chance.pick(simPartners())),
    ).filter((behaviour) => behaviour !== null);

    expect(drawn.filter(({ name, value }) => mistakeIn(name, value) !== null)).toEqual([]);
    expect(new Set(drawn.map(({ name }) => name))).toEqual(new Set(behavioursOf('honest')));
  });
});

describe('the partners', () => {
  it('all have sample payouts, with accounts that the API and they themselves take', () => {
    for (const { samples, capabilities } of simPartners()) {
      const account = samples.account(42);
      expect(accountSchema.safeParse(account)).toMatchObject({ success: true });
      expect(capabilities.limits.accountTypes).toContain(account.type);
      expect(capabilities.limits.currencies).toContain(samples.currency);
    }
    expect(simPartners().length).toBeGreaterThan(2);
  });

  it('that nobody has written sample payouts for are named, with the file', () => {
    expect(() => readSamplePayouts('bank-of-nowhere', FIXTURES)).toThrow(
      /^fixtures\/bank-of-nowhere\/sample-payouts\.json: cannot be read/,
    );
  });
});
