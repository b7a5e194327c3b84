/**
 * Goal: a partner whose hosts have ledgers of their own pays once, also when the host that executed
 * cannot be reached any more and the other one answers that it knows nothing.
 * Method: two sandboxes on real sockets, each with books of its own, as the two hosts of Adyen. The
 * first executes and resets the connection; its line is cut, and mended later. The second is up all
 * the time. Both books are counted.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ToldPayout } from '../../src/oracle/evidence-from-api.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { switchedLine, type SwitchedLine } from '../support/switched-line.ts';
import {
  type GatewayWorld,
  openGateway,
  openSandboxWorld,
  payoutBody,
  type SandboxWorld,
  until,
} from '../support/world.ts';

let first: SandboxWorld;
let second: SandboxWorld;
let line: SwitchedLine;
let world: GatewayWorld;

beforeEach(async () => {
  [first, second] = await Promise.all([openSandboxWorld(), openSandboxWorld()]);
  line = await switchedLine(first.sandbox.port);
  world = await openGateway({
    sandboxUrl: second.sandbox.url,
    urls: { adyen: [`${line.url}/adyen`, `${second.sandbox.url}/adyen`] },
  });
});

afterEach(async () => {
  await world.close();
  await Promise.all([first.close(), second.close(), line.cut()]);
});

it('asks and sends again only where the intent says, and pays elsewhere only what is new', async () => {
  first.arm('adyen', 'resetAfterExecution', { value: 'submit', times: 1 });
  const doubtful = await create('doubtful');
  await until(
    () => Promise.resolve(first.books().length),
    (executed) => executed === 1,
  );
  await line.cut();
  // Long enough for the questions after 5 and after 15 seconds.
  await systemRuntime.sleep(20_000);
  const meanwhile = await view(doubtful);
  const other = await create('other');
  const paidElsewhere = await settled(other);
  await line.mend();
  const told = await settled(doubtful);

  expect(meanwhile).toMatchObject({ state: 'IN_DOUBT', moneyMoved: 'unknown' });
  expect(paidElsewhere.state).toBe('PAID');
  expect(told.state).toBe('PAID');
  expect([first.books().length, second.books().length]).toEqual([1, 1]);
});

async function create(name: string): Promise<string> {
  const reply = await world.post(name, payoutBody('adyen', name));
  return ((await reply.json()) as ToldPayout).id;
}

async function view(id: string): Promise<ToldPayout> {
  return (await (await world.get(`/v1/payouts/${id}`)).json()) as ToldPayout;
}

function settled(id: string): Promise<ToldPayout> {
  return until(
    () => view(id),
    ({ state }) => state === 'PAID' || state === 'FAILED' || state === 'CONFLICT',
  );
}
