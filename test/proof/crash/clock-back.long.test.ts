/**
 * Goal: a machine that comes back with an earlier clock loses nothing, pays nobody twice, and no
 * payout's history runs backwards.
 * Method: the gateway as a real process is killed with requests on their way; the next one starts
 * on the same folder with its wall clock set back; timelines are read from its API.
 */
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';

import { payerOf, payoutBody } from '../../../src/proof/crash/crash-order.ts';
import { countMoney } from '../../support/count-money.ts';
import { newFolder, openSandboxWorld } from '../../support/world.ts';
import { waitForEnds } from '../../../src/proof/crash/caller.ts';
import {
  type GatewayProcess,
  startGatewayProcess,
} from '../../../src/proof/crash/gateway-process.ts';

const CLOCK_BACK_MS = 8_000;
const PAYOUTS = 9;
const NOBODY = 'http://127.0.0.1:9/hook';

it(
  'keeps every payout and the order of its history when the clock went back before the restart',
  { timeout: 120_000 },
  async () => {
    const banks = await openSandboxWorld(50);
    const dataDir = newFolder();
    const places = { dataDir, sandboxUrl: banks.sandbox.url, webhookUrl: NOBODY };
    const crash = { point: 'bytes-left', passing: PAYOUTS, delayMicros: 0 } as const;

    const first = await alive(startGatewayProcess({ ...places, crash }));
    const startedAtMs = Date.now();
    const before = await postAll(first);
    await first.ended;
    const second = await alive(startGatewayProcess({ ...places, clockBackMs: CLOCK_BACK_MS }));
    const restartedAtMs = Date.now();
    banks.sendCallbacksTo(second.url);
    const after = await postAll(second);
    const told = await waitForEnds(second, after);
    const timelines = await Promise.all(after.map((id) => second.timeline(id)));
    await second.stop();
    const books = banks.books();
    await banks.close();
    rmSync(dataDir, { recursive: true, force: true });

    // The clock truly stood before the first payout's birth when the second process began.
    expect(restartedAtMs - CLOCK_BACK_MS).toBeLessThan(startedAtMs);
    expect(second.recovered).toBeGreaterThan(0);
    expect(after.filter((id) => before.includes(id))).toEqual(before.filter((id) => id !== ''));
    expect(countMoney(after, [...told.values()], books)).toMatchObject({
      paid: PAYOUTS,
      holds: true,
    });
    expect(timelines.map((moments) => moments.length > 2)).toEqual(after.map(() => true));
    expect(timelines).toEqual(timelines.map((moments) => moments.toSorted((a, b) => a - b)));
  },
);

async function alive(starting: Promise<GatewayProcess | null>): Promise<GatewayProcess> {
  const gateway = await starting;
  if (gateway === null) throw new Error('the gateway died before it served');
  return gateway;
}

/** Posts the same keys in the same order; an empty id where the gateway died over it. */
async function postAll(gateway: GatewayProcess): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < PAYOUTS; index++) {
    const key = `clock-${index}`;
    ids.push((await gateway.post(key, payoutBody(payerOf(index), key))) ?? '');
  }
  return ids;
}
