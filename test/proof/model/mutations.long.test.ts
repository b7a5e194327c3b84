/**
 * Goal: the model check can fail: each rule of docs/MONEY.md and each further line (M13 and after),
 * taken out alone, is caught with a trace.
 * Method: as in mutations.test.ts, for every mutation that the proof knows.
 */
import { describe, expect, it } from 'vitest';

import { MUTATIONS } from '../../../src/proof/model/mutations.ts';
import { expectCaught } from './expect-caught.ts';

describe('the model check', () => {
  it.each(MUTATIONS)('catches $rule: $name', async (mutation) => {
    expect.hasAssertions();
    await expectCaught(mutation);
  });
});
