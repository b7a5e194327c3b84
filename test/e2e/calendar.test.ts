/**
 * Goal: a running gateway obeys its partners' calendars and takes a new one without a restart; a wrong one
 * changes nothing; the end of each calendar is on /metrics.
 * Method: the whole gateway against the simulated bank, with a calendar of the test's own in which
 * maintenance is under way now.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { newFolder, openGateway, openSandboxWorld, payoutBody, until } from '../support/world.ts';

const HOUR_MS = 3_600_000;
const iso = (atMs: number) => new Date(atMs).toISOString();

const ALL_WEEK = `
version: 1
source: [a test]
timeZone: Asia/Shanghai
validUntil: 2099-12-31
businessDays: [sun, mon, tue, wed, thu, fri, sat]
`;

it('maintenance closes a partner, and a corrected file opens it while it runs', async () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'calendars'));
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  const endsAtMs = Math.ceil(systemRuntime.now() / 1_000) * 1_000 + HOUR_MS;
  const maintenance = `maintenance: [{ from: ${iso(endsAtMs - 2 * HOUR_MS)}, to: ${iso(endsAtMs)}, why: new release }]`;
  write('routing.yaml', 'version: 1\npartners: { isobank: { calendar: bank } }');
  write('calendars/bank.yaml', ALL_WEEK + maintenance);
  const bank = await openSandboxWorld();
  const world = await openGateway({
    sandboxUrl: bank.sandbox.url,
    env: { CALENDARS: 'files', ROUTING_FILE: path.join(folder, 'routing.yaml') },
  });
  onTestFinished(async () => {
    await world.close();
    await bank.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const body = { ...payoutBody('isobank', 'loan-1'), route: ['isobank'] };
  const dryRun = async () => {
    const response = await fetch(`${world.gateway.url}/v1/payouts?dryRun=true`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { readonly route: object };
  };
  const posted = await world.post('key-1', body);
  const { id } = (await posted.json()) as { readonly id: string };

  const queued = await until(
    async () => (await (await world.get(`/v1/payouts/${id}`)).json()) as { failure: object | null },
    ({ failure }) => failure !== null,
  );
  write('calendars/bank.yaml', ALL_WEEK.replace('version: 1', 'version: 2'));
  world.gateway.reload();
  const afterMistake = await dryRun();
  write('calendars/bank.yaml', ALL_WEEK);
  world.gateway.reload();
  const afterCorrection = await dryRun();
  const metrics = await (await world.get('/metrics')).text();

  expect(posted.status).toBe(202);
  expect(queued).toMatchObject({
    state: 'QUEUED',
    moneyMoved: 'no',
    nextAction: { what: 'route', at: iso(endsAtMs) },
    failure: { code: 'partner.maintenance', owner: 'partner-management' },
  });
  expect(afterMistake.route).toMatchObject({ chosen: null, waitUntil: iso(endsAtMs) });
  expect(afterCorrection.route).toMatchObject({ chosen: 'isobank', reason: 'caller' });
  expect(world.log()).toContain('calendars/bank.yaml:2:10 version: expected 1');
  expect(metrics).toContain(
    `breakwater_calendar_valid_until_seconds{partner="isobank"} ${Date.parse('2099-12-31T16:00:00Z') / 1_000}`,
  );
});
