/**
 * Goal: when a key of ours is wrong and a partner calls every request malformed, few payouts meet it,
 * none ends, and nobody has to restart anything: the partner is taken out of service until a person
 * restores it. One payout with something odd in it stops nobody else.
 * Method: the whole engine over a scripted partner whose answers are malformed; its lanes note what
 * they are told.
 */
import { describe, expect, it } from 'vitest';

import type { Isolation } from '../../src/contract/send.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { refused } from '../support/payouts.ts';
import { fakePartner } from './fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from './payouts-world.ts';

const MALFORMED = refused('technical.request.malformed');
const TAKEN: Verdict = { kind: 'accepted', echo: {} };
const DAY_MS = 86_400_000;

async function open(others: Parameters<typeof payoutsWorld>[0] | object = {}) {
  const told: Isolation[] = [];
  const bank = fakePartner({ name: 'bank-a' });
  const endpoints = bank.client.endpoints.map(({ name, lanes }) => ({
    name,
    lanes: { ...lanes, isolate: (isolation: Isolation) => void told.push(isolation) },
  }));
  const partner = { ...bank, client: { ...bank.client, endpoints } };
  const world = await payoutsWorld({ ...others, partners: [partner] });
  return { world, bank, told };
}

async function post(world: PayoutsWorld, names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push(await world.postAndSettle(name));
  return ids;
}

describe('a partner that calls requests malformed', () => {
  it('is isolated after five payouts in a row, and says who is asked and why', async () => {
    const { world, bank, told } = await open();
    bank.reply('submit', MALFORMED);

    const first = await post(world, ['a', 'b', 'c', 'd']);
    expect(told).toEqual([]);
    const [last = ''] = await post(world, ['e']);

    const isolation = {
      owner: 'partner-integration',
      reason: expect.stringMatching(
        new RegExp(`^5 requests in a row were refused as malformed \\(.+\\), the last of ${last}$`),
      ),
      expiresAtMs: world.runtime.now() + DAY_MS,
    };
    expect(told).toEqual([isolation]);
    expect(await world.service.partners()).toMatchObject([
      { isolation, call: 'POST /v1/partners/bank-a/restore' },
    ]);
    for (const id of [...first, last]) {
      expect(await world.stored(id)).toMatchObject({ state: 'QUEUED', holdsObligation: true });
    }
  });

  it('stays so across a restart', async () => {
    const { world, bank } = await open();
    bank.reply('submit', MALFORMED);
    await post(world, ['a', 'b', 'c', 'd', 'e']);

    const again = await open({ runtime: world.runtime, disk: world.disk });

    expect(again.told).toMatchObject([{ owner: 'partner-integration' }]);
  });

  it('is not, while it takes others in between', async () => {
    const { world, bank, told } = await open();
    for (const round of ['1', '2', '3']) {
      bank.reply('submit', MALFORMED);
      await post(world, [`a${round}`, `b${round}`, `c${round}`, `d${round}`]);
      bank.reply('submit', TAKEN);
      await post(world, [`e${round}`]);
    }

    expect(told).toEqual([]);
  });

  it('is not for one payout, which is HELD after its third refusal', async () => {
    const { world, bank, told } = await open();
    bank.reply('submit', MALFORMED);
    const [id = ''] = await post(world, ['a']);

    await world.runtime.advance(DAY_MS);

    expect(told).toEqual([]);
    expect(bank.sentOn('submit')).toHaveLength(3);
    expect(await world.stored(id)).toMatchObject({ state: 'HELD', holdsObligation: true });
  });

  it('is isolated again when it was restored and nothing is mended', async () => {
    const { world, bank, told } = await open();
    bank.reply('submit', MALFORMED);
    await post(world, ['a', 'b', 'c', 'd', 'e']);
    await world.service.restore('bank-a', 'ann');
    await world.runtime.advance(1);

    await post(world, ['f', 'g', 'h', 'i', 'j']);

    expect(told).toHaveLength(2);
  });

  it('keeps the isolation that a person gave it', async () => {
    const { world, bank, told } = await open();
    bank.reply('submit', MALFORMED);
    const persons = { owner: 'ann', reason: 'drill', expiresAtMs: world.runtime.now() + DAY_MS };
    await world.service.isolate('bank-a', persons);

    await post(world, ['a', 'b', 'c', 'd', 'e', 'f']);

    expect(told).toEqual([persons]);
    expect(await world.service.partners()).toMatchObject([{ isolation: persons }]);
  });
});
