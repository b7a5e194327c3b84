/**
 * Goal: one writer per payout, nothing performed before its commit, nothing remembered that was
 * not stored, and no evidence lost while the process lives (W1-W9, R12, I6).
 * Method: the engine on a memory journal whose single writes and reads can be held, refused or
 * answered wrongly; effects are only written down. Virtual time.
 */
import { describe, expect, it } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import { decodePayout } from '../../../src/payouts/model/codec.ts';
import { evidence, EXECUTED, LOST, NEVER_SENT, routed } from '../../support/payouts.ts';
import { engineWorld } from './engine-world.ts';
import { latch } from './scripted-journal.ts';

const IO = () => Promise.reject(new JournalError('io', 'no', 'the disk said no'));

describe('the order of facts', () => {
  it('takes facts about one payout one after the other, in the order they were told', async () => {
    const { engine, journal, runtime, queued } = engineWorld();
    await queued();
    const writing = latch();
    journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });

    const first = engine.tell('po_1', routed('bank-a'));
    const second = engine.tell('po_1', evidence(EXECUTED));
    await runtime.advance(0);
    const writesWhileHeld = journal.writes.length;
    writing.open();
    const told = await Promise.all([first, second]);

    expect(writesWhileHeld).toBe(2); // The creation and the first fact; the second one waits.
    expect(told.map((entry) => entry.kind === 'told' && entry.payout.state)).toEqual([
      'DISPATCHING',
      'PAID',
    ]);
  });

  it('does not let one payout wait for another', async () => {
    const { engine, journal, queued } = engineWorld();
    await queued('po_1');
    await queued('po_2');
    const writing = latch();
    journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });

    const stuck = engine.tell('po_1', routed('bank-a'));
    const told = await engine.tell('po_2', routed('bank-a'));
    writing.open();
    await stuck;

    expect(told).toMatchObject({ kind: 'told', changed: true });
  });

  it('goes on with the next fact after one that failed', async () => {
    const { engine, journal, queued } = engineWorld();
    await queued();
    journal.onWrite(1, IO);

    const failed = engine.tell('po_1', routed('bank-a'));
    const next = engine.tell('po_1', routed('bank-b'));

    await expect(failed).rejects.toThrow(JournalError);
    expect(await next).toMatchObject({ changed: true, payout: { state: 'DISPATCHING' } });
  });

  it('says that a payout is missing instead of making one up', async () => {
    const { engine, journal } = engineWorld();

    expect(await engine.tell('po_none', { kind: 'tick' })).toEqual({ kind: 'missing' });
    expect(journal.writes).toEqual([]);
  });
});

describe('two writers of one payout', () => {
  it('perform one submit between them, whoever wins (R12)', async () => {
    const one = engineWorld();
    await one.queued();
    const two = engineWorld({ beside: one });
    await two.engine.load('po_1'); // Both have it in their memory, as two processes would.

    const told = await Promise.all([
      one.engine.tell('po_1', routed('bank-a')),
      two.engine.tell('po_1', routed('bank-b')),
    ]);

    const submits = [...one.kinds(), ...two.kinds()].filter((kind) => kind === 'submit');
    const attempts = told.map((entry) => entry.kind === 'told' && entry.payout.attempts.length);
    expect(submits).toEqual(['submit']);
    expect(told.filter((entry) => entry.kind === 'told' && entry.changed)).toHaveLength(1);
    expect(attempts).toEqual([1, 1]);
  });

  it('lets the loser decide again on what the winner stored', async () => {
    const one = engineWorld();
    await one.queued();
    const two = engineWorld({ beside: one });
    await two.engine.load('po_1');
    await one.engine.tell('po_1', routed('bank-a'));

    const told = await two.engine.tell('po_1', evidence(EXECUTED, { source: 'webhook' }));

    expect(told).toMatchObject({ kind: 'told', payout: { state: 'PAID', version: 3 } });
  });

  it('gives up with "not stored" when somebody else is always faster', async () => {
    const { engine, journal, queued, kinds } = engineWorld();
    await queued();
    journal.onWrite(1_000, () => Promise.resolve({ kind: 'conflict', actualVersion: 9 }));

    const told = engine.tell('po_1', routed('bank-a'));

    await expect(told).rejects.toMatchObject({ code: 'overloaded', stored: 'no' });
    expect(kinds()).toEqual([]);
    expect(journal.writes.length).toBeLessThan(10);
  });
});

describe('the commit', () => {
  it('comes before every effect and every event (I6)', async () => {
    const { engine, journal, runtime, queued, performed, emitted } = engineWorld();
    await queued();
    const writing = latch();
    journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });

    const told = engine.tell('po_1', routed('bank-a'));
    await runtime.advance(60_000);
    const beforeCommit = [performed.length, emitted.length];
    writing.open();
    await told;

    expect(beforeCommit).toEqual([0, 0]);
    expect(performed.map(({ effect }) => effect)).toEqual([
      { kind: 'submit', attemptNo: 1, epoch: 1 },
    ]);
    expect(emitted.map(({ kind }) => kind)).toEqual(['payout.routed', 'payout.changed']);
  });

  it('that was refused leaves nothing behind: no effect, no event, no memory', async () => {
    const { engine, journal, queued, kinds, emitted } = engineWorld();
    await queued();
    journal.onWrite(1, IO);

    await expect(engine.tell('po_1', routed('bank-a'))).rejects.toMatchObject({ stored: 'no' });
    const remembered = await engine.load('po_1');

    expect(kinds()).toEqual([]);
    expect(emitted).toEqual([]);
    expect(remembered).toMatchObject({ state: 'QUEUED', attempts: [] });
  });

  it('whose answer was lost counts when the journal holds it', async () => {
    const { engine, journal, queued, kinds } = engineWorld();
    await queued();
    journal.onWrite(1, async (pass) => {
      await pass();
      throw new JournalError('io', 'unknown', 'the answer was lost');
    });

    const told = await engine.tell('po_1', routed('bank-a'));

    expect(told).toMatchObject({ kind: 'told', changed: true, payout: { state: 'DISPATCHING' } });
    expect(kinds()).toEqual(['submit']);
  });

  it('whose answer was lost does not count when the journal does not hold it', async () => {
    const { engine, journal, queued, kinds } = engineWorld();
    await queued();
    journal.onWrite(1, () =>
      Promise.reject(new JournalError('io', 'unknown', 'the answer was lost')),
    );

    const told = engine.tell('po_1', routed('bank-a'));

    await expect(told).rejects.toMatchObject({ stored: 'no' });
    expect(kinds()).toEqual([]);
  });

  it('whose answer was lost, and cannot be looked up, is never called "not stored"', async () => {
    const { engine, journal, queued, kinds } = engineWorld();
    await queued();
    journal.onWrite(1, async (pass) => {
      await pass();
      throw new JournalError('io', 'unknown', 'the answer was lost');
    });
    journal.onGet(() => Promise.reject(new JournalError('io', 'no', 'nor can it be read')));

    const told = engine.tell('po_1', routed('bank-a'));

    await expect(told).rejects.toMatchObject({ code: 'io', stored: 'unknown' });
    expect(kinds()).toEqual([]);
  });

  it('carries the notice to the caller in the same write as the change', async () => {
    const world = engineWorld({
      notice: ({ id, version, state }) => ({
        id: `msg:${id}:${version}`,
        payoutId: id,
        createdAtMs: 0,
        dueAtMs: 0,
        attempts: 0,
        document: state,
      }),
    });
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));

    await world.engine.tell('po_1', evidence(EXECUTED));

    const outboxes = world.journal.writes.map(({ outbox }) => outbox?.map((one) => one.document));
    expect(outboxes).toEqual([['QUEUED'], undefined, ['PAID']]);
    expect(await world.journal.outboxGet('msg:po_1:3')).toMatchObject({ document: 'PAID' });
  });

  it('carries what is taken out of service in the same write as the conflict (row 17)', async () => {
    const world = engineWorld({
      freeze: (_payout, { partner }) => [{ kind: 'frozen', id: partner, document: '{}' }],
    });
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    await world.engine.tell('po_1', evidence(NEVER_SENT, { source: 'socket' }));
    const writesBefore = world.journal.writes.length;

    await world.engine.tell('po_1', evidence(EXECUTED, { source: 'webhook' }));

    const [write, ...more] = world.journal.writes.slice(writesBefore);
    expect(more).toEqual([]);
    expect(write).toMatchObject({
      payout: { row: { state: 'CONFLICT' } },
      records: [{ kind: 'frozen', id: 'bank-a' }],
    });
    expect(await world.journal.record('frozen', 'bank-a')).not.toBeNull();
  });

  it('stores what the events fold to: row, document and numbering agree', async () => {
    const { engine, journal, queued } = engineWorld();
    await queued();
    await engine.tell('po_1', routed('bank-a'));
    await engine.tell('po_1', evidence(LOST));

    const row = await journal.get('po_1');
    const events = await journal.events('po_1', 0, 100);

    const stored = decodePayout(row?.document ?? '');
    expect(stored).toEqual(await engine.load('po_1'));
    expect(row).toMatchObject({ version: 3, state: 'IN_DOUBT', dueAtMs: stored.nextAction?.atMs });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events).toHaveLength(stored.lastSeq);
  });
});

describe('the memory of payouts', () => {
  it('never goes back: a slow read does not overwrite what was written since', async () => {
    const one = engineWorld();
    await one.queued();
    const { engine } = engineWorld({ beside: one });
    const reading = latch();
    one.journal.onGet(async (pass) => {
      const row = await pass();
      await reading.opened;
      return row;
    });
    const slow = engine.load('po_1'); // Somebody looks at the payout while it is dispatched.
    await engine.tell('po_1', routed('bank-a'));
    reading.open();
    const seen = [await slow, await engine.load('po_1')];

    const told = await engine.tell('po_1', evidence(EXECUTED));

    expect(seen.map((payout) => payout?.state)).toEqual(['DISPATCHING', 'DISPATCHING']);
    expect(told).toMatchObject({ changed: true, payout: { state: 'PAID' } });
  });
});

describe('evidence', () => {
  it('is told again and again until the journal takes it', async () => {
    const { engine, journal, runtime, queued } = engineWorld();
    await queued();
    await engine.tell('po_1', routed('bank-a'));
    journal.onWrite(7, IO);
    let told = false;

    void engine.tellSurely('po_1', evidence(EXECUTED)).then(() => {
      told = true;
    });
    await runtime.advance(1_000);
    const toldWhileRefused = told;
    await runtime.advance(60_000);

    expect(toldWhileRefused).toBe(false);
    expect(told).toBe(true);
    expect(await engine.load('po_1')).toMatchObject({ state: 'PAID' });
  });

  it('is not repeated past the end of the engine, which waits for what it began', async () => {
    const { engine, journal, runtime, queued } = engineWorld();
    await queued();
    await engine.tell('po_1', routed('bank-a'));
    journal.onWrite(1_000_000, IO);
    const telling = engine.tellSurely('po_1', evidence(EXECUTED));
    await runtime.advance(1_000);

    await engine.close();
    await runtime.advance(10_000);
    await telling;
    const writesAtEnd = journal.writes.length;
    await runtime.advance(60_000);

    expect(journal.writes).toHaveLength(writesAtEnd);
  });
});

describe('the end of the engine', () => {
  it('still stores what is told, but begins nothing new outside', async () => {
    const { engine, queued, kinds } = engineWorld();
    await queued();
    const told = engine.tell('po_1', routed('bank-a'));

    await engine.close();

    expect(await told).toMatchObject({ changed: true });
    expect(kinds()).toEqual([]);
  });
});
