/**
 * Goal: a gateway killed in the middle of its work loses nothing and pays nobody twice: after the
 * restart every accepted payout reaches a final state, and the banks' books agree.
 * Method: the gateway as a real process with its real journal, killed with SIGKILL while payouts
 * flow; the simulated partners live on in this process; keys are posted again after the restart.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import type { ToldPayout } from '../../src/oracle/evidence-from-api.ts';
import { servedUrl } from '../support/served-url.ts';
import { countMoney } from '../support/count-money.ts';
import { newFolder, openSandboxWorld, payerOf, payoutBody, until } from '../support/world.ts';

const BIN = fileURLToPath(new URL('../../bin/breakwater.mjs', import.meta.url));
const PAYOUTS = 500;
const FINAL = new Set(['PAID', 'FAILED', 'CANCELLED', 'RETURNED', 'CONFLICT']);
const HEADERS = { authorization: 'Bearer demo', 'content-type': 'application/json' };

it(
  `loses none of ${PAYOUTS} payouts and pays none twice when it is killed in their middle`,
  { timeout: 120_000 },
  async () => {
    const banks = await openSandboxWorld(50);
    const dataDir = newFolder();
    const env = { SANDBOX_URL: banks.sandbox.url, DATA_DIR: dataDir, PORT: '0', CHAOS_PORT: '0' };
    const accepted = new Map<string, string>();

    const first = await startProcess(env);
    banks.sendCallbacksTo(first.url);
    const posting = postAll(first.url, accepted);
    await until(
      () => Promise.resolve(banks.books().length),
      (executed) => executed >= PAYOUTS / 10,
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await posting;

    const second = await startProcess(env);
    banks.sendCallbacksTo(second.url);
    await postAll(second.url, accepted);
    const told = await Promise.all(
      [...accepted.values()].map((id) =>
        until(
          () => view(second.url, id),
          ({ state }) => FINAL.has(state),
        ),
      ),
    );
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
    const books = banks.books();
    await banks.close();
    rmSync(dataDir, { recursive: true, force: true });

    expect(accepted.size).toBe(PAYOUTS);
    const counted = countMoney([...accepted.values()], told, books);
    expect(counted).toMatchObject({ accepted: PAYOUTS, paid: PAYOUTS, holds: true });
    expect(books).toHaveLength(PAYOUTS);
    expect(books.every(({ executions }) => executions === 1)).toBe(true);
  },
);

async function startProcess(env: Readonly<Record<string, string>>) {
  const child: ChildProcess = spawn(process.execPath, [BIN, 'serve', '--demo'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await servedUrl(child);
  return { child, url };
}

/** Posts every key, 20 at a time; a connection that dies with the gateway is posted again later. */
async function postAll(url: string, accepted: Map<string, string>): Promise<void> {
  const keys = Array.from({ length: PAYOUTS }, (_, index) => `kill-${index}`);
  const workers = Array.from({ length: 20 }, async () => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const partner = payerOf(Number(key.slice(5)));
      try {
        const reply = await fetch(`${url}/v1/payouts`, {
          method: 'POST',
          headers: { ...HEADERS, 'idempotency-key': key },
          body: JSON.stringify(payoutBody(partner, key)),
        });
        if (reply.status !== 202) continue;
        const { id } = (await reply.json()) as ToldPayout;
        // The same key names the same payout, before and after the crash.
        expect(accepted.get(key) ?? id).toBe(id);
        accepted.set(key, id);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  });
  await Promise.all(workers);
}

async function view(url: string, id: string): Promise<ToldPayout> {
  return (await (
    await fetch(`${url}/v1/payouts/${id}`, { headers: HEADERS })
  ).json()) as ToldPayout;
}
