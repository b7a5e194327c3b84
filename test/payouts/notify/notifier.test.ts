/**
 * Goal: a caller is told of each change at least once, in a form that any Standard Webhooks
 * library verifies, always under the same id, for as long as the standard asks and no longer (I9).
 * Method: the whole engine over a scripted partner; the receiver is a function, verification is
 * the npm package `standardwebhooks`, time is virtual.
 */
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it, vi } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import type { PostOutcome } from '../../../src/payouts/notify/post-webhook.ts';
import { signWebhook, webhookKeys } from '../../../src/payouts/notify/webhook.ts';
import { EXECUTED, REQUEST } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { type Posted, payoutsWorld } from '../payouts-world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const OLD_SECRET = `whsec_${Buffer.from('an old secret of thirty-two bytes').toString('base64')}`;
const NEW_SECRET = `whsec_${Buffer.from('a new secret of thirty-two bytes!').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.from("somebody else's secret, 32 bytes").toString('base64')}`;
const ENDPOINT = { caller: 'lender', url: 'https://lender.example/hook', secrets: [NEW_SECRET] };

/** An engine with one endpoint, and a payout that just became QUEUED: one webhook is due. */
async function oneWebhook(outcome: PostOutcome, secrets: readonly string[] = [NEW_SECRET]) {
  const bank = fakePartner();
  const endpoints = [{ ...ENDPOINT, secrets }];
  const world = await payoutsWorld({ partners: [bank], endpoints });
  world.receiversAnswer(outcome);
  const startMs = world.runtime.now();
  const id = await world.postAndSettle('a');
  await world.runtime.advance(300);
  const entry = async () => {
    const [first] = await world.journal.outboxOf(id);
    if (first === undefined) throw new Error('no webhook');
    return first;
  };
  const outcomes = () =>
    world.emitted.flatMap((event) => (event.kind === 'webhook.delivered' ? [event.outcome] : []));
  return { world, bank, id, startMs, entry, outcomes };
}

const OK: PostOutcome = { kind: 'answered', status: 200, retryAfterMs: null };
const BROKEN: PostOutcome = { kind: 'answered', status: 500, retryAfterMs: null };

/** Verifies at the receiver's own time, which is the virtual one. */
function verify(secret: string, { headers, body, atMs }: Posted): unknown {
  vi.useFakeTimers({ now: atMs, toFake: ['Date'] });
  try {
    return new Webhook(secret).verify(body, { ...headers });
  } finally {
    vi.useRealTimers();
  }
}

describe('a webhook', () => {
  it('is verified by the standard library, and carries the payout as the API shows it', async () => {
    const { world, id } = await oneWebhook(OK);

    const [posted] = world.posted;
    const event = posted && verify(NEW_SECRET, posted);

    expect(posted?.url).toBe(ENDPOINT.url);
    expect(posted?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(event).toMatchObject({
      type: 'payout.queued',
      data: { object: 'payout', id, state: 'QUEUED', moneyMoved: 'no' },
    });
  });

  it.each([
    ['its body', (posted: Posted) => ({ ...posted, body: posted.body.replace('no', 'yes') })],
    ['its id', (posted: Posted) => withHeader(posted, 'webhook-id', 'msg_other')],
    ['its time', (posted: Posted) => withHeader(posted, 'webhook-timestamp', shifted(posted))],
  ])('is rejected when %s was tampered with', async (_what, tamper) => {
    const { world } = await oneWebhook(OK);
    const [posted] = world.posted;
    if (posted === undefined) throw new Error('nothing was posted');

    expect(() => verify(NEW_SECRET, posted)).not.toThrow();
    expect(() => verify(NEW_SECRET, tamper(posted))).toThrow(WebhookVerificationError);
  });

  it('is signed with both secrets during a rotation, so that either verifies it', async () => {
    const { world } = await oneWebhook(OK, [NEW_SECRET, OLD_SECRET]);
    const [posted] = world.posted;
    if (posted === undefined) throw new Error('nothing was posted');

    expect(() => verify(NEW_SECRET, posted)).not.toThrow();
    expect(() => verify(OLD_SECRET, posted)).not.toThrow();
    expect(() => verify(OTHER_SECRET, posted)).toThrow(WebhookVerificationError);
  });

  it('is signed exactly as the standard library signs', () => {
    const signedAtMs = Date.UTC(2026, 10, 24);
    const body = '{"a":"放款"}';

    const headers = signWebhook('msg_1', signedAtMs / SECOND_MS, body, webhookKeys([NEW_SECRET]));

    const theirs = new Webhook(NEW_SECRET).sign('msg_1', new Date(signedAtMs), body);
    expect(headers['webhook-signature']).toBe(theirs);
  });

  it('carries no account and no name', async () => {
    const { world, bank } = await oneWebhook(OK);
    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(SECOND_MS);

    const bodies = world.posted.map(({ body }) => body).join('\n');

    expect(bodies).toContain('payout.paid');
    expect(bodies).not.toContain(REQUEST.creditor.account.value);
    expect(bodies).not.toContain(REQUEST.creditor.name);
  });

  it('is sent for each change the caller is told of, each under an id of its own', async () => {
    const { world, bank, id } = await oneWebhook(OK);
    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(SECOND_MS);

    const types = world.posted.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    const ids = world.posted.map(({ headers }) => headers['webhook-id']);

    expect(types).toEqual(['payout.queued', 'payout.paid']);
    expect(new Set(ids).size).toBe(2);
    expect(await world.journal.outboxOf(id)).toHaveLength(2);
  });

  it('does not exist for a caller without an endpoint', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()], endpoints: [] });
    const id = await world.postAndSettle('a');
    await world.runtime.advance(MINUTE_MS);

    expect(await world.journal.outboxOf(id)).toEqual([]);
    expect(world.posted).toEqual([]);
  });
});

describe('a delivery that fails', () => {
  it('is repeated after 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, then given up', async () => {
    const { world, entry, outcomes, startMs } = await oneWebhook(BROKEN);
    const pausesMs = [
      5 * SECOND_MS,
      5 * MINUTE_MS,
      30 * MINUTE_MS,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
    ];
    expect(world.posted[0]?.atMs).toBeLessThanOrEqual(startMs + SECOND_MS);

    for (const pauseMs of pausesMs) {
      const before = world.posted.length;
      const { dueAtMs } = await entry();
      const waitMs = (dueAtMs ?? 0) - (world.posted.at(-1)?.atMs ?? 0);
      expect(waitMs).toBeGreaterThanOrEqual(pauseMs);
      expect(waitMs).toBeLessThanOrEqual(pauseMs * 1.1 + 1);
      // Seconds before it is due, nothing is sent; then it is.
      world.runtime.jumpWallClock((dueAtMs ?? 0) - world.runtime.now() - 2_000);
      await world.runtime.advance(1_500);
      expect(world.posted).toHaveLength(before);
      await world.runtime.advance(1_000);
      expect(world.posted).toHaveLength(before + 1);
    }
    world.runtime.jumpWallClock(100 * 24 * HOUR_MS);
    await world.runtime.advance(SECOND_MS);

    expect(world.posted).toHaveLength(10);
    expect(outcomes()).toEqual([...pausesMs.map(() => 'retry'), 'exhausted']);
    expect(await entry()).toMatchObject({ dueAtMs: null, attempts: 10 });
  });

  it('is repeated under the same id with the same body, and a fresh time and signature', async () => {
    const { world } = await oneWebhook(BROKEN);
    await world.runtime.advance(10 * SECOND_MS);

    const [first, second] = world.posted;

    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    expect(() => second && verify(NEW_SECRET, second)).not.toThrow();
  });

  it.each([
    ['an answer of 500', BROKEN],
    ['an answer of 404', { kind: 'answered', status: 404, retryAfterMs: null }],
    ['a redirect, which is not followed', { kind: 'answered', status: 302, retryAfterMs: null }],
    ['no answer', { kind: 'unreachable', detail: 'ECONNREFUSED' }],
  ] as const)('by %s is one that is repeated', async (_what, outcome) => {
    const { world, outcomes } = await oneWebhook(outcome);

    await world.runtime.advance(6 * SECOND_MS);

    expect(outcomes()).toEqual(['retry', 'retry']);
    expect(world.posted).toHaveLength(2);
  });

  it.each([200, 201, 204, 299])('by nothing: %i is a success and ends it', async (status) => {
    const { world, outcomes, entry } = await oneWebhook({ ...OK, status });

    await world.runtime.advance(MINUTE_MS);

    expect(outcomes()).toEqual(['delivered']);
    expect(await entry()).toMatchObject({ dueAtMs: null });
  });

  it('with Retry-After waits at least as long as it asks', async () => {
    const retryAfterMs = 10 * MINUTE_MS;
    const { world, entry } = await oneWebhook({ ...BROKEN, status: 503, retryAfterMs });

    const { dueAtMs } = await entry();

    expect(dueAtMs).toBeGreaterThanOrEqual((world.posted[0]?.atMs ?? 0) + retryAfterMs);
  });

  it('with a short Retry-After still waits its own pause', async () => {
    const { world, entry } = await oneWebhook({ ...BROKEN, status: 503, retryAfterMs: 1 });

    expect((await entry()).dueAtMs).toBeGreaterThanOrEqual((world.posted[0]?.atMs ?? 0) + 5_000);
  });

  it('with an absurd Retry-After waits a day at most', async () => {
    const retryAfterMs = 999_999 * SECOND_MS;
    const { world, entry } = await oneWebhook({ ...BROKEN, status: 503, retryAfterMs });

    const atMs = world.posted[0]?.atMs ?? 0;
    expect((await entry()).dueAtMs).toBeLessThanOrEqual(atMs + 24 * HOUR_MS + SECOND_MS);
  });

  it('to an address that may not be named is not repeated', async () => {
    const { world, outcomes } = await oneWebhook({ kind: 'refused', detail: 'private address' });

    await world.runtime.advance(MINUTE_MS);

    expect(outcomes()).toEqual(['refused']);
    expect(world.posted).toHaveLength(1);
  });

  it('to be written down is made again: at least once, never silently never', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank], endpoints: [ENDPOINT] });
    const id = await world.postAndSettle('a');
    world.journal.onWrite(1, () => Promise.reject(new JournalError('io', 'no', 'the disk')));

    await world.runtime.advance(SECOND_MS);

    const ids = world.posted.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await world.journal.outboxOf(id)).toMatchObject([{ dueAtMs: null }]);
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled: this webhook, and every later one, is given up without a call', async () => {
    const { world, bank, outcomes } = await oneWebhook({ ...OK, status: 410 });
    bank.sent[0]?.answer(EXECUTED);

    await world.runtime.advance(MINUTE_MS);

    expect(world.posted).toHaveLength(1);
    expect(outcomes()).toEqual(['disabled', 'disabled']);
  });

  it('stays disabled after a restart', async () => {
    const { world } = await oneWebhook({ ...OK, status: 410 });
    const { runtime, disk } = world;
    const restarted = await payoutsWorld({
      partners: [fakePartner()],
      endpoints: [ENDPOINT],
      runtime,
      disk,
    });

    await restarted.postAndSettle('b');
    await runtime.advance(MINUTE_MS);

    expect(restarted.posted).toEqual([]);
  });

  it('does not disable the address that the caller moves to', async () => {
    const { world } = await oneWebhook({ ...OK, status: 410 });
    const { runtime, disk } = world;
    const moved = { ...ENDPOINT, url: 'https://new.example/hook' };
    const restarted = await payoutsWorld({
      partners: [fakePartner()],
      endpoints: [moved],
      runtime,
      disk,
    });

    await restarted.postAndSettle('b');
    await runtime.advance(MINUTE_MS);

    expect(new Set(restarted.posted.map(({ url }) => url))).toEqual(new Set([moved.url]));
  });

  it('is tried again when a person asks for a redelivery, and then stays in use', async () => {
    const { world, bank } = await oneWebhook({ ...OK, status: 410 });
    const [first] = world.posted;
    world.receiversAnswer(OK);

    await world.service.redeliver(first?.headers['webhook-id'] ?? '');
    await world.runtime.advance(SECOND_MS);
    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(SECOND_MS);

    expect(world.posted).toHaveLength(3);
  });

  it('does not disable another caller', async () => {
    const bank = fakePartner();
    const other = { ...ENDPOINT, caller: 'other', url: 'https://other.example/hook' };
    const world = await payoutsWorld({ partners: [bank], endpoints: [ENDPOINT, other] });
    world.receiversAnswer(({ url }) =>
      Promise.resolve({ ...OK, status: url === other.url ? 200 : 410 }),
    );
    await world.postAndSettle('a');
    await world.runtime.advance(SECOND_MS);

    const order = { caller: 'other', idempotencyKey: 'k', fingerprint: 'f', request: REQUEST };
    await world.service.accept(order);
    await world.runtime.advance(SECOND_MS);

    expect(world.posted.map(({ url }) => url)).toEqual([ENDPOINT.url, other.url]);
  });
});

describe('a redelivery', () => {
  it('repeats a delivered webhook under its own id with its own body', async () => {
    const { world, entry } = await oneWebhook(OK);
    const { id } = await entry();

    const found = await world.service.redeliver(id);
    await world.runtime.advance(SECOND_MS);

    const [first, second] = world.posted;
    expect(found).toBe(true);
    expect(world.posted).toHaveLength(2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(await entry()).toMatchObject({ dueAtMs: null });
  });

  it('of an unknown webhook says so', async () => {
    const { world } = await oneWebhook(OK);

    expect(await world.service.redeliver('msg_unknown')).toBe(false);
  });
});

describe('the end of delivering', () => {
  it('waits for what is under way, so that it is not sent again for nothing', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank], endpoints: [ENDPOINT] });
    const answering = Promise.withResolvers<PostOutcome>();
    world.receiversAnswer(() => answering.promise);
    const id = await world.postAndSettle('a');
    await world.runtime.advance(300);

    const stopping = world.payouts.stop(0);
    await world.runtime.advance(10);
    answering.resolve(OK);
    await stopping;

    expect(await world.journal.outboxOf(id)).toMatchObject([{ dueAtMs: null, attempts: 1 }]);
  });
});

function withHeader(posted: Posted, name: string, value: string): Posted {
  return { ...posted, headers: { ...posted.headers, [name]: value } };
}

function shifted({ headers }: Posted): string {
  return String(Number(headers['webhook-timestamp']) + 1);
}
