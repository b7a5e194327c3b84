/**
 * Goal: every reply and webhook in fixtures/paypal reads as fixtures/paypal/cases.json says, for the
 * first payout of a batch of three.
 * Method: feed the stored bytes, signatures included, to the adapter on the demo secrets.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { BatchCall } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import {
  AT_MS,
  BATCH,
  BATCH_ID,
  batchSide,
  demoAdapter,
  FIRST,
  FIXTURES,
  INSTRUCTION,
  readFixture,
  sessionSide,
  STAMP,
} from './demo-paypal.ts';

type Lane = 'session' | 'submit' | 'inquire' | 'probe' | 'callback';

interface Case {
  readonly reply: string;
  readonly lane: Lane;
  readonly expect: Readonly<Record<string, unknown>>;
}

const { atMs, batch, cases } = JSON.parse(readFixture('cases.json')) as {
  readonly atMs: number;
  readonly batch: { readonly members: readonly { readonly partnerKey: string }[] };
  readonly cases: readonly Case[];
};
const adapter = demoAdapter();
const batches = batchSide(adapter);

describe('fixtures/paypal', () => {
  it.each(cases)('reads $reply as cases.json says', ({ reply, lane, expect: expected }) => {
    const stored = JSON.parse(readFixture(reply)) as PartnerReply;

    const reading = read(lane, stored);

    expect(reading).toMatchObject(expected);
  });

  it('has a case for every stored reply, and a reply for every case', () => {
    const files = readdirSync(FIXTURES).filter((name) =>
      /^(?:session|submit|inquire|probe|callback)\..+\.json$/.test(name),
    );

    expect(cases.map(({ reply }) => reply).toSorted()).toEqual(files.toSorted());
  });

  it('is about the batch that the tests read it for', () => {
    expect(atMs).toBe(AT_MS);
    expect(batch.members.map(({ partnerKey }) => partnerKey)).toEqual(
      BATCH.members.map(({ partnerKey }) => partnerKey),
    );
  });
});

describe('a single call', () => {
  it.each(cases.filter(({ lane, reply }) => lane === 'inquire' && !reply.includes('missing')))(
    'reads $reply like a batch’s',
    ({ reply }) => {
      const stored = JSON.parse(readFixture(reply)) as PartnerReply;

      const verdict = adapter.inquire(INSTRUCTION, STAMP).read(stored, AT_MS);

      expect(verdict).toEqual(read('inquire', stored));
    },
  );
});

function read(lane: Lane, stored: PartnerReply): unknown {
  switch (lane) {
    case 'session':
      return sessionSide(adapter).read(stored, AT_MS);
    case 'submit':
      return firstOf(batches.submit(BATCH, STAMP), stored);
    case 'inquire':
      return firstOf(batches.inquire(BATCH, BATCH_ID, STAMP), stored);
    case 'probe':
      return adapter.probe(STAMP).read(stored, AT_MS);
    case 'callback': {
      const reading = adapter.readCallback(stored, AT_MS);
      return reading.kind === 'news' ? { ...reading, ...reading.news[0] } : reading;
    }
  }
}

function firstOf(call: BatchCall, stored: PartnerReply): unknown {
  const { items, whole } = call.read(stored, AT_MS);
  return items.get(FIRST) ?? whole;
}
