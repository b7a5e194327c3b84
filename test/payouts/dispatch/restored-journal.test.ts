/**
 * Goal: a journal that came from a backup says so for ever, from its first opening on, and every payout
 * in it that had not ended is marked before anything is sent, also when there are many.
 * Method: a memory journal with the mark that a backup carries; payouts in pages.
 */
import { describe, expect, it } from 'vitest';

import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import { BACKUP_MARK, type JournalRecord, type PayoutRow } from '../../../src/journal/port.ts';
import { noteLostPasts } from '../../../src/payouts/dispatch/note-lost-pasts.ts';
import {
  readRestored,
  restoredRecord,
  type RestoredJournal,
} from '../../../src/payouts/dispatch/restored-journal.ts';
import { encodeDocument } from '../../../src/payouts/model/codec.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import { queued } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

const BACKUP_AT_MS = 1_000;

async function opened(...records: readonly JournalRecord[]) {
  const runtime = virtualRuntime(1);
  const journal = createMemoryJournal(runtime);
  if (records.length > 0) await journal.write({ records });
  return { runtime, journal };
}

describe('a journal', () => {
  it('that was never restored says nothing of the kind', async () => {
    const { journal, runtime } = await opened();

    expect(await readRestored(journal, runtime)).toBeNull();
  });

  it('from a backup says when that was made, and that it was opened now', async () => {
    const { journal, runtime } = await opened({ ...BACKUP_MARK, document: String(BACKUP_AT_MS) });

    const restored = await readRestored(journal, runtime);

    const expected = { backupAtMs: BACKUP_AT_MS, restoredAtMs: runtime.now(), isNoted: false };
    expect(restored).toEqual(expected);
    expect((await journal.record(BACKUP_MARK.kind, BACKUP_MARK.id))?.document ?? null).toBeNull();
    await runtime.advance(60_000);
    expect(await readRestored(journal, runtime)).toEqual(expected);
  });

  it('restored from a later backup says that of the later one', async () => {
    const first = { backupAtMs: 1, restoredAtMs: 2, isNoted: true };
    const { journal, runtime } = await opened(restoredRecord(first), {
      ...BACKUP_MARK,
      document: String(BACKUP_AT_MS),
    });

    expect(await readRestored(journal, runtime)).toMatchObject({
      backupAtMs: BACKUP_AT_MS,
      isNoted: false,
    });
  });

  it('keeps its word under the name that journals of today have', () => {
    expect(restoredRecord({ backupAtMs: 1, restoredAtMs: 2, isNoted: true })).toEqual({
      kind: 'restored',
      id: 'journal',
      document: '{"backupAtMs":1,"restoredAtMs":2,"isNoted":true}',
    });
  });
});

describe('the payouts of a restored journal', () => {
  const restored: RestoredJournal = { backupAtMs: 1, restoredAtMs: 2, isNoted: false };

  /** Notes a backup of so many payouts, and says who was told what, and what was asked. */
  async function noted(count: number, partner = fakePartner()) {
    const document = encodeDocument(queued().payout);
    const ids = Array.from({ length: count }, (_, no) => `po_${String(no).padStart(4, '0')}`);
    const asked: { states: readonly string[]; afterId: string; limit: number }[] = [];
    const told: string[] = [];
    const facts: Fact[] = [];
    const { journal } = await opened();
    const marksAtEachFact: (string | null)[] = [];
    await noteLostPasts({
      journal: {
        ...journal,
        inStates(states, afterId, limit) {
          asked.push({ states, afterId, limit });
          const rows = ids.filter((id) => id > afterId).slice(0, limit);
          return Promise.resolve(rows.map((id) => ({ id, document }) as PayoutRow));
        },
      },
      engine: {
        async tell(id, fact) {
          told.push(id);
          facts.push(fact);
          marksAtEachFact.push((await journal.record('restored', 'journal'))?.document ?? null);
          return { kind: 'missing' } as never;
        },
      },
      clients: new Map([['bank-a', partner.client]]),
      restored,
    });
    return { ids, asked, told, facts, journal, marksAtEachFact };
  }

  it('that had not ended are marked, each once, in pages of 500', async () => {
    const { ids, asked, told, facts } = await noted(501);

    expect(told).toEqual(ids);
    expect(new Set(facts.map(({ kind }) => kind))).toEqual(new Set(['pastLost']));
    expect(asked.map(({ afterId, limit }) => [afterId, limit])).toEqual([
      ['', 500],
      ['po_0499', 500],
      ['po_0500', 500],
    ]);
    expect(asked[0]?.states.toSorted()).toEqual(
      'DISPATCHING HELD IN_DOUBT PROCESSING QUEUED RECEIVED'.split(' '),
    );
  });

  it('are told which partner cannot be asked about them', async () => {
    const blind = fakePartner({ capabilities: { inquiryBy: 'reference' } });

    expect((await noted(1)).facts).toMatchObject([{ lostPast: { unaskable: null } }]);
    expect((await noted(1, blind)).facts).toMatchObject([{ lostPast: { unaskable: 'bank-a' } }]);
  });

  it('are all told before the journal says that they are', async () => {
    const { journal, marksAtEachFact } = await noted(3);

    expect(marksAtEachFact).toEqual([null, null, null]);
    expect(await journal.record('restored', 'journal')).toMatchObject({
      document: JSON.stringify({ ...restored, isNoted: true }),
    });
  });
});
