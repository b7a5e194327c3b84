/**
 * Goal: a disk is lost and its backup is restored; every order of the lost minute is posted again and
 * is in its partner's books once. What a partner holds is taken over; where the partner cannot be
 * asked by our key (PayPal), a person is; what is new is paid.
 * Method: the whole gateway on real sockets and real SQLite, backed up while it works, and the
 * simulated partners, whose books outlive it.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

import { restoreJournal } from '../../src/cli/journal/restore-journal.ts';
import type { ToldPayout } from '../../src/oracle/evidence-from-api.ts';
import {
  type GatewayWorld,
  newFolder,
  openGateway,
  openSandboxWorld,
  payoutBody,
  PAYERS,
  until,
} from '../support/world.ts';

const EACH = 3;
const SETTLED = ['PAID', 'FAILED', 'CONFLICT', 'HELD'];
/** Cannot be asked by our key. */
const BLIND = 'paypal';

it('pays nothing of the lost minute twice', { timeout: 180_000 }, async () => {
  const banks = await openSandboxWorld();
  const folder = newFolder();
  const backup = path.join(folder, 'backup');
  const first = await openGateway({ sandboxUrl: banks.sandbox.url });
  banks.sendCallbacksTo(first.gateway.url);
  await payAll(first, 'before');
  await first.gateway.backUp(backup);
  await payAll(first, 'lost');
  await first.close();
  const executedBefore = banks.books().length;

  const dataDir = path.join(folder, 'restored');
  expect(restoreJournal(dataDir, backup)).toBe(0);
  const second = await openGateway({ sandboxUrl: banks.sandbox.url, dataDir });
  banks.sendCallbacksTo(second.gateway.url);
  const before = await payAll(second, 'before');
  const lost = await payAll(second, 'lost');
  const executedAfter = banks.books();
  const [fresh] = await payAll(second, 'new', ['alipay']);
  const books = banks.books();
  await second.close();
  await banks.close();
  rmSync(folder, { recursive: true, force: true });

  expect(before.map(({ state }) => state)).toEqual(before.map(() => 'PAID'));
  expect(lost.map(({ state }) => state)).toEqual(namesOf('lost').map(stateAfterLoss));
  expect(executedBefore).toBe(2 * EACH * PAYERS.length);
  expect(executedAfter).toHaveLength(executedBefore);
  expect(fresh?.state).toBe('PAID');
  expect(books.map(({ executions }) => executions)).toEqual(books.map(() => 1));
});

function stateAfterLoss(name: string): string {
  return name.includes(BLIND) ? 'HELD' : 'PAID';
}

function namesOf(when: string, payers = PAYERS): readonly string[] {
  return payers.flatMap((partner) =>
    Array.from({ length: EACH }, (_, index) => `${when}-${partner}-${index}`),
  );
}

/** Posts all of them under their own keys, and waits until each has gone as far as it goes. */
function payAll(
  world: GatewayWorld,
  when: string,
  payers = PAYERS,
): Promise<readonly ToldPayout[]> {
  return Promise.all(
    namesOf(when, payers).map(async (name) => {
      const partner = payers.find((candidate) => name.includes(`-${candidate}-`)) ?? '';
      const posted = await world.post(name, payoutBody(partner, name));
      const { id } = (await posted.json()) as ToldPayout;
      return await until(
        async () => (await (await world.get(`/v1/payouts/${id}`)).json()) as ToldPayout,
        ({ state }) => SETTLED.includes(state),
      );
    }),
  );
}
