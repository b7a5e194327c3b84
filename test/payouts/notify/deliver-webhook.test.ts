/**
 * Goal: each answer of a receiver ends a delivery as Standard Webhooks asks: what counts as taken,
 * what is tried again and when, what is given up; for three days and not for ever.
 * Method: one delivery at a time over a memory journal; the receiver's answer and the draw of chance
 * are the test's.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import { createDeliverWebhook } from '../../../src/payouts/notify/deliver-webhook.ts';
import type { PostOutcome } from '../../../src/payouts/notify/post-webhook.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const SECRET = `whsec_${Buffer.from('a secret of just thirty-two bytes').toString('base64')}`;
const ENDPOINT = { caller: 'lender', url: 'https://lender.example/hook', secrets: [SECRET] };

const answered = (status: number, retryAfterMs: number | null = null): PostOutcome => ({
  kind: 'answered',
  status,
  retryAfterMs,
});

/** Delivers one webhook for the time after `attempts` failed ones; `draw` is what chance says. */
async function deliverOnce(
  outcome: PostOutcome | (() => void),
  { attempts = 0, draw = 0, endpoints = [ENDPOINT], askAgain = false } = {},
) {
  const virtual = virtualRuntime(1);
  const runtime = { ...virtual, random: () => draw };
  const journal = createMemoryJournal(runtime);
  const events: GatewayEvent[] = [];
  const posted: string[] = [];
  const notifier = createDeliverWebhook({
    journal,
    runtime,
    emit: (event) => void events.push(event),
    endpoints,
    post: (url) => {
      posted.push(url);
      if (askAgain) notifier.askAgain('msg_1');
      return Promise.resolve(outcome as PostOutcome);
    },
  });
  const entry = {
    id: 'msg_1',
    payoutId: 'po_1',
    createdAtMs: runtime.now(),
    dueAtMs: runtime.now(),
    attempts,
    document: JSON.stringify({ caller: 'lender', body: '{}' }),
  };
  const written = journal.write({ outbox: [entry] });
  await virtual.advance(0);
  await written;
  const delivered = notifier.deliver(entry);
  await virtual.advance(0);
  await delivered;
  const after = await journal.outboxGet('msg_1');
  const dueAtMs = after?.dueAtMs ?? null;
  const marks = await journal.records('webhook.gone');
  return {
    waitsMs: dueAtMs === null ? null : dueAtMs - runtime.now(),
    attempts: after?.attempts,
    isDisabled: marks.length > 0,
    events,
    posted,
  };
}

describe('a receiver', () => {
  it.each([200, 204, 299])('that answers %i has taken it', async (status) => {
    const { waitsMs, events, isDisabled } = await deliverOnce(answered(status));

    expect([waitsMs, isDisabled]).toEqual([null, false]);
    expect(events).toEqual([
      {
        kind: 'webhook.delivered',
        outcome: 'delivered',
        webhookId: 'msg_1',
        payoutId: 'po_1',
        detail: '',
      },
    ]);
  });

  it.each([199, 300, 400, 409, 411, 500])('that answers %i gets it again', async (status) => {
    const { waitsMs, attempts, events } = await deliverOnce(answered(status));

    expect([waitsMs, attempts]).toEqual([5 * SECOND_MS, 1]);
    expect(events).toMatchObject([{ outcome: 'retry', detail: `status ${status}` }]);
  });

  it('that cannot be reached gets it again, and the reason is told', async () => {
    const { waitsMs, events } = await deliverOnce({ kind: 'unreachable', detail: 'no route' });

    expect(waitsMs).toBe(5 * SECOND_MS);
    expect(events).toMatchObject([{ outcome: 'retry', detail: 'no route' }]);
  });

  it('that answers 410 gets nothing any more', async () => {
    const { waitsMs, events, isDisabled } = await deliverOnce(answered(410));

    expect([waitsMs, isDisabled]).toEqual([null, true]);
    expect(events).toMatchObject([{ outcome: 'disabled' }]);
  });

  it('whose address is refused by us is given up', async () => {
    const { waitsMs, events } = await deliverOnce({ kind: 'refused', detail: 'a private address' });

    expect(waitsMs).toBeNull();
    expect(events).toMatchObject([{ outcome: 'refused', detail: 'a private address' }]);
  });

  it('that is not configured any more is not posted to', async () => {
    const { waitsMs, events, posted } = await deliverOnce(answered(200), { endpoints: [] });

    expect([waitsMs, posted]).toEqual([null, []]);
    expect(events).toMatchObject([{ outcome: 'disabled' }]);
  });
});

describe('the next delivery', () => {
  const PAUSES_MS = [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ];

  it.each(PAUSES_MS.map((pauseMs, attempts) => [attempts, pauseMs]))(
    'after %i failed ones comes %i ms later, or up to a tenth more',
    async (attempts, pauseMs) => {
      const soonest = await deliverOnce(answered(500), { attempts, draw: 0 });
      const latest = await deliverOnce(answered(500), { attempts, draw: 1 });

      expect(soonest).toMatchObject({ waitsMs: pauseMs, attempts: attempts + 1 });
      expect(latest.waitsMs).toBe(Math.round(pauseMs * 1.1));
    },
  );

  it('does not come after the tenth', async () => {
    const { waitsMs, events } = await deliverOnce(answered(500), { attempts: 9 });

    expect(waitsMs).toBeNull();
    expect(events).toMatchObject([{ outcome: 'exhausted', detail: 'status 500' }]);
  });

  it('waits as long as the receiver asks, a day at most, and never less than its turn', async () => {
    const waits = async (retryAfterMs: number) =>
      (await deliverOnce(answered(503, retryAfterMs))).waitsMs;

    expect(await waits(1_000)).toBe(5 * SECOND_MS);
    expect(await waits(HOUR_MS)).toBe(HOUR_MS);
    expect(await waits(24 * HOUR_MS)).toBe(24 * HOUR_MS);
    expect(await waits(30 * HOUR_MS)).toBe(24 * HOUR_MS);
  });

  it('comes at once and starts anew when it was asked for during this one', async () => {
    const { waitsMs, attempts } = await deliverOnce(answered(500), { attempts: 4, askAgain: true });

    expect([waitsMs, attempts]).toEqual([0, 0]);
  });
});
