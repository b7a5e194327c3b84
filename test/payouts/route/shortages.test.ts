/**
 * Goal: what a partner refused for want of funds is not asked of it again for a moment, and no payout that
 * could be paid is kept from it.
 * Method: the notes alone, at chosen moments.
 */
import { describe, expect, it } from 'vitest';

import { createShortages } from '../../../src/payouts/route/shortages.ts';

const yuan = (minor: bigint) => ({ currency: 'CNY', minor }) as const;
const euro = (minor: bigint) => ({ currency: 'EUR', minor }) as const;

describe('a shortage', () => {
  it('is of one partner and one currency, and ends by itself', () => {
    const shortages = createShortages();

    shortages.refused('a', yuan(500n), 1_000);
    shortages.refused('a', euro(7n), 2_000);

    expect(shortages.of('a')).toEqual([
      { amount: yuan(500n), untilMs: 31_000 },
      { amount: euro(7n), untilMs: 32_000 },
    ]);
    expect(shortages.of('b')).toEqual([]);
  });

  it('is the lowest amount that was refused, as long as that is believed', () => {
    const shortages = createShortages();
    shortages.refused('a', yuan(500n), 0);

    shortages.refused('a', yuan(900n), 29_999);
    const believed = shortages.of('a');
    shortages.refused('a', yuan(900n), 60_000);

    expect(believed).toEqual([{ amount: yuan(500n), untilMs: 59_999 }]);
    expect(shortages.of('a')).toEqual([{ amount: yuan(900n), untilMs: 90_000 }]);
  });

  it('is over as soon as as much is taken, and not before', () => {
    const shortages = createShortages();
    shortages.refused('a', yuan(500n), 0);

    shortages.taken('a', yuan(499n));
    shortages.taken('a', euro(900n));
    const still = shortages.of('a').length;
    shortages.taken('a', yuan(500n));

    expect(still).toBe(1);
    expect(shortages.of('a')).toEqual([]);
  });
});
