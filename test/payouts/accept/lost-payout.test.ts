/**
 * Goal: an order that is posted again to a restored journal carries the partner keys that it had
 * before, so that a partner that has paid it recognises it; and nobody else's order does.
 * Method: the engine over a memory disk, and a second life on a disk that has the first one's realm
 * and nothing else.
 */
import { describe, expect, it } from 'vitest';

import { createMemoryDisk, type MemoryDisk } from '../../../src/journal/memory/memory-disk.ts';
import { partnerKey } from '../../../src/payouts/model/partner-key.ts';
import { LOST } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { queued } from '../../support/payouts.ts';
import { nextPartnerKey } from '../../../src/payouts/model/next-partner-key.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

/** Posts each name and returns the partner keys of their first attempts. */
async function keysOf(disk: MemoryDisk, seed: number, ...names: readonly string[]) {
  const bank = fakePartner();
  bank.reply('submit', LOST);
  const world = await payoutsWorld({ partners: [bank], disk, runtime: virtualRuntime(seed) });
  const ids: string[] = [];
  for (const name of names) ids.push(await world.postAndSettle(name));
  const payouts = await Promise.all(ids.map((id) => world.stored(id)));
  return payouts.map(({ id, attempts }) => ({ id, key: attempts[0]?.partnerKey }));
}

function diskWithRealmOf(lost: MemoryDisk): MemoryDisk {
  const disk = createMemoryDisk();
  disk.apply({ records: [...(lost.records.get('realm')?.values() ?? [])] });
  return disk;
}

describe('the partner key of an order that is posted again after a loss', () => {
  it('is the one that it had, although the payout has another id', async () => {
    const lost = createMemoryDisk();
    const [before] = await keysOf(lost, 1, 'a', 'b');
    const [, after] = await keysOf(diskWithRealmOf(lost), 2, 'b', 'a');

    expect(after?.key).toBe(before?.key);
    expect(after?.id).not.toBe(before?.id);
  });

  it('is another one for another idempotency key, and in another journal', async () => {
    const [a, b] = await keysOf(createMemoryDisk(), 1, 'a', 'b');
    const [elsewhere] = await keysOf(createMemoryDisk(), 2, 'a');

    expect(new Set([a?.key, b?.key, elsewhere?.key]).size).toBe(3);
  });

  it('is made from the payout’s id where the journal is older than seeds', () => {
    const { payout } = queued();
    const terms = { keyAfterRefusal: 'new' } as const;
    const wish = { partner: 'bank-a', endpoint: 'main', terms };

    expect(nextPartnerKey(payout, wish)).toBe(partnerKey(payout.id, 1));
  });
});
