/**
 * Goal: a bank that denies what it paid, or pays what it denied, makes the gateway say so and never pay
 * twice by itself, in every interleaving.
 * Method: as model.test.ts, with the one small bound that takes longer than all the others together.
 */
import { expect, it } from 'vitest';

import { SMALL } from '../../../src/proof/model/bounds.ts';
import { check } from '../../../src/proof/model/check.ts';
import { PRODUCT } from '../../../src/proof/model/product.ts';

const LYING = 'a bank that lies';

it(`one payout keeps every promise in every interleaving with ${LYING}`, () => {
  const bounds = SMALL.get(LYING);
  expect(bounds).toBeDefined();

  const report = bounds === undefined ? null : check(PRODUCT, bounds);

  expect(report).toMatchObject({ violation: null, exhausted: true, stuck: 0 });
});
