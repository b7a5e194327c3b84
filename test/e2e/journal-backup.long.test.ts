/**
 * Goal: one command backs up the journal of a gateway that runs, and of one that does not; the gateway
 * goes on, and one that is started on the restored copy knows that it was restored.
 * Method: real processes on folders of their own; the restored gateway holds a PayPal payout, as only
 * a restored one does.
 */
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';

import { payoutBody } from '../support/world.ts';
import { createLauncher } from './launch.ts';

const { launch, folder, clear } = createLauncher();

afterEach(clear);

async function post(url: string, key: string): Promise<{ readonly state: string }> {
  const headers = {
    authorization: 'Bearer demo',
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  const body = JSON.stringify(payoutBody('paypal', key));
  const reply = await fetch(`${url}/v1/payouts`, { method: 'POST', headers, body });
  return (await reply.json()) as { readonly state: string };
}

async function serve(dataDir: string) {
  const served = launch(['serve', '--demo'], { DATA_DIR: dataDir });
  const output = await served.says(/Create a payout/);
  return { served, url: /API\s+(http:\S+?)\/v1/.exec(output)?.[1] ?? '' };
}

const journal = (dataDir: string, ...args: readonly string[]) =>
  launch(['journal', ...args], { DATA_DIR: dataDir }).exitCode();

it('backs up a gateway at work and at rest, and restores where nothing is', async () => {
  const root = folder();
  const [data, live, rest, fresh] = ['data', 'live', 'rest', 'fresh'].map((name) =>
    path.join(root, name),
  ) as [string, string, string, string];
  const first = await serve(data);

  const whileAtWork = await journal(data, 'backup', live);
  const overIt = await journal(data, 'backup', live);
  const overTheJournal = await journal(data, 'restore', live);
  const goesOn = await post(first.url, 'loan-1');
  first.served.child.kill('SIGTERM');
  await first.served.exitCode();
  const atRest = await journal(data, 'backup', rest);
  const restored = await journal(fresh, 'restore', live);
  const second = await serve(fresh);
  const held = await post(second.url, 'loan-1');

  expect([whileAtWork, atRest, restored]).toEqual([0, 0, 0]);
  expect([overIt, overTheJournal]).toEqual([1, 1]);
  expect(goesOn.state).not.toBe('HELD');
  expect(held.state).toBe('HELD');
});
