/**
 * Goal: whatever banks, wires, clocks, callers, operators and crashes do, nobody is paid twice, no
 * payout is lost, nobody is told something false, nothing is stuck and no webhook is missing.
 *
 * Method: the whole gateway, from its HTTP server to its wires, in one process on virtual time
 * against all simulated banks; each seed draws its arrivals and its troubles, and an oracle compares
 * what the banks did, what the gateway decided and what everybody was told. One seed in ten has a
 * bank that breaks its word; there a conflict must be reached and told.
 */
import { expect, test } from 'vitest';

import { expectSeedsToHold } from './expect-seeds-to-hold.ts';

const SEEDS = 100;
const PAYOUTS = 10;

test(`seeds 1 to ${SEEDS}: never twice, never lost, never told wrong, never stuck`, async () => {
  const counts = await expectSeedsToHold(1, SEEDS, PAYOUTS);

  expect(Object.keys(counts)).toEqual(
    expect.arrayContaining([
      'breakers/opened',
      'routes/elsewhere over a proof',
      'reached/IN_DOUBT',
      'reached/HELD',
      'reached/CONFLICT',
      'world/crash',
    ]),
  );
});
