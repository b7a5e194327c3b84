/**
 * Goal: every reply and webhook in fixtures/adyen reads as fixtures/adyen/cases.json says.
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

const { atMs, instruction, cases } = JSON.parse(readText('adyen/cases.json')) as Cases;
const adapter = demoAdapter();
const INSTRUCTION: Instruction = {
  ...instruction,
  amount: { currency: 'EUR', minor: 12_345n },
  intentAtMs: atMs,
  supersededReferences: [],
};

describe('fixtures/adyen', () => {
  it.each(cases)('reads $reply as cases.json says', ({ reply, lane, expect: expected }) => {
    const stored = JSON.parse(readText(`adyen/${reply}`)) as PartnerReply;

    expect(read(lane, stored)).toMatchObject(expected);
  });

  it('has a case for every stored reply, and a reply for every case', () => {
    const files = readdirSync(new URL('adyen/', FIXTURES)).filter((name) =>
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
    case 'callback':
      return adapter.readCallback(stored, atMs);
  }
  throw new Error('no such lane');
}
