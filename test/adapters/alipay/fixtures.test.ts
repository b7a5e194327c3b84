/**
 * Goal: every reply and message in fixtures/alipay reads as fixtures/alipay/cases.json says.
 * Method: feed the stored bytes, signatures included, to the adapter on the demo secrets.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { AT_MS, demoAdapter, FIXTURES, INSTRUCTION, STAMP } from './demo-alipay.ts';

interface Case {
  readonly reply: string;
  readonly lane: 'submit' | 'inquire' | 'probe' | 'callback';
  readonly expect: Readonly<Record<string, unknown>>;
}

const { instruction, cases } = JSON.parse(readText('cases.json')) as {
  readonly instruction: { readonly partnerKey: string; readonly amount: { minor: string } };
  readonly cases: readonly Case[];
};
const adapter = demoAdapter();

describe('fixtures/alipay', () => {
  it.each(cases)('reads $reply as cases.json says', ({ reply, lane, expect: expected }) => {
    const stored = JSON.parse(readText(reply)) as PartnerReply & CallbackDelivery;

    const reading = read(lane, stored);

    expect(reading).toMatchObject(expected);
  });

  it('has a case for every stored reply, and a reply for every case', () => {
    const files = readdirSync(FIXTURES).filter((name) =>
      /^(?:submit|inquire|probe|callback)\..+\.json$/.test(name),
    );

    expect(cases.map(({ reply }) => reply).toSorted()).toEqual(files.toSorted());
  });

  it('is about the payout that the tests read it for', () => {
    expect(instruction.partnerKey).toBe(INSTRUCTION.partnerKey);
    expect(instruction.amount.minor).toBe(String(INSTRUCTION.amount.minor));
  });
});

function read(lane: Case['lane'], stored: PartnerReply & CallbackDelivery): unknown {
  switch (lane) {
    case 'submit':
    case 'inquire':
      return adapter[lane](INSTRUCTION, STAMP).read(stored, AT_MS);
    case 'probe':
      return adapter.probe(STAMP).read(stored, AT_MS);
    case 'callback': {
      const reading = adapter.readCallback(stored, AT_MS);
      return reading.kind === 'news' ? { ...reading, ...reading.news[0] } : reading;
    }
  }
  throw new Error('no such lane');
}

function readText(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}
