import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { JournalError } from '../../src/journal/port.ts';
import {
  idempotencyClaimsContract,
  obligationsContract,
  partnerKeysContract,
} from './contract-keys.ts';
import { readsContract } from './contract-reads.ts';
import {
  compareAndSetContract,
  eventsContract,
  neighboursContract,
  oneWriteContract,
} from './contract-writes.ts';
import type { JournalOf, JournalUnderTest } from './journal-under-test.ts';
import { creation } from './samples.ts';

/**
 * Goal: whatever keeps the bytes, the journal behaves the same: the engine, the simulation and the
 * model checker rely on this suite and on nothing else.
 *
 * Method: each promise of src/journal/port.ts is shown on a freshly opened, empty journal; the
 * concurrent ones by starting the writes within one tick.
 */
export function journalContract(name: string, open: () => Promise<JournalUnderTest>): void {
  readsContract(name, open);

  describe(`the journal contract, ${name}`, () => {
    let underTest: JournalUnderTest;
    const journal = () => underTest.journal;
    const reopen = async () => {
      underTest = { ...underTest, journal: await underTest.reopen() };
    };

    beforeEach(async () => {
      underTest = await open();
    });

    afterEach(() => journal().close());

    oneWriteContract(journal);
    compareAndSetContract(journal);
    idempotencyClaimsContract(journal);
    obligationsContract(journal);
    eventsContract(journal);
    partnerKeysContract(journal);
    neighboursContract(journal);
    closingContract(journal, reopen);

    it('is healthy', () => {
      expect(journal().health()).toEqual({ ok: true });
    });
  });
}

/** What was handed over before the end is stored. */
function closingContract(journal: JournalOf, reopen: () => Promise<void>): void {
  describe('close', () => {
    it('stores what was handed over before it, and refuses what comes after', async () => {
      const writes = Array.from({ length: 700 }, (_, n) =>
        journal().write(creation(`po_${String(n).padStart(3, '0')}`)),
      );
      const closing = journal().close();
      const late = journal().write(creation('po_late'));

      await expect(late).rejects.toMatchObject({ code: 'closed', stored: 'no' });
      await closing;
      await expect(journal().get('po_000')).rejects.toMatchObject({ code: 'closed' });
      expect(new Set((await Promise.all(writes)).map(({ kind }) => kind))).toEqual(new Set(['ok']));
      await reopen();
      expect(await journal().list({ limit: 1000 })).toHaveLength(700);
      expect(await journal().get('po_late')).toBeNull();
    });

    it('may be called twice', async () => {
      await Promise.all([journal().close(), journal().close()]);

      await expect(journal().due(0, 1)).rejects.toBeInstanceOf(JournalError);
    });
  });
}
