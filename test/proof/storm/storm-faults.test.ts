/**
 * Goal: the storm's weather does what its promises need: a held request arrives past the drain time since
 * it was sent and within it since nobody listens, one whose line broke arrives within it, and one
 * ledger of two is cut off right after it has paid, while the other answers.
 * Method: draw many faults by the lane rules and the drain time that the storm's gateway has; look at the outage of each address through its cycles.
 */
import { describe, expect, it } from 'vitest';

import { FIXTURES_FOLDER } from '../../../src/config/project-files.ts';
import { outageAt } from '../../../src/proof/storm/outage.ts';
import { drawLineFault } from '../../../src/proof/storm/storm-faults.ts';
import { limitsAt } from '../../../src/proof/storm/storm-weather.ts';
import { listenedMs } from '../../../src/resilience/rules/listening.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

/** Of the bank's lane rules in deploy/breakwater.demo.yaml. */
const TRY_MS = 1_500;
const DRAIN_MS = Number(demoSecret('isobank', FIXTURES_FOLDER)('DRAIN_MS'));
const limits = limitsAt(10)('isobank');
const faults = Array.from({ length: 2_000 }, (_, no) => drawLineFault(limits, 'seed', no));

describe('the weather of a storm', () => {
  it('has every kind of fault on the line', () => {
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(9);
  });

  it('holds a request past the drain time since the send, and not past it since nobody listens', () => {
    const held = faults.flatMap((fault) =>
      fault.kind === 'arrivePastDrain' ? [fault.delayMs] : [],
    );

    expect(held.length).toBeGreaterThan(100);
    expect(listenedMs(TRY_MS) + Math.min(...held)).toBeGreaterThan(TRY_MS + DRAIN_MS);
    expect(Math.max(...held)).toBeLessThan(DRAIN_MS * 0.8);
  });

  it('delivers what a broken line left under way before the drain time is over', () => {
    const late = faults.flatMap((fault) => (fault.kind === 'arriveLate' ? [fault.delayMs] : []));

    expect(late.length).toBeGreaterThan(10);
    expect(Math.max(...late)).toBeLessThan(DRAIN_MS);
  });

  it('cuts off one of two ledgers after it has paid, while the other one answers', () => {
    const times = Array.from({ length: 120 }, (_, second) => second * 1_000);
    const at = times.map((ms) => [outageAt('adyen', ms), outageAt('adyen-2', ms)]);

    expect(at[0]).toEqual(['resetAfter', null]);
    for (const place of [0, 1]) {
      expect(new Set(at.map((both) => both[place]))).toEqual(
        new Set(['resetAfter', 'resetBefore', null]),
      );
    }
    expect(at.filter(([first, second]) => first !== null && second !== null)).toEqual([]);
    expect(times.flatMap((ms) => outageAt('isobank', ms) ?? [])).toEqual([]);
  });
});
