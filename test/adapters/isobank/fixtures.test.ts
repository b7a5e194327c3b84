/**
 * Goal: every true message of the bank is read as it is meant, money, reasons and echo included.
 * Method: cases.json names a verdict for each fixture; the bank's demo key seals it for this very
 * request. The list and the folder must agree, so that no fixture lies about unread.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { adapter, fixture, INQUIRE, NOW_MS, pushed, sealed, STAMP, SUBMIT } from './demo-bank.ts';

interface Case {
  readonly reply: string;
  readonly lane: 'submit' | 'inquire' | 'probe' | 'callback';
  readonly status: number;
  readonly expect: object;
}

const { cases } = JSON.parse(fixture('cases.json')) as { readonly cases: readonly Case[] };

describe('the fixtures of the ISO 20022 bank', () => {
  it.each(cases)('$reply is read as its case says', ({ reply, lane, status, expect: expected }) => {
    const body = fixture(reply);

    const reading = read(lane, status, body);

    expect(plain(reading)).toMatchObject(expected);
  });

  it('has a case for each message in the folder, and a message for each case', () => {
    const folder = new URL('../../../fixtures/isobank/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.xml'));

    expect(cases.map((one) => one.reply).toSorted()).toEqual(files.toSorted());
  });

  it('reads news without news as such, not as one entry too few', () => {
    const reading = read('callback', 200, fixture('callback.camt054-other-business.xml'));

    expect(reading).toStrictEqual({
      kind: 'news',
      eventId: 'camt.054:FIXTURE-CAMT054-011',
      news: [],
    });
  });
});

function read(lane: Case['lane'], status: number, body: string): unknown {
  switch (lane) {
    case 'submit':
      return SUBMIT.read(sealed(SUBMIT.request, status, body), NOW_MS);
    case 'inquire':
      return INQUIRE.read(sealed(INQUIRE.request, status, body), NOW_MS);
    case 'probe': {
      const probe = adapter.probe(STAMP);
      return probe.read(sealed(probe.request, status, body), NOW_MS);
    }
    case 'callback':
      return adapter.readCallback(pushed(body), NOW_MS);
    default:
      throw new Error(`no such lane: ${String(lane)}`);
  }
}

/** Amounts as text, as the cases write them. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, field: unknown) =>
      typeof field === 'bigint' ? field.toString() : field,
    ),
  );
}
