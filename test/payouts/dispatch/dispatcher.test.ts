/**
 * Goal: nothing is sent before its intent is durable, and every ending of a call, however late,
 * becomes evidence (R1, R4, I6).
 * Method: the whole engine over scripted partners, a memory journal and virtual time; the test
 * answers each call by hand.
 */
import { describe, expect, it } from 'vitest';

import type { SendOrder } from '../../../src/contract/send.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { EXECUTED, LOST, NEVER_SENT } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';
import { latch } from '../engine/scripted-journal.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('a submit', () => {
  it('leaves after its intent and its key are on disk (W3)', async () => {
    const onDisk: unknown[] = [];
    const look = ({ tags }: SendOrder) => {
      onDisk.push([world.disk.payouts.get(tags.payoutId)?.state, tags.attemptNo, tags.epoch]);
      onDisk.push(world.disk.partnerKey('bank-a', world.keyOf(tags.payoutId, 1))?.attemptNo);
    };
    const bank = fakePartner({ onSend: look });
    const world = await payoutsWorld({ partners: [bank] });

    await world.postAndSettle('a');

    expect(onDisk).toEqual([['DISPATCHING', 1, 1], 1]);
  });

  it('does not leave while the write of its intent is under way, nor after it failed', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const writing = latch();
    world.journal.onWrite(1, (pass) => pass()); // The payout itself.
    world.journal.onWrite(1, async () => {
      await writing.opened;
      throw new JournalError('io', 'no', 'the disk said no');
    });
    await world.post('a');

    await world.runtime.advance(5_000);
    const sentWhileWriting = bank.sent.length;
    writing.open();
    await world.runtime.advance(0);

    expect(sentWhileWriting).toBe(0);
    expect(bank.sent).toEqual([]);
    expect(world.emitted.filter(({ kind }) => kind === 'bug')).toEqual([]); // The disk's, not ours.
    await world.runtime.advance(1_000);
    expect(bank.sent).toHaveLength(1); // The due time brought it back.
  });

  it('that ends in an executed answer makes the payout paid', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');

    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(0);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID', finality: 'executed' });
  });

  it('whose answer the journal refuses at first is told until it is taken', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    world.journal.onWrite(3, () => Promise.reject(new JournalError('full', 'no', 'disk full')));

    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(10_000);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    expect(bank.sent).toHaveLength(1);
  });

  it('that never left is tried again under a new key, at another partner first', async () => {
    const [first, second] = [fakePartner({ name: 'bank-a' }), fakePartner({ name: 'bank-b' })];
    const world = await payoutsWorld({ partners: [first, second] });
    const id = await world.postAndSettle('a');

    first.sent[0]?.answer(NEVER_SENT);
    await world.runtime.advance(1_000);

    expect(second.sentOn('submit')).toHaveLength(1);
    const { attempts } = await world.stored(id);
    expect(attempts).toMatchObject([
      { partner: 'bank-a', state: 'DEAD', proof: 'P1_NEVER_SENT', partnerKey: world.keyOf(id, 1) },
      { partner: 'bank-b', state: 'INTENT', partnerKey: world.keyOf(id, 2) },
    ]);
  });

  it('whose answer is lost is not followed by one to another partner (R1)', async () => {
    const [first, second] = [fakePartner({ name: 'bank-a' }), fakePartner({ name: 'bank-b' })];
    first.reply('inquire', LOST);
    const world = await payoutsWorld({ partners: [first, second] });
    const id = await world.postAndSettle('a');

    first.sent[0]?.answer(LOST);
    await world.runtime.advance(10 * MINUTE_MS);

    expect(await world.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
    expect(second.sent).toEqual([]);
    expect(first.sentOn('submit')).toHaveLength(1);
  });

  it('whose content a broken adapter cannot write is put aside, not tried every moment', async () => {
    const bank = fakePartner();
    const content = () => {
      throw new TypeError('no such field');
    };
    const broken = {
      ...bank,
      client: { ...bank.client, adapter: { ...bank.client.adapter, content } },
    };
    const world = await payoutsWorld({ partners: [broken] });
    const id = await world.postAndSettle('a');

    await world.runtime.advance(3 * MINUTE_MS);

    expect(await world.stored(id)).toMatchObject({
      state: 'QUEUED',
      attempts: [],
      failure: { code: 'technical.internal' },
    });
    expect(world.emitted.filter(({ kind }) => kind === 'bug').length).toBeLessThanOrEqual(4);
  });

  it('that a broken adapter cannot even build is doubt, and is asked about', async () => {
    const bank = fakePartner();
    const { adapter } = bank.client;
    const broken = {
      ...bank,
      client: {
        ...bank.client,
        adapter: {
          ...adapter,
          submit: () => {
            throw new TypeError('no such field');
          },
        },
      },
    };
    const world = await payoutsWorld({ partners: [broken] });
    const id = await world.postAndSettle('a');

    await world.runtime.advance(3 * MINUTE_MS);

    expect(await world.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
    expect(bank.sentOn('inquire').length).toBeGreaterThan(0);
    expect(world.emitted).toContainEqual(expect.objectContaining({ kind: 'bug' }));
  });
});

describe('a late answer', () => {
  it('ends the doubt, although the call had been given up', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(500);
    const before = await world.stored(id);

    bank.sent[0]?.order.onLate(EXECUTED);
    await world.runtime.advance(0);

    expect(before.state).toBe('IN_DOUBT');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    const events = await world.journal.events(id, 0, 100);
    const evidence = events
      .filter(({ kind }) => kind === 'evidence')
      .map((event) => event.document);
    expect(evidence.map((document) => JSON.parse(document) as object)).toMatchObject([
      { source: 'response', verdict: 'unknown', counted: true },
      { source: 'response', verdict: 'executed', counted: true },
    ]);
  });
});

describe('a route that does not exist now', () => {
  it('is postponed with the reason, until the time the closed lane named', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const retryAtMs = world.runtime.now() + 20_000;
    bank.advise({ open: false, failure: 'technical.overload.partner', retryAtMs });

    const id = await world.postAndSettle('a');
    const waiting = await world.stored(id);
    await world.runtime.advance(19_000);
    bank.advise({ open: true });
    const sentEarly = bank.sent.length;
    await world.runtime.advance(2_000);

    expect(waiting).toMatchObject({
      state: 'QUEUED',
      failure: { code: 'technical.overload.partner' },
      nextAction: { what: 'route', atMs: retryAtMs },
    });
    expect(sentEarly).toBe(0);
    expect(bank.sent).toHaveLength(1);
  });

  it('is looked for at least every minute, however far off the lane puts it', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const retryAtMs = world.runtime.now() + 24 * HOUR_MS;
    bank.advise({ open: false, failure: 'partner.outage', retryAtMs });
    await world.postAndSettle('a');
    bank.advise({ open: true });

    await world.runtime.advance(61_000);

    expect(bank.sent).toHaveLength(1);
  });
});
