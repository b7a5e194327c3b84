/**
 * Goal: a callback that proves nothing decides nothing, whatever it says and however often it comes;
 * it brings the partner's own answer forward, also for a payout that is paid, and no more than once
 * a minute.
 * Method: the whole engine over a scripted partner on virtual time. PayPal's own adapter reads a
 * notice that was forged under a genuine signature: another body with the same CRC-32.
 */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { demoAdapter, event, item, signed } from '../../adapters/paypal/demo-paypal.ts';
import { forgeCrc32 } from '../../support/forge-crc32.ts';
import { ABSENT, ACCEPTED, EXECUTED, LOST, refused, RETURNED } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from '../payouts-world.ts';

const DELIVERY = { headers: {}, body: 'the raw body' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A payout whose submit was answered so, at a partner whose callbacks are hints. */
async function after(answer: Verdict, capabilities = {}) {
  const bank = fakePartner({ capabilities: { callbackProves: 'hint', ...capabilities } });
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a');
  bank.sent[0]?.answer(answer);
  await world.runtime.advance(0);
  return { bank, world, id };
}

async function hint(
  { world, bank, id }: { world: PayoutsWorld; bank: FakePartner; id: string },
  verdict: Verdict,
  eventId = 'event-1',
) {
  const { runtime } = world;
  const item = { partnerKey: world.keyOf(id, 1), verdict };
  bank.readsCallbackAs({ kind: 'news', eventId, news: [item] });
  const answer = await world.service.callback('bank-a', DELIVERY);
  await runtime.advance(200);
  return answer?.body;
}

async function kinds(world: PayoutsWorld, id: string) {
  return (await world.journal.events(id, 0, 1_000)).map(({ kind }) => kind);
}

describe('a hint', () => {
  it.each([
    ['executed', EXECUTED],
    ['refused', refused('eligibility.account.closed', true)],
    ['returned', RETURNED],
    ['absent', ABSENT],
  ])('that says %s moves nothing, and asks at once', async (_word, verdict) => {
    const doubt = await after(LOST);

    const answer = await hint(doubt, verdict);

    expect(answer).toBe('taken');
    expect(await doubt.world.stored(doubt.id)).toMatchObject({ state: 'IN_DOUBT' });
    expect(doubt.bank.sentOn('inquire')).toHaveLength(1);
  });

  it('brings the answer of the partner itself forward, and that decides', async () => {
    const doubt = await after(ACCEPTED);
    doubt.bank.reply('inquire', ACCEPTED);
    await doubt.world.runtime.advance(20 * MINUTE_MS);
    doubt.bank.reply('inquire', EXECUTED);

    await hint(doubt, EXECUTED);

    expect(await doubt.world.stored(doubt.id)).toMatchObject({ state: 'PAID' });
  });

  it('of a return asks about a paid payout, which then says what the partner says', async () => {
    const paid = await after(EXECUTED);
    paid.bank.reply('inquire', RETURNED);

    await hint(paid, RETURNED);

    expect(paid.bank.sentOn('inquire')).toHaveLength(1);
    expect(await paid.world.stored(paid.id)).toMatchObject({ state: 'RETURNED' });
  });

  it('of a payment asks about a dead attempt, and the answer is a CONFLICT', async () => {
    const failed = await after(refused('eligibility.account.closed', true));
    failed.bank.reply('inquire', EXECUTED);

    await hint(failed, EXECUTED);

    expect(await failed.world.stored(failed.id)).toMatchObject({ state: 'CONFLICT' });
  });

  it('that the partner denies again and again is asked about no more', async () => {
    const paid = await after(EXECUTED);
    paid.bank.reply('inquire', EXECUTED);
    await hint(paid, RETURNED);

    // Six questions, each after twice the pause before it, are over within the hour.
    await paid.world.runtime.advance(2 * HOUR_MS);

    expect(paid.bank.sentOn('inquire')).toHaveLength(6);
    expect(await paid.world.stored(paid.id)).toMatchObject({ state: 'PAID' });
  });

  it('is asked about until the partner answers, also after a restart', async () => {
    const paid = await after(EXECUTED);
    const { runtime, disk } = paid.world;
    await paid.world.payouts.stop(0);
    const early = await payoutsWorld({ partners: [paid.bank], runtime, disk, started: false });
    paid.bank.readsCallbackAs({
      kind: 'news',
      eventId: 'event-1',
      news: [{ partnerKey: paid.world.keyOf(paid.id, 1), verdict: RETURNED }],
    });
    await early.service.callback('bank-a', DELIVERY);
    const again = fakePartner({ capabilities: { callbackProves: 'hint' } });
    again.reply('inquire', LOST);
    const restarted = await payoutsWorld({ partners: [again], runtime, disk });
    await runtime.advance(HOUR_MS);

    again.reply('inquire', RETURNED);
    await runtime.advance(HOUR_MS);

    expect(await restarted.stored(paid.id)).toMatchObject({ state: 'RETURNED' });
  });

  it('that comes five hundred times asks no more than once a minute, and is few lines', async () => {
    const paid = await after(EXECUTED);
    paid.bank.reply('inquire', EXECUTED);

    for (let n = 0; n < 500; n++) await hint(paid, RETURNED, `event-${n}`);

    // 500 deliveries, 200 ms apart: 100 seconds.
    expect(paid.bank.sentOn('inquire').length).toBeLessThanOrEqual(2);
    expect(await kinds(paid.world, paid.id)).toHaveLength(
      (await kinds(paid.world, paid.id)).filter((kind) => kind !== 'hinted').length + 1,
    );
  });

  it('that says what is known already is no news', async () => {
    const paid = await after(EXECUTED);
    const before = await paid.world.stored(paid.id);

    const answer = await hint(paid, EXECUTED);

    expect(answer).toBe('taken');
    expect(await paid.world.stored(paid.id)).toEqual(before);
  });
});

describe('a callback that is a fact', () => {
  it.each([
    ['as old as the last repeat', 60_000, 'PAID'],
    ['older than the last repeat: a hint', 60_001, 'IN_DOUBT'],
  ])('sealed %s', async (_what, ageMs, state) => {
    const doubt = await after(LOST, { callbackProves: 'fact', latenessMsMax: 60_000 });
    const { world, bank, id } = doubt;
    bank.readsCallbackAs({
      kind: 'news',
      eventId: 'event-1',
      sealedAtMs: world.runtime.now() - ageMs,
      news: [{ partnerKey: world.keyOf(id, 1), verdict: EXECUTED }],
    });

    const answer = await world.service.callback('bank-a', DELIVERY);

    expect(answer?.body).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state });
  });
});

describe('one captured notice of PayPal’s', () => {
  it.each([
    ['SUCCESS', LOST],
    ['FAILED', LOST],
    ['RETURNED', EXECUTED],
    ['REFUNDED', EXECUTED],
  ])('with a forged body under its CRC-32 that says %s moves nothing', async (status, answer) => {
    const paypal = demoAdapter();
    const bank = fakePartner({ name: 'paypal', capabilities: { callbackProves: 'hint' } });
    const { adapter } = bank.client;
    const reads = { ...adapter, capabilities: { ...adapter.capabilities } };
    const client = {
      ...bank.client,
      adapter: {
        ...reads,
        readCallback: paypal.readCallback,
        answerCallback: paypal.answerCallback,
      },
    };
    const world = await payoutsWorld({ partners: [{ ...bank, client }] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(answer);
    await world.runtime.advance(0);
    const before = await world.stored(id);
    const time = new Date(world.runtime.now()).toISOString();
    const genuine = signed(JSON.stringify(event(item('UNCLAIMED'))), { time });

    const forged = forge(genuine, world.keyOf(id, 1), status);
    const taken = await world.service.callback('paypal', forged);

    expect(crc32(forged.body)).toBe(crc32(genuine.body));
    expect(taken?.status).toBe(200);
    expect(await world.stored(id)).toMatchObject({ state: before.state });
    expect(await kinds(world, id)).toContain('hinted');
  });
});

/** The captured headers, and a body of the attacker's own that names the payout. */
function forge({ headers, body }: CallbackDelivery, key: string, status: string): CallbackDelivery {
  const written = (pad: string) =>
    JSON.stringify({
      ...event({
        ...item(status, { errors: { name: 'RECEIVER_ACCOUNT_LOCKED' } }),
        payout_item: {
          amount: { currency: 'CNY', value: '2500.00' },
          receiver: 'forged',
          sender_item_id: key,
        },
      }),
      pad,
    });
  return { headers, body: forgeCrc32(written, crc32(body)) };
}
