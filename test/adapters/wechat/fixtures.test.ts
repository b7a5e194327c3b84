/**
 * Goal: every reply and callback in fixtures/wechat reads as fixtures/wechat/cases.json says.
 * Method: feed the stored bytes, signatures included, to the adapter at the stored moment.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { demoAdapter, FIXTURES, readText, STAMP } from './bench.ts';

interface Case {
  readonly reply: string;
  readonly lane: 'submit' | 'inquire' | 'cancel' | 'probe' | 'callback';
  readonly expect: Readonly<Record<string, unknown>>;
}

interface Cases {
  readonly atMs: number;
  readonly instruction: Omit<Instruction, 'amount' | 'intentAtMs'>;
  readonly cases: readonly Case[];
}

const { atMs, instruction, cases } = JSON.parse(readText('wechat/cases.json')) as Cases;
const adapter = demoAdapter();
const INSTRUCTION: Instruction = {
  ...instruction,
  amount: { currency: 'CNY', minor: 12_345n },
  intentAtMs: atMs,
  partnerReference: null,
  supersededReferences: [],
};

describe('fixtures/wechat', () => {
  it.each(cases)('reads $reply as cases.json says', ({ reply, lane, expect: expected }) => {
    const stored = JSON.parse(readText(`wechat/${reply}`)) as PartnerReply;

    const reading = read(lane, stored);

    expect(reading).toMatchObject(expected);
  });

  it('has a case for every stored reply, and a reply for every case', () => {
    const files = readdirSync(new URL('wechat/', FIXTURES)).filter((name) =>
      /^(?:submit|inquire|cancel|probe|callback)\..+\.json$/.test(name),
    );

    expect(cases.map(({ reply }) => reply).toSorted()).toEqual(files.toSorted());
  });
});

function read(lane: Case['lane'], stored: PartnerReply): unknown {
  switch (lane) {
    case 'submit':
    case 'inquire':
    case 'cancel':
      return adapter[lane](INSTRUCTION, STAMP)?.read(stored, atMs);
    case 'probe':
      return adapter.probe(STAMP).read(stored, atMs);
    case 'callback': {
      const reading = adapter.readCallback(stored, atMs);
      return reading.kind === 'news' ? { ...reading, ...reading.news[0] } : reading;
    }
  }
  throw new Error('no such lane');
}
