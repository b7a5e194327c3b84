/**
 * Goal: a receiver that hangs holds up its own webhooks only, and a redelivery asked for meanwhile
 * is not forgotten.
 * Method: the notifier alone on a memory journal and virtual time; the post of one entry never
 * answers until the test lets it.
 */
import { describe, expect, it } from 'vitest';

import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import type { OutboxEntry } from '../../../src/journal/port.ts';
import { createNotifier } from '../../../src/payouts/notify/notifier.ts';
import type { PostOutcome } from '../../../src/payouts/notify/post-webhook.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

const OK: PostOutcome = { kind: 'answered', status: 200, retryAfterMs: null };

describe('a receiver that hangs', () => {
  it('does not hold up the webhooks of others', async () => {
    const world = await openWorld();
    await world.add('slow', 'hanging');
    await world.runtime.advance(1_000);

    await world.add('quick', 'lender');
    await world.runtime.advance(1_000);

    expect(world.posted).toEqual(['slow', 'quick']);
    await world.close();
  });

  it('takes 16 deliveries at most, and the next ones go out as it lets go of them', async () => {
    const world = await openWorld();
    for (let n = 0; n < 20; n += 1) await world.add(`slow ${n}`, 'hanging');
    await world.runtime.advance(10_000);
    expect(world.posted).toHaveLength(16);

    world.release();
    await world.runtime.advance(1_000);

    expect(world.posted).toHaveLength(20);
    await world.close();
  });

  it('is not asked twice at once', async () => {
    const world = await openWorld();
    await world.add('slow', 'hanging');

    await world.runtime.advance(10_000);

    expect(world.posted).toEqual(['slow']);
    await world.close();
  });

  it('gets a redelivery that was asked for while it hung, under the same id', async () => {
    const world = await openWorld();
    await world.add('slow', 'hanging');
    await world.runtime.advance(1_000);

    const known = await world.notifier.redeliver('slow');
    world.release();
    await world.runtime.advance(1_000);

    expect(known).toBe(true);
    expect(world.posted).toEqual(['slow', 'slow']);
    await world.close();
  });
});

async function openWorld() {
  const runtime = virtualRuntime(1);
  const journal = createMemoryJournal(runtime);
  const posted: string[] = [];
  let release: () => void = () => undefined;
  const hanging = new Promise<void>((resolve) => (release = resolve));
  const secrets = [`whsec_${Buffer.alloc(24, 7).toString('base64')}`];
  const notifier = createNotifier({
    journal,
    runtime,
    emit: () => undefined,
    endpoints: ['hanging', 'lender'].map((caller) => ({ caller, url: caller, secrets })),
    async post(url, headers) {
      posted.push(headers['webhook-id'] ?? '');
      if (url === 'hanging') await hanging;
      return OK;
    },
  });
  notifier.start();
  return {
    runtime,
    notifier,
    posted,
    release: () => release(),
    async add(id: string, caller: string) {
      const nowMs = runtime.now();
      const document = JSON.stringify({ caller, body: '{}' });
      const entry: OutboxEntry = {
        id,
        payoutId: 'po_1',
        createdAtMs: nowMs,
        dueAtMs: nowMs,
        attempts: 0,
        document,
      };
      const written = journal.write({ outbox: [entry] });
      await runtime.advance(1);
      await written;
    },
    async close() {
      release();
      const stopped = notifier.stop();
      await runtime.advance(1_000);
      await stopped;
      await journal.close();
    },
  };
}
