/**
 * Goal: whoever captured one genuine notice of PayPal's can put any body under its signature, for that
 * covers a CRC-32 alone; such a body decides nothing about money.
 * Method: the whole gateway on real sockets with PayPal's own reader. A genuine notice is captured on
 * its way, forged to the same sum and posted. The bank truly holds the payout, so every end is a lie.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../src/contract/adapter.ts';
import { forgeCrc32 } from '../support/forge-crc32.ts';
import {
  type GatewayWorld,
  openGateway,
  openSandboxWorld,
  payoutBody,
  type SandboxWorld,
  until,
} from '../support/world.ts';

interface View {
  readonly id: string;
  readonly state: string;
  readonly attempts: readonly { readonly partnerKey: string }[];
}

const captured: CallbackDelivery[] = [];
const thief = createServer((request, response) => {
  void capture(request).then(() => response.writeHead(200).end('{}'));
});
let banks: SandboxWorld;
let world: GatewayWorld;

beforeEach(async () => {
  thief.listen(0, '127.0.0.1');
  await once(thief, 'listening');
  banks = await openSandboxWorld();
  world = await openGateway({ sandboxUrl: banks.sandbox.url });
  banks.sendCallbacksTo(`http://127.0.0.1:${(thief.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await world.close();
  await banks.close();
  thief.closeAllConnections();
  thief.close();
});

it('a body forged under a captured notice ends no payout; only the partner’s answer does', async () => {
  const paid = await create('paid', 'loan');
  const stuck = await create('stuck', 'sim:stuck');
  await reaches(paid, 'PAID');
  const { attempts } = await reaches(stuck, 'PROCESSING');
  const genuine = await until(
    () => Promise.resolve(captured.find(({ body }) => body.includes('"SUCCESS"'))),
    (notice) => notice !== undefined,
  );
  if (genuine === undefined) throw new Error('no notice was captured');
  const truth = JSON.parse(genuine.body) as { readonly resource: { readonly payout_item: object } };
  const payoutItem = { ...truth.resource.payout_item, sender_item_id: attempts[0]?.partnerKey };

  for (const [status, word] of LIES) {
    const forged = forgeCrc32(
      (pad) =>
        JSON.stringify({
          ...truth,
          id: `WH-FORGED-${status}`,
          event_type: `PAYMENT.PAYOUTS-ITEM.${word}`,
          resource: { ...truth.resource, transaction_status: status, payout_item: payoutItem },
          pad,
        }),
      crc32(genuine.body),
    );
    const answer = await fetch(`${world.gateway.url}/callbacks/paypal`, {
      method: 'POST',
      headers: genuine.headers,
      body: forged,
    });
    expect([answer.status, crc32(forged)]).toEqual([200, crc32(genuine.body)]);
    expect(await view(stuck)).toMatchObject({ state: 'PROCESSING' });
  }

  const timeline = await (await world.get(`/v1/payouts/${stuck}/events`)).text();
  expect(timeline).toContain('hinted');
  expect(await view(stuck)).toMatchObject({ state: 'PROCESSING' });
});

const LIES = [
  ['SUCCESS', 'SUCCEEDED'],
  ['FAILED', 'FAILED'],
  ['RETURNED', 'RETURNED'],
] as const;

async function capture(request: IncomingMessage): Promise<void> {
  const body = await text(request);
  const headers = Object.entries(request.headers).filter((entry): entry is [string, string] =>
    entry[0].startsWith('paypal-'),
  );
  captured.push({
    headers: { ...Object.fromEntries(headers), 'content-type': 'application/json' },
    body,
  });
}

async function create(name: string, remittance: string): Promise<string> {
  const reply = await world.post(name, { ...payoutBody('paypal', name), remittance });
  return ((await reply.json()) as View).id;
}

async function view(id: string): Promise<View> {
  return (await (await world.get(`/v1/payouts/${id}`)).json()) as View;
}

function reaches(id: string, wanted: string): Promise<View> {
  return until(
    () => view(id),
    ({ state }) => state === wanted,
  );
}
