/**
 * Goal: a partner is told "taken" only when its news is durable, news about nobody is left with the
 * partner, a repeat changes nothing, and a test of our verification is not counted as an attack.
 * Method: the whole engine over a scripted partner whose reading of a callback the test chooses;
 * the answers are the outcome's own word.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { ACCEPTED, EXECUTED, LOST, RETURNED } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from '../payouts-world.ts';
import { latch } from '../engine/scripted-journal.ts';

const DELIVERY = { headers: {}, body: 'the raw body' };

/** A payout in doubt, whose partner knows better. */
async function inDoubt() {
  const bank = fakePartner();
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a');
  bank.sent[0]?.answer(LOST);
  await world.runtime.advance(0);
  return { bank, world, id };
}

function news(
  world: Pick<PayoutsWorld, 'keyOf'>,
  id: string,
  verdict: Verdict,
  eventId = 'event-1',
): CallbackReading {
  return { kind: 'news', eventId, news: [{ partnerKey: world.keyOf(id, 1), verdict }] };
}

async function deliver(world: PayoutsWorld, bank: FakePartner, reading: CallbackReading) {
  bank.readsCallbackAs(reading);
  const answer = await world.service.callback('bank-a', DELIVERY);
  return answer?.body;
}

function outcomes({ emitted }: PayoutsWorld) {
  return emitted.flatMap((event) => (event.kind === 'callback.received' ? [event.outcome] : []));
}

describe('news', () => {
  it('is durable before the partner is told that it was taken', async () => {
    const { bank, world, id } = await inDoubt();
    const writing = latch();
    world.journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });
    let answer: string | undefined;

    const delivering = deliver(world, bank, news(world, id, EXECUTED)).then((body) => {
      answer = body;
    });
    await world.runtime.advance(1_000);
    const answerBeforeCommit = answer;
    writing.open();
    await delivering;

    expect(answerBeforeCommit).toBeUndefined();
    expect(answer).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    expect(outcomes(world)).toEqual(['taken']);
  });

  it('is evidence with its source and the digest of the raw body, never the body itself', async () => {
    const { bank, world, id } = await inDoubt();

    await deliver(world, bank, news(world, id, EXECUTED));

    const events = await world.journal.events(id, 0, 100);
    const last = events.filter(({ kind }) => kind === 'evidence').at(-1);
    expect(JSON.parse(last?.document ?? '{}')).toMatchObject({
      source: 'webhook',
      verdict: 'executed',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(last?.document).not.toContain(DELIVERY.body);
  });

  it('that could not be stored is answered as failed, so that the partner repeats it', async () => {
    const { bank, world, id } = await inDoubt();
    world.journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'disk full')));

    const first = await deliver(world, bank, news(world, id, EXECUTED));
    const state = (await world.stored(id)).state;
    const again = await deliver(world, bank, news(world, id, EXECUTED));

    expect(first).toBe('failed');
    expect(state).toBe('IN_DOUBT');
    expect(again).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    expect(outcomes(world)).toEqual(['failed', 'taken']);
  });

  it('about a key that we never wrote is kept for people, and changes no payout', async () => {
    const { bank, world, id } = await inDoubt();
    const before = await world.stored(id);

    const answer = await deliver(world, bank, news(world, 'po_never', EXECUTED));

    expect(answer).toBe('taken');
    expect(await world.stored(id)).toEqual(before);
    expect(world.service.unplacedNews('bank-a')).toHaveLength(1);
    expect(outcomes(world)).toEqual(['kept']);
  });

  it('about the key of another partner is no payout’s: keys belong to their partner', async () => {
    const { bank, world, id } = await inDoubt();
    const stranger = fakePartner({ name: 'bank-b' });
    stranger.readsCallbackAs(news(world, id, EXECUTED));
    const { runtime, disk } = world;
    const both = await payoutsWorld({ partners: [bank, stranger], runtime, disk, started: false });

    const answer = await both.service.callback('bank-b', DELIVERY);

    expect(answer?.body).toBe('taken');
    expect(both.service.unplacedNews('bank-b')).toHaveLength(1);
    expect(await both.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
  });

  it('finds its payout after a restart by the key alone', async () => {
    const { world, id } = await inDoubt();
    const { runtime, disk } = world;
    const bank = fakePartner();
    const restarted = await payoutsWorld({ partners: [bank], runtime, disk, started: false });

    const answer = await deliver(restarted, bank, news(world, id, EXECUTED));

    expect(answer).toBe('taken');
    expect(await restarted.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('about several payouts is stored for each of them', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const ids = [await world.postAndSettle('a'), await world.postAndSettle('b')];

    const answer = await deliver(world, bank, {
      kind: 'news',
      eventId: 'event-1',
      news: ids.map((id) => ({ partnerKey: world.keyOf(id, 1), verdict: EXECUTED })),
    });

    expect(answer).toBe('taken');
    for (const id of ids) expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('about nobody does not keep the next item from its payout', async () => {
    const { bank, world, id } = await inDoubt();

    await deliver(world, bank, {
      kind: 'news',
      eventId: 'event-1',
      news: [
        { partnerKey: world.keyOf('po_never', 1), verdict: EXECUTED },
        { partnerKey: world.keyOf(id, 1), verdict: EXECUTED },
      ],
    });

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('finds its payout by another reference that the instruction carried', async () => {
    const bank = fakePartner({ references: ({ partnerKey: key }) => [`uetr-of-${key}`] });
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    const references = [`uetr-of-${world.keyOf(id, 1)}`];

    const answer = await deliver(world, bank, {
      kind: 'news',
      eventId: 'event-1',
      news: [{ partnerKey: 'what-the-bank-calls-it', references, verdict: EXECUTED }],
    });

    expect(answer).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('that names two payouts at once is nobody’s evidence', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const [first, second] = [await world.postAndSettle('a'), await world.postAndSettle('b')];

    await deliver(world, bank, {
      kind: 'news',
      eventId: 'event-1',
      news: [
        {
          partnerKey: world.keyOf(first, 1),
          references: [world.keyOf(second, 1)],
          verdict: EXECUTED,
        },
      ],
    });

    for (const id of [first, second]) {
      expect(await world.stored(id)).toMatchObject({ state: 'DISPATCHING' });
    }
  });

  it('speaks of the key, and of no copy in particular', async () => {
    const { bank, world, id } = await inDoubt();

    await deliver(world, bank, news(world, id, ACCEPTED));

    const events = await world.journal.events(id, 0, 100);
    const last = events.filter(({ kind }) => kind === 'evidence').at(-1);
    expect(JSON.parse(last?.document ?? '{}')).toMatchObject({ source: 'webhook', epoch: 0 });
  });

  it('may come before the answer to the submit, which then changes nothing', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');

    await deliver(world, bank, news(world, id, EXECUTED));
    bank.sent[0]?.answer(ACCEPTED);
    await world.runtime.advance(0);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('of a return after the payment makes it RETURNED', async () => {
    const { bank, world, id } = await inDoubt();
    await deliver(world, bank, news(world, id, EXECUTED));

    await deliver(world, bank, news(world, id, RETURNED, 'event-2'));

    expect(await world.stored(id)).toMatchObject({ state: 'RETURNED' });
  });
});

describe('an item that may be about other business', () => {
  it('is not kept for people, as one that names us is', async () => {
    const { bank, world, id } = await inDoubt();
    const others = { partnerKey: 'a-uetr', verdict: EXECUTED } as const;

    const both = await deliver(world, bank, {
      kind: 'news',
      eventId: 'both',
      news: [
        { ...others, mayBeAnothers: true },
        { partnerKey: world.keyOf(id, 1), verdict: EXECUTED },
      ],
    });
    const named = await deliver(world, bank, { kind: 'news', eventId: 'named', news: [others] });

    expect(both).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    expect(named).toBe('taken');
    expect(world.service.unplacedNews('bank-a')).toHaveLength(1);
  });
});

describe('a repeat', () => {
  it('is answered the same, changes no state and pays nobody', async () => {
    const { bank, world, id } = await inDoubt();
    const first = await deliver(world, bank, news(world, id, EXECUTED));
    const before = await world.stored(id);

    const again = await deliver(world, bank, news(world, id, EXECUTED));

    const after = await world.stored(id);
    expect([first, again]).toEqual(['taken', 'taken']);
    expect({ ...after, version: 0, lastSeq: 0, updatedAtMs: 0 }).toEqual({
      ...before,
      version: 0,
      lastSeq: 0,
      updatedAtMs: 0,
    });
    expect(bank.sentOn('submit')).toHaveLength(1);
    expect(outcomes(world)).toEqual(['taken', 'duplicate']);
  });

  it('is known for one until ten thousand other events have come', async () => {
    const { bank, world } = await inDoubt();
    const tell = (eventId: string) => deliver(world, bank, { kind: 'news', eventId, news: [] });
    const others = Array.from({ length: 10_000 }, (_, index) => `other-${index}`);

    await tell('first');
    for (const other of others.slice(1)) await tell(other);
    await tell('first');
    await tell('other-0');
    await tell('first');

    expect(outcomes(world).slice(10_000)).toEqual(['duplicate', 'taken', 'taken']);
  });

  it('tells the caller nothing new', async () => {
    const bank = fakePartner();
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes len').toString('base64')}`;
    const endpoints = [{ caller: 'lender', url: 'https://lender.example', secrets: [secret] }];
    const world = await payoutsWorld({ partners: [bank], endpoints });
    const id = await world.postAndSettle('a');
    await deliver(world, bank, news(world, id, EXECUTED));
    const notices = (await world.journal.outboxOf(id)).length;

    await deliver(world, bank, news(world, id, EXECUTED));

    expect(await world.journal.outboxOf(id)).toHaveLength(notices);
  });
});

describe('a delivery without news', () => {
  it('that tests our verification is refused and noted as a probe, not as rejected', async () => {
    const { bank, world, id } = await inDoubt();
    const before = await world.stored(id);

    const answer = await deliver(world, bank, { kind: 'probe', detail: 'SIGNTEST' });

    expect(answer).toBe('refused');
    expect(outcomes(world)).toEqual(['probe']);
    expect(await world.stored(id)).toEqual(before);
  });

  it('that cannot be verified is refused and noted as rejected', async () => {
    const { bank, world, id } = await inDoubt();
    const before = await world.stored(id);

    const answer = await deliver(world, bank, { kind: 'rejected', detail: 'bad signature' });

    expect(answer).toBe('refused');
    expect(outcomes(world)).toEqual(['rejected']);
    expect(await world.stored(id)).toEqual(before);
  });

  it('for a partner that we do not have gets no answer of a partner', async () => {
    const { world } = await inDoubt();

    expect(await world.service.callback('nobody', DELIVERY)).toBeNull();
    expect(outcomes(world)).toEqual([]);
  });
});
