import { describe, expect, it } from 'vitest';

import { JournalError } from '../../src/journal/port.ts';
import { createAll } from './create-all.ts';
import type { JournalOf } from './journal-under-test.ts';
import {
  change,
  creation,
  idsOf,
  SAMPLE_AT_MS,
  sampleEvents,
  sampleOutbox,
  sampleRow,
} from './samples.ts';

/** All parts of a write are stored together, to the letter. */
export function oneWriteContract(journal: JournalOf): void {
  describe('one write', () => {
    it('stores row, events, keys, claim, outbox and records together', async () => {
      const row = sampleRow('po_1', { partner: 'alipay', dueAtMs: SAMPLE_AT_MS + 5 });
      const key = { partner: 'alipay', partnerKey: 'K1', payoutId: 'po_1', attemptNo: 1 };
      const claim = {
        caller: 'lender',
        key: 'order-1',
        fingerprint: 'f1',
        payoutId: 'po_1',
        answer: '{"id":"po_1"}',
      };
      const outbox = sampleOutbox('wh_1');
      const record = { kind: 'quarantine', id: 'alipay', document: '{"why":"test"}' };

      const outcome = await journal().write({
        payout: {
          expectedVersion: 0,
          row,
          events: sampleEvents(1, 3),
          partnerKeys: [key],
          claim,
        },
        outbox: [outbox],
        records: [record],
      });

      expect(outcome).toEqual({ kind: 'ok' });
      expect(await journal().get('po_1')).toEqual(row);
      expect(await journal().events('po_1', 0, 10)).toEqual(sampleEvents(1, 3));
      expect(await journal().byPartnerKey('alipay', 'K1')).toEqual(key);
      expect(await journal().byIdempotencyKey('lender', 'order-1')).toEqual(claim);
      expect(await journal().outboxGet('wh_1')).toEqual(outbox);
      expect(await journal().record('quarantine', 'alipay')).toEqual(record);
    });

    it('finds nothing where nothing was written', async () => {
      expect(await journal().get('po_none')).toBeNull();
      expect(await journal().events('po_none', 0, 10)).toEqual([]);
      expect(await journal().byIdempotencyKey('lender', 'none')).toBeNull();
      expect(await journal().byPartnerKey('alipay', 'none')).toBeNull();
      expect(await journal().outboxGet('none')).toBeNull();
      expect(await journal().outboxOf('po_none')).toEqual([]);
      expect(await journal().record('quarantine', 'none')).toBeNull();
      expect(await journal().records('quarantine')).toEqual([]);
      expect(await journal().census(['RECEIVED'])).toEqual([]);
    });

    it('keeps documents to the letter: amounts beyond 2^53, and any script', async () => {
      const document = '{"minor":"999999999999999999","name":"张三 𠮷 \\u0000"}';

      await createAll(journal(), creation('po_1', { document }));

      expect((await journal().get('po_1'))?.document).toBe(document);
    });

    it('keeps the largest integers exactly', async () => {
      await createAll(journal(), creation('po_1', { dueAtMs: Number.MAX_SAFE_INTEGER }));

      expect((await journal().get('po_1'))?.dueAtMs).toBe(Number.MAX_SAFE_INTEGER);
      expect(idsOf(await journal().due(Number.MAX_SAFE_INTEGER, 1))).toEqual(['po_1']);
    });
  });
}

/** A write on an old version changes nothing (docs/MONEY.md R12). */
export function compareAndSetContract(journal: JournalOf): void {
  describe('compare-and-set (R12)', () => {
    it('refuses a write decided on an older version, names the newer, and stores nothing', async () => {
      await createAll(journal(), creation('po_1'), change('po_1', 1, { state: 'QUEUED' }));

      const outcome = await journal().write({
        ...change('po_1', 1, { state: 'HELD' }),
        outbox: [sampleOutbox('wh_late')],
        records: [{ kind: 'case', id: 'late', document: '{}' }],
      });

      expect(outcome).toEqual({ kind: 'conflict', actualVersion: 2 });
      expect(await journal().get('po_1')).toMatchObject({ version: 2, state: 'QUEUED' });
      expect(await journal().events('po_1', 0, 10)).toHaveLength(2);
      expect(await journal().outboxGet('wh_late')).toBeNull();
      expect(await journal().record('case', 'late')).toBeNull();
    });

    it('refuses a change of a payout that does not exist', async () => {
      const outcome = await journal().write(change('po_none', 3));

      expect(outcome).toEqual({ kind: 'conflict', actualVersion: 0 });
    });

    it('refuses to create a payout twice', async () => {
      await createAll(journal(), creation('po_1'));

      const outcome = await journal().write(creation('po_1', { state: 'HELD' }));

      expect(outcome).toEqual({ kind: 'conflict', actualVersion: 1 });
    });

    it('lets exactly one of 50 writers on the same version through', async () => {
      await createAll(journal(), creation('po_1'));

      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          journal().write(change('po_1', 1, { document: `{"writer":${n}}` })),
        ),
      );

      const winners = outcomes.flatMap(({ kind }, n) => (kind === 'ok' ? [n] : []));
      expect(winners).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'conflict')).toHaveLength(49);
      expect((await journal().get('po_1'))?.document).toBe(`{"writer":${winners[0]}}`);
      expect(await journal().events('po_1', 0, 100)).toHaveLength(2);
    });

    it('keeps the order of writes that were sent off without waiting', async () => {
      const outcomes = await Promise.all([
        journal().write(creation('po_1')),
        ...Array.from({ length: 20 }, (_, n) => journal().write(change('po_1', n + 1))),
      ]);

      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['ok']));
      expect((await journal().get('po_1'))?.version).toBe(21);
    });
  });
}

/** Events are numbered without a gap and come back in order. */
export function eventsContract(journal: JournalOf): void {
  describe('events', () => {
    it('come back in order, after a number, at most so many', async () => {
      await createAll(journal(), creation('po_1', {}, { events: sampleEvents(1, 9) }));

      const events = await journal().events('po_1', 3, 4);

      expect(events.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
    });

    it('are numbered without a gap or a repeat', async () => {
      await createAll(journal(), creation('po_1', {}, { events: sampleEvents(1, 2) }));
      const later = (from: number, to: number) => ({
        payout: {
          expectedVersion: 1,
          row: sampleRow('po_1', { version: 2 }),
          events: sampleEvents(from, to),
        },
      });

      await expect(journal().write(later(4, 5))).rejects.toMatchObject({ code: 'invalid' });
      await expect(journal().write(later(2, 3))).rejects.toMatchObject({ code: 'invalid' });
      expect(await journal().write(later(3, 4))).toEqual({ kind: 'ok' });
      expect((await journal().events('po_1', 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    });

    it('go on after a write that had none', async () => {
      await createAll(journal(), creation('po_1'), {
        payout: { expectedVersion: 1, row: sampleRow('po_1', { version: 2 }), events: [] },
      });

      const outcome = await journal().write({
        payout: {
          expectedVersion: 2,
          row: sampleRow('po_1', { version: 3 }),
          events: sampleEvents(2, 2),
        },
      });

      expect(outcome).toEqual({ kind: 'ok' });
    });
  });
}

/** A write that is refused disturbs none that shares its transaction. */
export function neighboursContract(journal: JournalOf): void {
  describe('neighbours in a batch', () => {
    it('are not disturbed by a poisoned, a conflicting or a contradictory write', async () => {
      await createAll(journal(), creation('po_old'));

      const results = await Promise.allSettled([
        journal().write(creation('po_1')),
        journal().write(creation('po_nul', { document: 'a\0b' })),
        journal().write(creation('po_old')),
        journal().write(creation('po_2', {}, { events: sampleEvents(5, 6) })),
        journal().write(creation('po_surrogate', { document: '\ud800' })),
        journal().write(creation('po_float', { dueAtMs: 0.5 })),
        journal().write(creation('po_3')),
      ]);

      const said = results.map((result) =>
        result.status === 'fulfilled' ? result.value.kind : (result.reason as JournalError).code,
      );
      expect(said).toEqual(['ok', 'invalid', 'conflict', 'invalid', 'invalid', 'invalid', 'ok']);
      expect(idsOf(await journal().list({ limit: 10 }))).toEqual(['po_old', 'po_3', 'po_1']);
    });
  });
}
