/**
 * Goal: a partner that a person took out of service stays out of service when the process is restarted,
 * until the hour that was said, and no longer.
 * Method: two processes one after the other over one disk; the second one's lanes write down what they are
 * told.
 */
import { describe, expect, it } from 'vitest';

import type { Isolation } from '../../src/contract/send.ts';
import { type FakePartner, fakePartner } from './fake-partner.ts';
import { payoutsWorld } from './payouts-world.ts';

const HOUR_MS = 3_600_000;

function watched(): { readonly bank: FakePartner; readonly told: Isolation[] } {
  const told: Isolation[] = [];
  const bank = fakePartner({ name: 'bank-a' });
  const endpoints = bank.client.endpoints.map(({ name, lanes }) => ({
    name,
    lanes: { ...lanes, isolate: (isolation: Isolation) => void told.push(isolation) },
  }));
  return { bank: { ...bank, client: { ...bank.client, endpoints } }, told };
}

async function isolatedForAnHour() {
  const first = await payoutsWorld({ partners: [fakePartner({ name: 'bank-a' })] });
  const { runtime, disk, service } = first;
  const isolation = { owner: 'ann', reason: 'drill', expiresAtMs: runtime.now() + HOUR_MS };
  await service.isolate('bank-a', isolation);
  return { runtime, disk, isolation };
}

describe('a partner that a person isolated', () => {
  it('is isolated again at the next start, by whom, why and until when', async () => {
    const { runtime, disk, isolation } = await isolatedForAnHour();
    const { bank, told } = watched();

    await payoutsWorld({ partners: [bank], runtime, disk });

    expect(told).toEqual([isolation]);
  });

  it('is not, once its hour is over', async () => {
    const { runtime, disk } = await isolatedForAnHour();
    await runtime.advance(HOUR_MS);
    const { bank, told } = watched();

    await payoutsWorld({ partners: [bank], runtime, disk });

    expect(told).toEqual([]);
  });
});
