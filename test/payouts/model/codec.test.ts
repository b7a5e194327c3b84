/**
 * Goal: a journal written by any earlier version is read by this one, and the other way round: the
 * documents keep their bytes, whatever the fields are called in the code.
 * Method: documents written down here by hand, as they stand on disk, against what is encoded.
 */
import { describe, expect, it } from 'vitest';

import { decodeEvent, decodePayout, encodeDocument } from '../../../src/payouts/model/codec.ts';
import type { Attempt } from '../../../src/payouts/model/payout.ts';
import type { PayoutEvent } from '../../../src/payouts/model/payout-event.ts';
import type { RouteRecord } from '../../../src/payouts/model/route-record.ts';
import { dispatching } from '../../support/payouts.ts';

const ROUTE: RouteRecord = {
  why: 'bank-a: only of 1',
  reason: 'only',
  exploration: null,
  lines: [
    { partner: 'bank-b', eligible: false, reason: 'closed', unmet: 'calendar', score: null },
    {
      partner: 'bank-a',
      eligible: true,
      reason: 'open',
      unmet: null,
      score: {
        deaths: 0,
        hasRoom: true,
        preference: 1,
        costMillionths: 12n,
        feeMinor: 3n,
        success: { percent: 95, submits: 20 },
        order: 0,
      },
    },
  ],
};

const ROUTE_ON_DISK =
  '{"why":"bank-a: only of 1","reason":"only","exploration":null,"lines":[' +
  '{"partner":"bank-b","eligible":false,"reason":"closed","gate":"calendar","score":null},' +
  '{"partner":"bank-a","eligible":true,"reason":"open","gate":null,"score":{"deaths":0,' +
  '"hasRoom":true,"preference":1,"costMillionths":{"$bigint":"12"},"feeMinor":{"$bigint":"3"},' +
  '"success":{"percent":95,"submits":20},"order":0}}]}';

describe('a stored event', () => {
  it('keeps the names and the order that a routing decision has on disk', () => {
    const event: PayoutEvent = {
      kind: 'attemptStarted',
      attempt: attemptOf(),
      why: ROUTE.why,
      route: ROUTE,
      atMs: 1,
    };

    const document = encodeDocument(event);

    expect(document.slice(document.indexOf('"route":') + '"route":'.length, -1)).toBe(
      ROUTE_ON_DISK,
    );
    expect(decodeEvent(document)).toEqual(event);
  });
});

describe('a stored attempt', () => {
  const batch = { key: 'BATCH', payoutIds: ['po_1', 'po_2'] };
  const ON_DISK = '"cancelSentAtMs":null,"group":{"key":"BATCH","payoutIds":["po_1","po_2"]}}';

  it('keeps the name that its batch has on disk, in a payout', () => {
    const { payout } = dispatching();
    const batched = { ...payout, attempts: [{ ...attemptOf(), batch }] };

    const document = encodeDocument(batched);

    expect(document).toContain(ON_DISK);
    expect(document).not.toContain('"batch"');
    expect(decodePayout(document)).toEqual(batched);
    expect(encodeDocument(decodePayout(document))).toBe(document);
  });

  it('keeps it in the event of its intent too', () => {
    const attempt = { ...attemptOf(), batch };
    const event: PayoutEvent = { kind: 'attemptStarted', attempt, why: 'test', atMs: 1 };

    const document = encodeDocument(event);

    expect(document).toContain(ON_DISK);
    expect(decodeEvent(document)).toEqual(event);
  });
});

describe('a stored payout', () => {
  it('is read back as it was, and written again with the same bytes', () => {
    const { payout } = dispatching();
    const document = encodeDocument(payout);

    expect(decodePayout(document)).toEqual(payout);
    expect(encodeDocument(decodePayout(document))).toBe(document);
  });
});

function attemptOf(): Attempt {
  const [attempt] = dispatching().payout.attempts;
  if (attempt === undefined) throw new Error('no attempt');
  return attempt;
}
