/**
 * Goal: a payout that is asked about alone is read like one of a batch.
 * Method: every stored answer to an inquiry, read both ways; cases.json itself is held by the kit.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import {
  AT_MS,
  BATCH,
  BATCH_ID,
  batchSide,
  demoAdapter,
  FIRST,
  INSTRUCTION,
  readFixture,
  STAMP,
} from './demo-paypal.ts';

interface Case {
  readonly reply: string;
  readonly lane: string;
}

const { atMs, batch, cases } = JSON.parse(readFixture('cases.json')) as {
  readonly atMs: number;
  readonly batch: { readonly members: readonly { readonly partnerKey: string }[] };
  readonly cases: readonly Case[];
};
const adapter = demoAdapter();
const batches = batchSide(adapter);

// Of a batch with a payout missing, the batch says something of that one.
const inquiries = cases.filter(
  ({ lane, reply }) => lane === 'inquire' && !reply.includes('missing'),
);

describe('a single call', () => {
  it.each(inquiries)('reads $reply like a batch’s', ({ reply }) => {
    const stored = JSON.parse(readFixture(reply)) as PartnerReply;

    const verdict = adapter.inquire(INSTRUCTION, STAMP).read(stored, AT_MS);

    const { items, whole } = batches.inquire(BATCH, BATCH_ID, STAMP).read(stored, AT_MS);
    expect(verdict).toEqual(items.get(FIRST) ?? whole);
  });
});

it('the batch of the tests is the one of the fixtures', () => {
  expect(atMs).toBe(AT_MS);
  expect(batch.members.map(({ partnerKey }) => partnerKey)).toEqual(
    BATCH.members.map(({ partnerKey }) => partnerKey),
  );
});
