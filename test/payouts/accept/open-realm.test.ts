/**
 * Goal: a journal has one name of its own for ever, made by chance and long enough that no two share it,
 * under the place where journals of today keep it.
 * Method: a memory journal opened twice, and one that cannot be written.
 */
import { describe, expect, it } from 'vitest';

import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import { openRealm } from '../../../src/payouts/accept/open-realm.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

describe('the name of a journal', () => {
  it('is sixteen bytes by chance, and the same at every opening', async () => {
    const runtime = virtualRuntime(1);
    const journal = createMemoryJournal(runtime);

    const realm = await openRealm(journal, runtime);

    expect(realm).toMatch(/^[0-9a-f]{32}$/);
    expect(await openRealm(journal, runtime)).toBe(realm);
    expect((await journal.record('realm', 'journal'))?.document).toBe(realm);
    expect(await openRealm(createMemoryJournal(runtime), runtime)).not.toBe(realm);
  });

  it('that cannot be kept is none', async () => {
    const runtime = virtualRuntime(1);
    const journal = createMemoryJournal(runtime);
    const write = () => Promise.reject(new Error('the disk is full'));

    await expect(openRealm({ ...journal, write }, runtime)).rejects.toThrow('the disk is full');
  });
});
