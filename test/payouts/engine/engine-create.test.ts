/**
 * Goal: a payout is stored once per key and once per obligation, whole or not at all (W1, I4, I10).
 * Method: `Engine.create` on a memory journal whose writes can be refused or left unanswered.
 */
import { describe, expect, it } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import { engineWorld, newPayout, outboxEntry } from './engine-world.ts';
import { latch } from './scripted-journal.ts';

describe('a new payout', () => {
  it('is one commit: its events, its row, its claim on the key and its first notice', async () => {
    const { engine, journal, kinds } = engineWorld({ notice: outboxEntry });

    const created = await engine.create(newPayout('po_1'));

    expect(created).toMatchObject({ kind: 'created', payout: { state: 'QUEUED', version: 1 } });
    expect(journal.writes).toHaveLength(1);
    expect(await journal.byIdempotencyKey('lender', 'key of po_1')).toEqual({
      caller: 'lender',
      key: 'key of po_1',
      fingerprint: 'body',
      payoutId: 'po_1',
      answer: 'answer: QUEUED',
    });
    expect(await journal.events('po_1', 0, 10)).toMatchObject([
      { seq: 1, kind: 'received' },
      { seq: 2, kind: 'moved' },
    ]);
    expect(await journal.outboxOf('po_1')).toHaveLength(1);
    expect(kinds()).toContain('route');
  });

  it('is not routed before it is on disk', async () => {
    const { engine, journal, runtime, kinds } = engineWorld();
    const writing = latch();
    journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });

    const created = engine.create(newPayout('po_1'));
    await runtime.advance(60_000);
    const before = kinds();
    writing.open();
    await created;

    expect(before).toEqual([]);
    expect(kinds()).toContain('route');
  });

  it('that the journal refused does not exist: not in memory, not on disk, not routed', async () => {
    const { engine, journal, kinds } = engineWorld();
    journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'the disk is full')));

    await expect(engine.create(newPayout('po_1'))).rejects.toMatchObject({ code: 'full' });

    expect(await engine.load('po_1')).toBeNull();
    expect(await journal.byIdempotencyKey('lender', 'key of po_1')).toBeNull();
    expect(kinds()).toEqual([]);
  });

  it('whose commit went through although the answer was lost is created', async () => {
    const { engine, journal, kinds } = engineWorld();
    journal.onWrite(1, async (pass) => {
      await pass();
      throw new JournalError('io', 'unknown', 'the answer was lost');
    });

    expect(await engine.create(newPayout('po_1'))).toMatchObject({ kind: 'created' });
    expect(kinds()).toContain('route');
  });

  it('under a key that is taken is told of the first claim, and stores nothing', async () => {
    const { engine, kinds, queued } = engineWorld();
    await queued('po_1');

    const again = newPayout('po_2', {}, { idempotencyKey: 'key of po_1' });
    const created = await engine.create(again);

    expect(created).toMatchObject({
      kind: 'keyTaken',
      claim: { payoutId: 'po_1', answer: 'answer: QUEUED' },
    });
    expect(await engine.load('po_2')).toBeNull();
    expect(kinds()).toEqual([]);
  });

  it('for an obligation that is held is told by whom, and stores nothing', async () => {
    const { engine, kinds, queued } = engineWorld();
    await queued('po_1', { obligation: 'loan-7' });

    const created = await engine.create(newPayout('po_2', { obligation: 'loan-7' }));

    expect(created).toEqual({ kind: 'obligationTaken', payoutId: 'po_1' });
    expect(await engine.load('po_2')).toBeNull();
    expect(kinds()).toEqual([]);
  });

  it('is one payout for fifty creations at once under one key (I10)', async () => {
    const { engine, journal, kinds } = engineWorld();

    const created = await Promise.all(
      Array.from({ length: 50 }, (_unused, index) =>
        engine.create(newPayout(`po_${index}`, {}, { idempotencyKey: 'the key' })),
      ),
    );

    expect(created.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(created.filter(({ kind }) => kind === 'keyTaken')).toHaveLength(49);
    expect(await journal.list({ limit: 100 })).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'route')).toHaveLength(1);
  });
});
