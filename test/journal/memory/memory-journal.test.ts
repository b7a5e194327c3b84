/**
 * Goal: the memory journal is a true stand-in for the disk: the whole contract, plus what only a
 * simulation needs, a process that dies in the middle of a commit.
 *
 * Method: the contract suite, then a virtual clock whose journal takes 5 ms for an fsync.
 */
import { describe, expect, it } from 'vitest';

import { createMemoryDisk } from '../../../src/journal/memory/memory-disk.ts';
import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { journalContract } from '../contract.ts';
import { creation } from '../samples.ts';

journalContract('in memory', async () => {
  const runtime = virtualRuntime(1);
  const disk = createMemoryDisk();
  const open = () => createMemoryJournal(runtime, () => {}, { disk });
  return { journal: open(), reopen: async () => open() };
});

describe('the memory journal in a simulation', () => {
  it('resolves without a timer when an fsync takes no time', async () => {
    const runtime = virtualRuntime(1);
    const journal = createMemoryJournal(runtime);

    await journal.write(creation('po_1'));

    expect(runtime.pendingTimers()).toBe(0);
    expect(await journal.get('po_1')).not.toBeNull();
  });

  it('takes virtual time for a commit, and shares it among writes', async () => {
    const runtime = virtualRuntime(1);
    const journal = createMemoryJournal(runtime, () => {}, { commitMs: 5 });
    const done: string[] = [];
    const write = async (id: string) => {
      await journal.write(creation(id));
      done.push(`${id} at ${runtime.elapsed()}`);
    };

    void write('po_1');
    void write('po_2');
    await runtime.advance(4);
    void write('po_3');
    await runtime.advance(20);

    expect(done).toEqual(['po_1 at 5', 'po_2 at 5', 'po_3 at 10']);
  });

  it('loses what was not acknowledged, and only that, when the process dies in mid-commit', async () => {
    const runtime = virtualRuntime(1);
    const disk = createMemoryDisk();
    const first = createMemoryJournal(runtime, () => {}, { disk, commitMs: 5 });
    const acknowledged = first.write(creation('po_1'));
    await runtime.advance(5);
    await acknowledged;
    const lost = first.write(creation('po_2')).catch((error: unknown) => error);
    await runtime.advance(2);

    const second = createMemoryJournal(runtime, () => {}, { disk, commitMs: 5 });
    await runtime.advance(10);

    expect(await second.get('po_1')).not.toBeNull();
    expect(await second.get('po_2')).toBeNull();
    expect(await lost).toMatchObject({ code: 'closed', stored: 'no' });
  });

  it('keeps a copy: what the writer changes later is not stored', async () => {
    const journal = createMemoryJournal(virtualRuntime(1));
    const write = creation('po_1');
    const pending = journal.write(write);

    await pending;
    Object.assign(write.payout?.row ?? {}, { state: 'PAID' });

    expect((await journal.get('po_1'))?.state).toBe('RECEIVED');
  });
});
