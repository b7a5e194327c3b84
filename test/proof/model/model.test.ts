/**
 * Goal: whatever is lost, delayed, repeated or reordered, wherever the gateway crashes and whoever
 * interferes, one payout is never paid twice and never told wrong, and always has a way to an end.
 * Method: an explicit-state search over every interleaving within small bounds, driving
 * the product's own `decide()` and `applyEvent()`. The bank that lies has the most states and stands in
 * model.long.test.ts; `breakwater prove model` runs the large bounds.
 */
import { describe, expect, it } from 'vitest';

import { SMALL } from '../../../src/proof/model/bounds.ts';
import { check } from '../../../src/proof/model/check.ts';
import { PRODUCT } from '../../../src/proof/model/product.ts';

const LYING = 'a bank that lies';

describe('one payout', () => {
  it.each([...SMALL].filter(([name]) => name !== LYING))(
    'keeps every promise in every interleaving with %s',
    (_name, bounds) => {
      const report = check(PRODUCT, bounds);

      expect(report).toMatchObject({ violation: null, exhausted: true, stuck: 0 });
      expect(report.states).toBeGreaterThan(1_000);
    },
  );
});
