/**
 * Goal: payouts in one batch keep their own truth each: no copy without its W record,
 * no member taken along that is dead, no answer taken for another's.
 * Method: the whole engine over a partner that takes three payouts a batch, a memory journal and
 * virtual time; the test answers each batch by hand and reads what was in it.
 */
import { describe, expect, it } from 'vitest';

import { endpointForNew } from '../../../src/payouts/dispatch/client-endpoint.ts';
import type { Batch, BatchCall, BatchReading, Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { createMemoryDisk } from '../../../src/journal/memory/memory-disk.ts';
import { ACCEPTED, EXECUTED, LOST, NEVER_SENT, refused } from '../../support/payouts.ts';
import { type FakePartner, fakePartner, type Sent } from '../fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from '../payouts-world.ts';

const LINGER_MS = 200;
const CAPABILITIES = {
  batchSizeMax: 3,
  inquiryBy: 'reference',
  notFoundIsProofAfterMs: null,
  cancel: 'none',
} as const;

/** A partner that takes batches, and everything that was put into them. */
interface BatchPartner extends FakePartner {
  readonly batches: Batch[];
  readonly asked: { readonly batch: Batch; readonly reference: string }[];
  /** Answers a batch with a reply that says `whole`, and of some members something else. */
  answer(sent: Sent | undefined, whole: Verdict, items?: ReadonlyMap<string, Verdict>): void;
}

function batchPartner(submitsMax = 100): BatchPartner {
  const bank = fakePartner({ capabilities: CAPABILITIES, submitsMax });
  const batches: Batch[] = [];
  const asked: { batch: Batch; reference: string }[] = [];
  let reading: BatchReading = { whole: LOST, items: new Map() };
  const call = (): BatchCall => ({
    request: { method: 'POST', path: '/', headers: {} },
    read: () => reading,
  });
  const batch = {
    submit(sent: Batch) {
      batches.push(sent);
      return call();
    },
    inquire(about: Batch, reference: string) {
      asked.push({ batch: about, reference });
      return call();
    },
  };
  const adapter = { ...bank.client.adapter, batch };
  return {
    ...bank,
    client: { ...bank.client, adapter, batching: () => ({ sizeMax: 3, lingerMs: LINGER_MS }) },
    batches,
    asked,
    answer(sent, whole, items = new Map()) {
      reading = { whole, items };
      sent?.answer(sent.order.call.read(EMPTY, 0));
    },
  };
}

const EMPTY: PartnerReply = { status: 200, headers: {}, body: '' };
const keys = (members: readonly Instruction[]) => members.map(({ partnerKey }) => partnerKey);
const named = (verdict: Verdict, partnerReference: string) => ({ ...verdict, partnerReference });

/** Three payouts in the partner's first batch. */
async function threeInABatch() {
  const bank = batchPartner();
  const world = await payoutsWorld({ partners: [bank] });
  for (const name of ['a', 'b', 'c']) await world.post(name);
  await world.runtime.advance(0);
  const ids = [...world.disk.payouts.keys()];
  const [first] = bank.batches;
  return { bank, world, ids, members: keys(first?.members ?? []) };
}

const stateOf = async (world: PayoutsWorld, id: string | undefined) =>
  (await world.stored(id ?? '')).state;

describe('a batch', () => {
  it('is sent when it is full, with every intent on disk before', async () => {
    const onDisk: (string | undefined)[] = [];
    const bank = batchPartner();
    const { lanes } = endpointForNew(bank.client);
    const send = (...args: Parameters<typeof lanes.send>) => {
      onDisk.push(...[...world.disk.payouts.values()].map(({ state }) => state));
      return lanes.send(...args);
    };
    const watched = {
      ...bank,
      client: { ...bank.client, endpoints: [{ name: 'main', lanes: { ...lanes, send } }] },
    };
    const world = await payoutsWorld({ partners: [watched] });

    for (const name of ['a', 'b', 'c']) await world.post(name);
    await world.runtime.advance(0);

    expect(bank.batches).toHaveLength(1);
    expect(onDisk).toEqual(['DISPATCHING', 'DISPATCHING', 'DISPATCHING']);
  });

  it('is sent with the members it has once the first has waited long enough', async () => {
    const bank = batchPartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.post('a');
    await world.post('b');

    await world.runtime.advance(LINGER_MS - 1);
    const early = bank.batches.length;
    await world.runtime.advance(1);

    expect(early).toBe(0);
    expect(bank.batches[0]?.members).toHaveLength(2);
  });

  it('is sent without a payout that was cancelled while it waited', async () => {
    const bank = batchPartner();
    const world = await payoutsWorld({ partners: [bank] });
    const first = await world.postAndSettle('a');
    const second = await world.postAndSettle('b');

    await world.service.cancel({ caller: 'lender', by: 'lender' }, first);
    await world.runtime.advance(LINGER_MS);

    expect(bank.batches[0]?.members).toHaveLength(1);
    expect(await stateOf(world, first)).toBe('CANCELLED');
    expect(await stateOf(world, second)).toBe('DISPATCHING');
  });

  it('is not sent when its partner was closed while it waited, and nothing of it is written', async () => {
    const bank = batchPartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');

    bank.advise({ open: false, failure: 'technical.breaker.open', retryAtMs: 0 });
    await world.runtime.advance(1_000);

    expect(bank.batches).toEqual([]);
    expect(await world.stored(id)).toMatchObject({ state: 'QUEUED', attempts: [] });
  });

  it('is not sent when its partner was quarantined while it waited', async () => {
    const bank = batchPartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('in conflict soon');
    await world.runtime.advance(LINGER_MS);
    const [partnerKey = ''] = keys(bank.batches[0]?.members ?? []);
    bank.answer(bank.sent[0], refused('eligibility.account.closed', true));
    await world.runtime.advance(0);
    const id = await world.postAndSettle('a');

    const news = [{ partnerKey, verdict: EXECUTED }];
    bank.readsCallbackAs({ kind: 'news', eventId: '1', news });
    await world.service.callback('bank-a', { headers: {}, body: '' });
    await world.runtime.advance(1_000);

    expect(bank.batches).toHaveLength(1);
    expect(await world.stored(id)).toMatchObject({ state: 'QUEUED', attempts: [] });
  });

  it('takes one slot for all of its members, and gives it back when it was answered', async () => {
    const bank = batchPartner(1);
    const world = await payoutsWorld({ partners: [bank] });
    for (const name of ['a', 'b', 'c']) await world.post(name);
    await world.runtime.advance(0);

    bank.answer(bank.sent[0], EXECUTED);
    await world.runtime.advance(0);
    for (const name of ['d', 'e', 'f']) await world.post(name);
    await world.runtime.advance(0);

    expect(bank.batches.map(({ members }) => members.length)).toEqual([3, 3]);
  });

  it('is not sent when one intent could not be written: the other becomes doubt first', async () => {
    const bank = batchPartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('a');
    await world.postAndSettle('b');
    world.journal.onWrite(1, () => Promise.reject(new JournalError('io', 'unknown', 'gone')));

    await world.runtime.advance(10_000);
    const [alone] = bank.batches.splice(0);
    await world.runtime.advance(200_000);
    const [other] = bank.batches;

    expect(alone?.members).toHaveLength(1);
    expect(other?.members).toHaveLength(1);
    expect(other?.key).not.toBe(alone?.key);
    expect(keys(other?.members ?? [])).not.toContain(alone?.members[0]?.partnerKey);
  });
});

describe('the answer to a batch', () => {
  it('is each member by itself, and the whole for whoever it does not name', async () => {
    const { bank, world, ids, members } = await threeInABatch();
    const items = new Map([
      [members[0] ?? '', EXECUTED],
      [members[1] ?? '', refused('eligibility.account.closed', true)],
    ]);

    bank.answer(bank.sent[0], named(ACCEPTED, 'batch-7'), items);
    await world.runtime.advance(0);

    expect(await Promise.all(ids.map((id) => stateOf(world, id)))).toEqual([
      'PAID',
      'FAILED',
      'PROCESSING',
    ]);
  });

  it('that never left is a proof for all of them', async () => {
    const { bank, world, ids } = await threeInABatch();

    bank.sent[0]?.answer(NEVER_SENT);
    await world.runtime.advance(0);

    for (const id of ids) {
      expect((await world.stored(id)).attempts[0]).toMatchObject({ proof: 'P1_NEVER_SENT' });
    }
  });

  it('cannot be "never sent" for a single member of a batch that was answered', async () => {
    const { bank, world, ids, members } = await threeInABatch();

    bank.answer(bank.sent[0], ACCEPTED, new Map([[members[0] ?? '', NEVER_SENT]]));
    await world.runtime.advance(0);

    expect(await stateOf(world, ids[0])).toBe('IN_DOUBT');
  });

  it('that came too late still counts, member by member', async () => {
    const { bank, world, ids, members } = await threeInABatch();
    const [sent] = bank.sent;
    sent?.answer(LOST);
    await world.runtime.advance(0);
    const doubt = await Promise.all(ids.map((id) => stateOf(world, id)));

    bank.answer(undefined, ACCEPTED, new Map([[members[2] ?? '', EXECUTED]]));
    sent?.order.onLate(sent.order.call.read(EMPTY, 0));
    await world.runtime.advance(0);

    expect(doubt).toEqual(['IN_DOUBT', 'IN_DOUBT', 'IN_DOUBT']);
    expect(await Promise.all(ids.map((id) => stateOf(world, id)))).toEqual([
      'PROCESSING',
      'PROCESSING',
      'PAID',
    ]);
  });
});

describe('a batch that was refused as a whole', () => {
  it('is followed by one for each member alone, so that one bad payout holds up no other', async () => {
    const { bank, world } = await threeInABatch();

    bank.answer(bank.sent[0], refused('technical.settlement.failed'));
    await world.runtime.advance(3_000);

    expect(bank.batches.slice(1).map(({ members }) => members.length)).toEqual([1, 1, 1]);
  });
});

describe('a batch whose answer was lost', () => {
  it('goes out again as it was: same key, same members, same order, one epoch later', async () => {
    const { bank, world, ids } = await threeInABatch();
    const epochs: number[] = [];

    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(3_000);
    for (const id of ids) epochs.push((await world.stored(id)).attempts[0]?.epoch ?? 0);

    expect(bank.batches).toHaveLength(2);
    expect(bank.batches[1]).toEqual(bank.batches[0]);
    expect(epochs).toEqual([2, 2, 2]);
  });

  it('waits for an open lane before it goes out again, and no epoch is used up', async () => {
    const { bank, world, ids } = await threeInABatch();
    bank.sent[0]?.answer(LOST);
    bank.advise({ open: false, failure: 'technical.breaker.open', retryAtMs: 0 });

    await world.runtime.advance(10_000);

    expect(bank.batches).toHaveLength(1);
    expect((await world.stored(ids[0] ?? '')).attempts[0]?.epoch).toBe(1);
  });

  it('is asked for by the name that a duplicate gave, once for all members', async () => {
    const { bank, world, ids, members } = await threeInABatch();
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(3_000);
    const duplicate = { kind: 'duplicate', partnerCode: 'DUP', partnerReference: 'b7' } as const;

    bank.answer(bank.sentOn('submit')[1], duplicate);
    await world.runtime.advance(10_000);
    bank.answer(bank.sentOn('inquire')[0], LOST, new Map(members.map((key) => [key, EXECUTED])));
    await world.runtime.advance(0);

    expect(bank.asked).toMatchObject([{ reference: 'b7' }]);
    expect(keys(bank.asked[0]?.batch.members ?? [])).toEqual(members);
    expect(await Promise.all(ids.map((id) => stateOf(world, id)))).toEqual([
      'PAID',
      'PAID',
      'PAID',
    ]);
  });

  it('never sends a member again that is proven dead and may be paid elsewhere', async () => {
    const { bank, world, ids, members } = await threeInABatch();
    // The refusal of the whole reached the first member's journal row only, then the process died.
    const items = new Map<string, Verdict>(members.slice(1).map((key) => [key, LOST]));
    bank.answer(bank.sent[0], refused('eligibility.account.closed'), items);
    await world.runtime.advance(3_000);

    const resent = keys(bank.batches[1]?.members ?? []);

    expect(await stateOf(world, ids[0])).toBe('FAILED');
    expect(resent).toEqual(members.slice(1));
  });

  it('is found again after a crash, and resent with its members', async () => {
    const disk = createMemoryDisk();
    const before = batchPartner();
    const first = await payoutsWorld({ partners: [before], disk });
    for (const name of ['a', 'b', 'c']) await first.post(name);
    await first.runtime.advance(0);

    const after = batchPartner();
    const second = await payoutsWorld({ partners: [after], disk });
    await second.runtime.advance(10_000);

    expect(after.batches).toEqual(before.batches);
  });
});
