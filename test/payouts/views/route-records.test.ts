/**
 * Goal: the record of every attempt is found however long the payout has lived, also where an older release
 * wrote none, and the search ends.
 * Method: a journal that hands out scripted events page by page.
 */
import { describe, expect, it } from 'vitest';

import type { StoredEvent } from '../../../src/journal/port.ts';
import { encodeDocument } from '../../../src/payouts/model/codec.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import { routeRecords } from '../../../src/payouts/views/route-records.ts';
import type { PayoutEvent } from '../../../src/payouts/model/payout-event.ts';
import { queued, routed, ROUTE_RECORD, START_MS } from '../../support/payouts.ts';

const [STARTED] = decide(queued().payout, routed('bank-a'), START_MS).events;

function started(no: number, recorded = true): PayoutEvent {
  if (STARTED?.kind !== 'attemptStarted') throw new Error('no attempt');
  const { route, ...older } = STARTED;
  const attempt = { ...STARTED.attempt, no };
  return recorded && route !== undefined ? { ...older, attempt, route } : { ...older, attempt };
}

const inquired: PayoutEvent = { kind: 'escalated', why: 'w', atMs: START_MS };

function journalOf(events: readonly PayoutEvent[]) {
  const stored = events.map((event, index): StoredEvent => ({
    seq: index + 1,
    kind: event.kind,
    atMs: event.atMs,
    document: encodeDocument(event),
  }));
  let pages = 0;
  return {
    pages: () => pages,
    events: async (_payoutId: string, afterSeq: number, limit: number) => {
      pages += 1;
      return stored.slice(afterSeq, afterSeq + limit);
    },
  };
}

describe('the records of a payout', () => {
  it('are found by attempt, behind months of inquiries', async () => {
    const long = Array.from({ length: 1_200 }, () => inquired);

    const records = await routeRecords(journalOf([started(1), ...long, started(2)]), 'po_1');

    expect([...records]).toEqual([
      [1, ROUTE_RECORD],
      [2, ROUTE_RECORD],
    ]);
  });

  it('leave out an attempt of an older release', async () => {
    const records = await routeRecords(journalOf([started(1, false), started(2)]), 'po_1');

    expect([...records.keys()]).toEqual([2]);
  });

  it('are not looked for without end', async () => {
    const journal = journalOf(Array.from({ length: 9_000 }, () => inquired));

    await routeRecords(journal, 'po_1');

    expect(journal.pages()).toBe(10);
  });
});
