/**
 * Goal: what the simulation learns on the memory journal is true of the one on disk.
 *
 * Method: random histories (writes that collide, repeat, hold and free; reads of every kind) are
 * played to both, several writes at a time; every outcome and every answer must be equal. Twenty
 * histories from a fixed seed; fast-check prints the smallest one that differs.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { createMemoryJournal } from '../../src/journal/memory/memory-journal.ts';
import { type Journal, type JournalWrite, namesOfReference } from '../../src/journal/port.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';
import { SAMPLE_AT_MS, sampleEvents, sampleOutbox, sampleRow } from './samples.ts';
import { temporaryFolder } from './sqlite/temporary-folder.ts';

const SEED = 20_261_124;
const STATES = ['RECEIVED', 'QUEUED', 'PAID'];

const few = (max: number) => fc.integer({ min: 0, max });

/** Few ids, keys and obligations, so that histories collide. */
const writes: fc.Arbitrary<JournalWrite> = fc
  .record({
    id: few(5),
    expectedVersion: few(2),
    firstSeq: few(3),
    events: few(2),
    state: fc.constantFrom(...STATES),
    obligation: few(2),
    holds: fc.boolean(),
    partner: fc.constantFrom(null, 'alipay', 'wechat'),
    createdDay: few(3),
    due: fc.option(few(50)),
    key: fc.option(few(2)),
    partnerKey: fc.option(few(2)),
    reference: fc.option(few(2)),
    outbox: fc.option(few(3)),
    record: fc.option(few(2)),
  })
  .map((it) => {
    const id = `po_${it.id}`;
    const attempt = { partner: 'alipay', payoutId: id, attemptNo: 1 };
    return {
      payout: {
        expectedVersion: it.expectedVersion,
        row: sampleRow(id, {
          version: it.expectedVersion + 1,
          state: it.state,
          obligation: `loan-${it.obligation}`,
          holdsObligation: it.holds,
          partner: it.partner,
          createdAtMs: SAMPLE_AT_MS + it.id * 100_000 + it.createdDay,
          dueAtMs: it.due === null ? null : SAMPLE_AT_MS + it.due,
        }),
        events: sampleEvents(it.firstSeq + 1, it.firstSeq + it.events),
        ...(it.partnerKey === null
          ? {}
          : { partnerKeys: [{ ...attempt, partnerKey: `K${it.partnerKey}` }] }),
        ...(it.reference === null
          ? {}
          : { partnerReferences: [{ ...attempt, partnerKey: `R${it.reference}` }] }),
        ...(it.key === null || it.expectedVersion > 0
          ? {}
          : {
              claim: {
                caller: 'lender',
                key: `k${it.key}`,
                fingerprint: 'f',
                payoutId: id,
                answer: '{}',
              },
            }),
      },
      outbox:
        it.outbox === null
          ? []
          : [sampleOutbox(`wh_${it.outbox}`, { payoutId: id, dueAtMs: it.due })],
      records:
        it.record === null
          ? []
          : [{ kind: 'case', id: `${it.record}`, document: it.holds ? '{}' : null }],
    };
  });

/** Everything one can ask, in one answer. */
async function everything(journal: Journal): Promise<unknown> {
  const all = Array.from({ length: 6 }, (_, n) => `po_${n}`);
  return {
    rows: await Promise.all(all.map((id) => journal.get(id))),
    events: await Promise.all(all.map((id) => journal.events(id, 1, 3))),
    outboxes: await Promise.all(all.map((id) => journal.outboxOf(id))),
    claims: await Promise.all([0, 1, 2].map((n) => journal.byIdempotencyKey('lender', `k${n}`))),
    keys: await Promise.all([0, 1, 2].map((n) => journal.byPartnerKey('alipay', `K${n}`))),
    references: await Promise.all(
      [0, 1, 2]
        .flatMap((n) => Object.values(namesOfReference(`R${n}`)))
        .map((name) => journal.byPartnerKey('alipay', name)),
    ),
    lists: await Promise.all(
      [
        {},
        { state: 'PAID', caller: 'lender' },
        { partner: 'alipay', beforeId: 'po_4' },
        { obligation: 'loan-1' },
        { createdFromMs: SAMPLE_AT_MS + 200_001, createdToMs: SAMPLE_AT_MS + 400_001 },
      ].map((filter) => journal.list({ ...filter, limit: 3 })),
    ),
    due: await journal.due(SAMPLE_AT_MS + 25, 3),
    outboxDue: await journal.outboxDue(25, 3),
    inStates: await journal.inStates(['PAID', 'QUEUED'], 'po_1', 2),
    census: await journal.census(STATES),
    records: await journal.records('case'),
  };
}

it(`the memory journal and the SQLite journal give the same answers (seed ${SEED})`, async () => {
  const history = fc.array(fc.array(writes, { minLength: 1, maxLength: 8 }), { maxLength: 12 });

  await fc.assert(
    fc.asyncProperty(history, async (bursts) => {
      const memory = createMemoryJournal(virtualRuntime(1));
      const sqlite = await openSqliteJournal({
        folder: temporaryFolder(),
        runtime: systemRuntime,
        emit: () => {},
      });
      try {
        for (const burst of bursts) {
          const play = (journal: Journal) =>
            Promise.allSettled(burst.map((write) => journal.write(write)));
          expect(await play(sqlite)).toEqual(await play(memory));
          expect(await everything(sqlite)).toEqual(await everything(memory));
        }
      } finally {
        await sqlite.close();
      }
    }),
    { seed: SEED, numRuns: 20 },
  );
});
