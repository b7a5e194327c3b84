/**
 * Goal: when the disk takes no more, a POST is answered 503 with `moneyMoved: "no"`, readiness
 * turns red, and everything that was accepted before is still there.
 * Method: the gateway as a process whose files may not grow beyond a limit of the kernel's
 * (`ulimit -f`), so that the journal meets a real failing write; payouts until it refuses.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { servedUrl } from '../support/served-url.ts';
import { newFolder, openSandboxWorld, payoutBody } from '../support/world.ts';

const BIN = fileURLToPath(new URL('../../bin/breakwater.mjs', import.meta.url));
const HEADERS = { authorization: 'Bearer demo', 'content-type': 'application/json' };
/** In blocks of 512 bytes, as POSIX counts them: 4 MiB. */
const FILE_BLOCKS_MAX = 8_192;
const POSTS_MAX = 5_000;
/** Far below the connections that the gateway takes of one source. */
const AT_ONCE = 50;

it('refuses what it cannot store, says that no money moved, and keeps what it accepted', async () => {
  const banks = await openSandboxWorld();
  const dataDir = newFolder();
  const child = spawn(
    'sh',
    ['-c', `ulimit -f ${FILE_BLOCKS_MAX}; exec "$0" "$1" serve --demo`, process.execPath, BIN],
    {
      env: {
        ...process.env,
        NODE_ENV: '',
        SANDBOX_URL: banks.sandbox.url,
        DATA_DIR: dataDir,
        PORT: '0',
        CHAOS_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const url = await servedUrl(child);

  const accepted: string[] = [];
  let refusal: Response | undefined;
  let ready = 200;
  // A busy machine may refuse for a moment without a full disk: then readiness stays green.
  for (let index = 0; index < POSTS_MAX && ready === 200; index += AT_ONCE) {
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, offset) => post(url, `full-${index + offset}`)),
    );
    for (const reply of replies) {
      if (reply.status === 202) accepted.push(((await reply.json()) as { id: string }).id);
      else refusal = reply;
    }
    if (refusal !== undefined) ready = await statusOf(`${url}/readyz`);
  }
  const problem = (await refusal?.json()) as Record<string, unknown>;
  const known: number[] = [];
  for (let from = 0; from < accepted.length; from += AT_ONCE) {
    const some = accepted.slice(from, from + AT_ONCE);
    known.push(...(await Promise.all(some.map((id) => statusOf(`${url}/v1/payouts/${id}`)))));
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  await banks.close();
  rmSync(dataDir, { recursive: true, force: true });

  expect(refusal?.status).toBe(503);
  expect(refusal?.headers.get('retry-after')).not.toBeNull();
  expect(problem).toMatchObject({ moneyMoved: 'no', status: 503 });
  expect(ready).toBe(503);
  expect(accepted.length).toBeGreaterThan(100);
  expect(new Set(known)).toEqual(new Set([200]));
});

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { headers: HEADERS })).status;
}

async function post(url: string, key: string): Promise<Response> {
  return await fetch(`${url}/v1/payouts`, {
    method: 'POST',
    headers: { ...HEADERS, 'idempotency-key': key },
    body: JSON.stringify({ ...payoutBody('alipay', key), metadata: { note: 'x'.repeat(400) } }),
  });
}
