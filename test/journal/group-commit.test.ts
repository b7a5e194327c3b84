/**
 * Goal: many writes share one commit and none shares another's fate, whatever the store does: it
 * refuses one write, breaks on one, loses the outcome of a commit, fails, hangs, comes back.
 *
 * Method: a store whose commits the test ends by hand, over the memory disk (so that its law is the
 * real one), and a virtual clock.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../src/contract/events.ts';
import { createGroupCommit, type GroupCommitLimits } from '../../src/journal/group-commit.ts';
import { createMemoryDisk } from '../../src/journal/memory/memory-disk.ts';
import { createMemoryStore } from '../../src/journal/memory/memory-store.ts';
import { JournalError, type JournalWrite } from '../../src/journal/port.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';
import { change, creation, sampleOutbox } from './samples.ts';

/** What a commit does to the disk, and what the journal hears of it. */
type Ending =
  | 'stores'
  | { readonly storesButThrows: Error }
  | { readonly throws: Error }
  | { readonly throwsOn: string; readonly error: Error };

/** A group commit over a store that plays `endings` one by one, then simply stores. */
function scripted(endings: readonly Ending[], limits: Partial<GroupCommitLimits> = {}) {
  const runtime = virtualRuntime(1);
  const disk = createMemoryDisk();
  const store = createMemoryStore(disk, runtime, 10);
  const remaining = [...endings];
  const batches: (readonly string[])[] = [];
  const events: GatewayEvent[] = [];
  let probe: () => Promise<void> = async () => {};
  const commits = createGroupCommit({
    runtime,
    limits,
    emit: (event) => events.push(event),
    store: {
      get: store.get,
      probe: () => probe(),
      async commit(batch) {
        batches.push(batch.map(nameOf));
        const ending = remaining[0] ?? 'stores';
        if (ending === 'stores') remaining.shift();
        else if ('storesButThrows' in ending) {
          remaining.shift();
          await store.commit(batch);
          throw ending.storesButThrows;
        } else if ('throws' in ending) {
          remaining.shift();
          await runtime.sleep(10);
          throw ending.throws;
        } else if (batch.some((write) => nameOf(write) === ending.throwsOn)) {
          throw ending.error;
        }
        return store.commit(batch);
      },
    },
  });
  return {
    commits,
    runtime,
    batches,
    events,
    store,
    setProbe: (run: () => Promise<void>) => {
      probe = run;
    },
    /** Starts the writes in one tick and lets everything happen. */
    outcomes: async (...writes: readonly JournalWrite[]): Promise<readonly string[]> => {
      const results = Promise.all(writes.map((write) => outcomeOf(commits.write(write))));
      await runtime.advance(1000);
      return results;
    },
  };
}

function nameOf({ payout, outbox, records }: JournalWrite): string {
  return payout?.row.id ?? outbox?.[0]?.id ?? records?.[0]?.id ?? '';
}

function outcomeOf(written: Promise<{ readonly kind: string }>): Promise<string> {
  return written.then(
    ({ kind }) => kind,
    (error: JournalError) => `${error.code}, stored ${error.stored}`,
  );
}

const failure = (code: 'full' | 'io' | 'invalid', stored: 'no' | 'unknown') =>
  new JournalError(code, stored, 'as scripted');

describe('batching', () => {
  it('commits a burst together, and what arrives meanwhile together', async () => {
    const { commits, runtime, batches } = scripted([]);

    const early = ['a', 'b', 'c'].map((id) => commits.write(creation(id)));
    await runtime.advance(5);
    const late = ['d', 'e'].map((id) => commits.write(creation(id)));
    await runtime.advance(100);

    await Promise.all([...early, ...late]);
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('puts no more than the limit into one transaction', async () => {
    const { outcomes, batches } = scripted([], { batchWritesMax: 2 });

    await outcomes(...['a', 'b', 'c', 'd', 'e'].map((id) => creation(id)));

    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('puts at most one write per payout into a batch, without holding up the others', async () => {
    const { outcomes, batches } = scripted([]);

    const said = await outcomes(creation('a'), change('a', 1), creation('b'), change('a', 2));

    expect(said).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(batches).toEqual([['a', 'b'], ['a'], ['a']]);
  });

  it('lets nothing overtake a waiting write that touches the same thing', async () => {
    const { outcomes, store } = scripted([]);
    const entry = (attempts: number) => sampleOutbox('wh', { attempts });

    await outcomes(
      creation('a'),
      { ...change('a', 1), outbox: [entry(1)] },
      { outbox: [entry(2)] },
    );

    expect((await store.outboxGet('wh'))?.attempts).toBe(2);
  });

  it('refuses as overloaded when the queue is full, and takes writes again when it is not', async () => {
    const { commits, runtime } = scripted([], { queuedWritesMax: 2, batchWritesMax: 2 });
    const said = ['a', 'b', 'c'].map((id) => outcomeOf(commits.write(creation(id))));

    await runtime.advance(100);
    const later = outcomeOf(commits.write(creation('c')));
    await runtime.advance(100);

    expect(await Promise.all(said)).toEqual(['ok', 'ok', 'overloaded, stored no']);
    expect(await later).toBe('ok');
  });

  it('bounds what waits by size as well', async () => {
    const { outcomes } = scripted([], { queuedCharsMax: 1000 });

    const said = await outcomes(
      creation('a', { document: 'x'.repeat(600) }),
      creation('b', { document: 'x'.repeat(600) }),
      creation('c'),
    );

    expect(said).toEqual(['ok', 'overloaded, stored no', 'ok']);
  });

  it('emits one event per commit with its size and duration', async () => {
    const { outcomes, events } = scripted([]);

    await outcomes(creation('a'), creation('b'));

    expect(events).toEqual([{ kind: 'journal.committed', writes: 2, durationMs: 10 }]);
  });
});

describe('a write that breaks the transaction', () => {
  it('is found by committing singly; its neighbours are stored', async () => {
    const broken = { throwsOn: 'b', error: failure('invalid', 'no') };
    const { outcomes, batches } = scripted([broken]);

    const said = await outcomes(creation('a'), creation('b'), creation('c'));

    expect(said).toEqual(['ok', 'invalid, stored no', 'ok']);
    expect(batches).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('does not make the journal unhealthy', async () => {
    const { outcomes, commits } = scripted([{ throws: failure('invalid', 'no') }]);

    await outcomes(creation('a'));

    expect(commits.health()).toEqual({ ok: true });
  });
});

describe('a commit whose outcome is lost', () => {
  const lost = failure('io', 'unknown');

  it('is looked up: what is stored was acknowledged truly and is not written twice', async () => {
    const { outcomes, batches, store } = scripted([{ storesButThrows: lost }]);

    const said = await outcomes(creation('a'), creation('b'));

    expect(said).toEqual(['ok', 'ok']);
    expect(batches).toEqual([['a', 'b']]);
    expect(await store.events('a', 0, 10)).toHaveLength(1);
  });

  it('is repeated singly where nothing is found', async () => {
    const { outcomes, batches } = scripted([{ throws: lost }]);

    const said = await outcomes(creation('a'), creation('b'));

    expect(said).toEqual(['ok', 'ok']);
    expect(batches).toEqual([['a', 'b'], ['a'], ['b']]);
  });

  it('is a conflict where another write is found', async () => {
    const { commits, outcomes } = scripted(['stores', { throws: lost }]);
    await outcomes(creation('a'));

    const said = await outcomes(creation('a', { document: '{"other":true}' }));

    expect(said).toEqual(['conflict']);
    expect(commits.health()).toEqual({ ok: true });
  });

  it('repeats outbox entries and records, which are absolute', async () => {
    const { outcomes, store } = scripted([{ storesButThrows: lost }]);

    const said = await outcomes({ outbox: [sampleOutbox('wh')] });

    expect(said).toEqual(['ok']);
    expect(await store.outboxGet('wh')).not.toBeNull();
  });

  it('is answered "unknown" when the second look fails too, never "not stored"', async () => {
    const { outcomes } = scripted([{ throws: lost }, { throws: failure('full', 'no') }]);

    const said = await outcomes(creation('a'));

    expect(said).toEqual(['io, stored unknown']);
  });

  it('is assumed when the store throws something unforeseen', async () => {
    const { outcomes, batches } = scripted([{ storesButThrows: new TypeError('a bug') }]);

    const said = await outcomes(creation('a'));

    expect(said).toEqual(['ok']);
    expect(batches).toHaveLength(1);
  });
});

describe('a disk that fails', () => {
  const full = failure('full', 'no');

  it('fails the batch at once, without trying 500 times', async () => {
    const { outcomes, batches, events } = scripted([{ throws: full }]);

    const said = await outcomes(creation('a'), creation('b'));

    expect(said).toEqual(['full, stored no', 'full, stored no']);
    expect(batches).toHaveLength(1);
    expect(events).toEqual([{ kind: 'journal.failed', code: 'full', detail: 'full: as scripted' }]);
  });

  it('shows in health until a write succeeds', async () => {
    const { commits, runtime } = scripted([{ throws: full }]);
    const failed = outcomeOf(commits.write(creation('a')));
    await runtime.advance(10);

    expect(await failed).toBe('full, stored no');
    expect(commits.health()).toMatchObject({ ok: false, code: 'full', sinceMs: runtime.now() });
    const next = outcomeOf(commits.write(creation('a')));
    await runtime.advance(10);

    expect(await next).toBe('ok');
    expect(commits.health()).toEqual({ ok: true });
  });

  it('is probed once a second until it is back, without any write', async () => {
    const { commits, runtime, setProbe } = scripted([{ throws: full }]);
    let probes = 0;
    setProbe(async () => {
      probes += 1;
      if (probes < 3) throw full;
    });
    void outcomeOf(commits.write(creation('a')));
    await runtime.advance(10);

    await runtime.advance(2999);
    expect(commits.health().ok).toBe(false);
    await runtime.advance(1);

    expect(probes).toBe(3);
    expect(commits.health()).toEqual({ ok: true });
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('is not probed after the end', async () => {
    const { commits, runtime } = scripted([{ throws: full }]);
    void outcomeOf(commits.write(creation('a')));
    await runtime.advance(10);

    await commits.drain();

    expect(runtime.pendingTimers()).toBe(0);
  });

  it('shows in health while it hangs', async () => {
    const { commits, runtime } = scripted([], { commitMsMax: 4 });
    void commits.write(creation('a'));

    await runtime.advance(5);
    expect(commits.health()).toMatchObject({ ok: false, code: 'io', sinceMs: runtime.now() - 5 });
    await runtime.advance(5);

    expect(commits.health()).toEqual({ ok: true });
  });
});
