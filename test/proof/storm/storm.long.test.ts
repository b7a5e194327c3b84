/**
 * Goal: sixty payouts over real sockets survive everything that the storm does to them, a kill -9 and a
 * restored backup among it: nobody is paid twice, none is lost, no word is false.
 * Method: the storm itself in small, with a seed of its own; its own books judge.
 */
import { expect, it } from 'vitest';

import { runStorm } from '../../../src/proof/storm/run-storm.ts';

const LONG_MS = 900_000;

it(
  'holds every promise, seed small-storm',
  async () => {
    const { verdict, mistakes, struck } = await runStorm({
      payouts: 60,
      seed: 'small-storm',
      perSecond: 6,
      kills: 3,
      restore: true,
      patienceMs: 300_000,
      report: () => undefined,
    });

    expect(verdict.findings).toEqual([]);
    expect(mistakes).toEqual([]);
    expect(Object.values(struck).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
    expect(Object.values(verdict.ends).reduce((sum, count) => sum + count, 0)).toBe(60);
  },
  LONG_MS,
);
