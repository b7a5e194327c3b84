/**
 * Goal: every answer and notice in fixtures/cmb reads as fixtures/cmb/cases.json says, and is what
 * it says in clear beside its cipher.
 * Method: feed the stored bytes, signatures included, to the adapter at the stored moment.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { readSuite } from '../../../adapters/cmb/suite-settings.ts';
import { demoAdapter, FIXTURES, readText, secretWith } from './demo-bank.ts';

interface Case {
  readonly reply: string;
  readonly lane: 'submit' | 'inquire' | 'probe' | 'callback';
  readonly settings?: { readonly CRYPTO: 'SM' };
  readonly superseded?: readonly string[];
  readonly expect: Readonly<Record<string, unknown>>;
}

interface Cases {
  readonly atMs: number;
  readonly nonce: string;
  readonly instruction: Omit<Instruction, 'amount' | 'intentAtMs'>;
  readonly cases: readonly Case[];
}

interface Stored extends PartnerReply {
  readonly plain: unknown;
}

const { atMs, nonce, instruction, cases } = JSON.parse(readText('cmb/cases.json')) as Cases;
const stamp = { nowMs: atMs, nonce };

describe('fixtures/cmb', () => {
  it.each(cases)('reads $reply as cases.json says', (one) => {
    const stored = JSON.parse(readText(`cmb/${one.reply}`)) as Stored;

    const reading = read(one, stored);

    expect(JSON.parse(JSON.stringify(reading, bigintAsText))).toMatchObject(one.expect);
  });

  it.each(cases.filter(({ lane }) => lane !== 'callback'))(
    '$reply holds in its cipher what it shows in clear',
    ({ reply, settings }) => {
      const stored = JSON.parse(readText(`cmb/${reply}`)) as Stored;
      const suite = readSuite(secretWith(settings ?? {}), 'N000000001');

      const text = suite.decrypt(stored.body);
      const message = text === null ? null : (JSON.parse(text) as { response: unknown }).response;

      expect(message).toEqual(stored.plain);
    },
  );

  it('has a case for every stored answer, and an answer for every case', () => {
    const files = readdirSync(new URL('cmb/', FIXTURES)).filter((name) =>
      /^(?:submit|inquire|probe|callback)\..+\.json$/.test(name),
    );

    expect(cases.map(({ reply }) => reply).toSorted()).toEqual(files.toSorted());
  });
});

function read({ lane, settings, superseded = [] }: Case, stored: Stored): unknown {
  const adapter = demoAdapter(settings);
  const order: Instruction = {
    ...instruction,
    amount: { currency: 'CNY', minor: 12_345n },
    intentAtMs: atMs,
    partnerReference: null,
    supersededReferences: superseded,
  };
  switch (lane) {
    case 'submit':
    case 'inquire':
      return adapter[lane](order, stamp).read(stored, atMs);
    case 'probe':
      return adapter.probe(stamp).read(stored, atMs);
    case 'callback': {
      const reading = adapter.readCallback(stored, atMs);
      return reading.kind === 'news' ? { ...reading, ...reading.news[0] } : reading;
    }
  }
  throw new Error('no such lane');
}

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
