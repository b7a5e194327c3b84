/**
 * Goal: a partner that says "later" to one payout is left alone by all for a while, longer each time
 * it says so again, and not a moment longer once it takes something.
 * Method: the notes alone, at chosen moments.
 */
import { describe, expect, it } from 'vitest';

import { createPartnerPauses } from '../../../src/payouts/route/partner-pauses.ts';

const BUSY = 'technical.overload.partner';

describe('a pause', () => {
  it('is of one partner, a second long, and ends by itself', () => {
    const pauses = createPartnerPauses();
    pauses.refused('a', BUSY, 9_000, 10_000);

    expect(pauses.of('a', 10_999)).toEqual({ failure: BUSY, untilMs: 11_000 });
    expect(pauses.of('a', 11_000)).toBeNull();
    expect(pauses.of('b', 10_500)).toBeNull();
  });

  it('doubles with each refusal of what left after it, up to five minutes', () => {
    const pauses = createPartnerPauses();
    let nowMs = 0;
    const lengths: number[] = [];
    for (let round = 0; round < 11; round++) {
      pauses.refused('a', BUSY, nowMs, nowMs);
      const untilMs = pauses.of('a', nowMs)?.untilMs ?? 0;
      lengths.push((untilMs - nowMs) / 1_000);
      nowMs = untilMs;
    }

    expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('is not lengthened by refusals of copies that were under way when it began', () => {
    const pauses = createPartnerPauses();
    pauses.refused('a', BUSY, 9_000, 10_000);

    pauses.refused('a', BUSY, 9_999, 10_800);

    expect(pauses.of('a', 10_900)).toMatchObject({ untilMs: 11_000 });
  });

  it('ends its growth when a copy that left since is taken, and not for an earlier one', () => {
    const taken = (sentAtMs: number) => {
      const pauses = createPartnerPauses();
      pauses.refused('a', BUSY, 10_000, 10_000);
      pauses.taken('a', sentAtMs);
      pauses.refused('a', BUSY, 12_000, 12_000);
      return (pauses.of('a', 12_000)?.untilMs ?? 0) - 12_000;
    };

    expect(taken(11_000)).toBe(1_000);
    expect(taken(9_999)).toBe(2_000);
  });

  it('begins anew ten minutes after the last', () => {
    const after = (quietMs: number) => {
      const pauses = createPartnerPauses();
      pauses.refused('a', BUSY, 0, 0);
      const nowMs = 1_000 + quietMs;
      pauses.refused('a', BUSY, nowMs, nowMs);
      return (pauses.of('a', nowMs)?.untilMs ?? 0) - nowMs;
    };

    expect(after(599_999)).toBe(2_000);
    expect(after(600_000)).toBe(1_000);
  });

  it('is over for a clock that jumped back behind its beginning', () => {
    const pauses = createPartnerPauses();
    pauses.refused('a', BUSY, 3_600_000, 3_600_000);

    expect(pauses.of('a', 1_000)).toBeNull();
  });
});
