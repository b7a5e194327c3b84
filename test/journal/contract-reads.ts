import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createAll } from './create-all.ts';
import type { JournalOf, JournalUnderTest } from './journal-under-test.ts';
import { change, creation, idsOf, SAMPLE_AT_MS, sampleOutbox } from './samples.ts';

/**
 * Goal: every question of src/journal/port.ts has one answer, whatever keeps the bytes: the right
 * rows, in the promised order, page by page.
 *
 * Method: a few rows on a freshly opened, empty journal, then the question.
 */
export function readsContract(name: string, open: () => Promise<JournalUnderTest>): void {
  describe(`the reads of the journal contract, ${name}`, () => {
    let underTest: JournalUnderTest;
    const journal = () => underTest.journal;

    beforeEach(async () => {
      underTest = await open();
    });

    afterEach(() => journal().close());

    listing(journal);
    dueWork(journal);
    states(journal);
    outbox(journal);
    records(journal);

    it('refuses reads without a bound', async () => {
      await expect(journal().list({ limit: 0 })).rejects.toMatchObject({ code: 'invalid' });
      await expect(journal().due(0, 10_001)).rejects.toMatchObject({ code: 'invalid' });
      await expect(journal().events('po_1', 0, Number.NaN)).rejects.toMatchObject({
        code: 'invalid',
      });
    });
  });
}

/** Rows are listed newest first, by every filter, page by page. */
function listing(journal: JournalOf): void {
  describe('listing', () => {
    const day = (n: number) => SAMPLE_AT_MS + n * 86_400_000;

    beforeEach(async () => {
      await createAll(
        journal(),
        creation('po_1', { createdAtMs: day(1), state: 'PAID', partner: 'alipay' }),
        creation('po_2', { createdAtMs: day(2), state: 'PAID', partner: 'wechat' }),
        creation('po_3', { createdAtMs: day(3), state: 'HELD', caller: 'other-lender' }),
        creation('po_4', { createdAtMs: day(4), state: 'PAID', obligation: 'loan-po_1' }),
        creation('po_5', { createdAtMs: day(5), state: 'FAILED', partner: 'alipay' }),
      );
    });

    it.each([
      [{}, ['po_5', 'po_4', 'po_3', 'po_2', 'po_1']],
      [{ caller: 'lender' }, ['po_5', 'po_4', 'po_2', 'po_1']],
      [{ state: 'PAID' }, ['po_4', 'po_2', 'po_1']],
      [{ partner: 'alipay' }, ['po_5', 'po_1']],
      [{ obligation: 'loan-po_1' }, ['po_4', 'po_1']],
      [{ createdFromMs: day(2) }, ['po_5', 'po_4', 'po_3', 'po_2']],
      [{ createdToMs: day(2) }, ['po_2', 'po_1']],
      [{ createdFromMs: day(2), createdToMs: day(4) }, ['po_4', 'po_3', 'po_2']],
      [{ createdFromMs: day(9) }, []],
      [{ createdToMs: day(0) }, []],
      [{ beforeId: 'po_3' }, ['po_2', 'po_1']],
      [{ caller: 'lender', state: 'PAID', partner: 'alipay', createdToMs: day(3) }, ['po_1']],
      [{ caller: 'other-lender', state: 'PAID' }, []],
      [{ state: 'constructor' }, []],
    ])('by %j is newest first and nothing else', async (filter, expected) => {
      expect(idsOf(await journal().list({ ...filter, limit: 10 }))).toEqual(expected);
    });

    it('pages through everything once, page by page', async () => {
      const pages: (readonly string[])[] = [];
      for (let beforeId: string | undefined; ; beforeId = pages.at(-1)?.at(-1)) {
        const page = idsOf(await journal().list({ caller: 'lender', beforeId, limit: 3 }));
        if (page.length === 0) break;
        pages.push(page);
      }

      expect(pages).toEqual([['po_5', 'po_4', 'po_2'], ['po_1']]);
    });
  });
}

/** Due work comes soonest first, each payout once. */
function dueWork(journal: JournalOf): void {
  describe('due work', () => {
    it('comes oldest first, only when its time has come, at most so many', async () => {
      await createAll(
        journal(),
        creation('po_a', { dueAtMs: SAMPLE_AT_MS + 30 }),
        creation('po_b', { dueAtMs: SAMPLE_AT_MS + 10 }),
        creation('po_c', { dueAtMs: SAMPLE_AT_MS + 20 }),
        creation('po_d', { dueAtMs: SAMPLE_AT_MS + 10 }),
        creation('po_e', { dueAtMs: null }),
      );

      expect(idsOf(await journal().due(SAMPLE_AT_MS + 9, 10))).toEqual([]);
      expect(idsOf(await journal().due(SAMPLE_AT_MS + 20, 10))).toEqual(['po_b', 'po_d', 'po_c']);
      expect(idsOf(await journal().due(SAMPLE_AT_MS + 99, 2))).toEqual(['po_b', 'po_d']);
    });

    it('moves and ends with the row', async () => {
      await createAll(
        journal(),
        creation('po_1', { dueAtMs: SAMPLE_AT_MS }),
        creation('po_2', { dueAtMs: SAMPLE_AT_MS }),
        change('po_1', 1, { dueAtMs: SAMPLE_AT_MS + 50 }),
        change('po_2', 1, { dueAtMs: null }),
      );

      expect(idsOf(await journal().due(SAMPLE_AT_MS + 49, 10))).toEqual([]);
      expect(idsOf(await journal().due(SAMPLE_AT_MS + 50, 10))).toEqual(['po_1']);
    });
  });
}

/** Payouts are found by state, and counted. */
function states(journal: JournalOf): void {
  describe('states', () => {
    beforeEach(async () => {
      for (const n of [1, 2, 3, 4, 5, 6]) {
        await createAll(
          journal(),
          creation(`po_${n}`, {
            state: n % 2 === 0 ? 'IN_DOUBT' : 'DISPATCHING',
            partner: n < 3 ? null : 'wechat',
            createdAtMs: SAMPLE_AT_MS + n,
            updatedAtMs: SAMPLE_AT_MS + 10 - n,
          }),
        );
      }
      await createAll(journal(), creation('po_7', { state: 'PAID' }));
    });

    it('page oldest first after an id, across states', async () => {
      const states = ['IN_DOUBT', 'DISPATCHING'];

      expect(idsOf(await journal().inStates(states, '', 4))).toEqual([
        'po_1',
        'po_2',
        'po_3',
        'po_4',
      ]);
      expect(idsOf(await journal().inStates(states, 'po_4', 4))).toEqual(['po_5', 'po_6']);
      expect(idsOf(await journal().inStates(['IN_DOUBT'], 'po_2', 4))).toEqual(['po_4', 'po_6']);
      expect(await journal().inStates([], '', 4)).toEqual([]);
    });

    it('are counted by partner, with the age of the oldest', async () => {
      const census = await journal().census(['DISPATCHING', 'IN_DOUBT', 'QUEUED']);

      const of = (state: string, partner: string | null, count: number, oldest: number) => ({
        state,
        partner,
        count,
        oldestCreatedAtMs: SAMPLE_AT_MS + oldest,
      });
      expect(census).toEqual([
        of('DISPATCHING', null, 1, 1),
        of('DISPATCHING', 'wechat', 2, 3),
        of('IN_DOUBT', null, 1, 2),
        of('IN_DOUBT', 'wechat', 2, 4),
      ]);
    });
  });
}

/** Webhooks wait in the outbox until they are delivered. */
function outbox(journal: JournalOf): void {
  describe('outbox', () => {
    it('comes due oldest first and leaves when delivered', async () => {
      const late = sampleOutbox('wh_1', { dueAtMs: SAMPLE_AT_MS + 20 });
      const early = sampleOutbox('wh_2', { dueAtMs: SAMPLE_AT_MS + 10 });
      await createAll(journal(), { outbox: [late, early] });

      expect(await journal().outboxDue(SAMPLE_AT_MS + 19, 10)).toEqual([early]);
      expect(await journal().outboxDue(SAMPLE_AT_MS + 20, 10)).toEqual([early, late]);
      expect(await journal().outboxDue(SAMPLE_AT_MS + 20, 1)).toEqual([early]);

      const delivered = { ...early, dueAtMs: null, attempts: 1, document: '{"status":200}' };
      await createAll(journal(), { outbox: [delivered] });

      expect(await journal().outboxDue(SAMPLE_AT_MS + 20, 10)).toEqual([late]);
      expect(await journal().outboxGet('wh_2')).toEqual(delivered);
    });

    it('is found by payout, oldest first', async () => {
      await createAll(journal(), {
        outbox: [
          sampleOutbox('wh_b', { createdAtMs: SAMPLE_AT_MS + 1 }),
          sampleOutbox('wh_c', { payoutId: 'po_2' }),
          sampleOutbox('wh_a', { createdAtMs: SAMPLE_AT_MS + 1 }),
          sampleOutbox('wh_d'),
        ],
      });

      expect(idsOf(await journal().outboxOf('po_1'))).toEqual(['wh_d', 'wh_a', 'wh_b']);
    });
  });
}

/** Records of the house are kept by kind and id. */
function records(journal: JournalOf): void {
  describe('records', () => {
    it('are replaced and removed by kind and id', async () => {
      await createAll(
        journal(),
        { records: [{ kind: 'isolation', id: 'alipay', document: '1' }] },
        { records: [{ kind: 'isolation', id: 'wechat', document: '2' }] },
        { records: [{ kind: 'quarantine', id: 'alipay', document: '3' }] },
        { records: [{ kind: 'isolation', id: 'alipay', document: '4' }] },
        { records: [{ kind: 'isolation', id: 'wechat', document: null }] },
      );

      expect(await journal().records('isolation')).toEqual([
        { kind: 'isolation', id: 'alipay', document: '4' },
      ]);
      expect(await journal().record('isolation', 'wechat')).toBeNull();
      expect(await journal().record('quarantine', 'alipay')).toMatchObject({ document: '3' });
    });
  });
}
