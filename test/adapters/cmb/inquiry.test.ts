/**
 * Goal: of several orders under one reference the right one decides: earlier attempts' failures end
 * nothing, and no failure is believed while another order may have paid.
 * Method: lists of orders in every order of arrival, with and without references put aside; and
 * every list of up to four orders, held against the rule in words (fast-check).
 */
import { array, assert, constantFrom, property, record as recordOf, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  demoAdapter,
  INSTRUCTION,
  listReply,
  NOW_MS,
  record,
  response,
  sealedReply,
  STAMP,
} from './demo-bank.ts';

const adapter = demoAdapter();

const FAILED = ['FIN', 'F'] as const;
const PAID = ['FIN', 'S'] as const;
const RETURNED = ['FIN', 'B'] as const;
const BUSY = ['BNK', ''] as const;
const LIMBO = ['WRF', ''] as const;

type State = readonly [status: string, flag: string];

describe('no order', () => {
  it.each([
    ['an empty list', { bb1payqrz1: [] }],
    ['an empty text', { bb1payqrz1: '' }],
    ['nothing', {}],
  ])('as %s is absence, which proves nothing at this bank', (_name, body) => {
    const verdict = ask(sealedReply(response('BB1PAYQR', body)));

    expect(verdict).toEqual({ kind: 'absent' });
    expect(adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
  });

  it.each([
    ['another list', { bb1payqrz2: [] }],
    ['a word', { bb1payqrz1: 'NONE' }],
    ['null', { bb1payqrz1: null }],
    ['an object', { bb1payqrz1: {} }],
  ])('as %s is doubt', (_name, body) => {
    expect(ask(sealedReply(response('BB1PAYQR', body)))).toMatchObject({ kind: 'unknown' });
  });

  it('is left when all are put aside: as if the list were empty', () => {
    const verdict = list(
      [
        ['1', FAILED],
        ['2', ['FIN', 'R']],
      ],
      ['1', '2'],
    );

    expect(verdict).toEqual({ kind: 'absent' });
  });
});

describe('several orders under one reference', () => {
  it('the latest decides, wherever it stands in the list', () => {
    const orders = [
      ['1', FAILED],
      ['2', FAILED],
      ['10', PAID],
    ] as const;

    const verdicts = [orders, orders.toReversed(), [orders[1], orders[2], orders[0]]].map((rows) =>
      list(rows),
    );

    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ kind: 'executed', partnerReference: '10' });
    }
  });

  it('numbers are compared as numbers of any length', () => {
    const verdict = list([
      ['9', FAILED],
      ['90071992547409930002', BUSY],
      ['90071992547409930001', FAILED],
    ]);

    expect(verdict).toMatchObject({ kind: 'accepted', partnerReference: '90071992547409930002' });
  });

  it('all failed: the latest failure is the one', () => {
    expect(
      list([
        ['1', FAILED],
        ['2', ['FIN', 'D']],
      ]),
    ).toMatchObject({
      kind: 'refused',
      recorded: true,
      failure: 'partner.agreement',
      partnerReference: '2',
    });
  });

  it('put aside are those that an earlier attempt was refused with', () => {
    expect(
      list(
        [
          ['1', FAILED],
          ['2', BUSY],
        ],
        ['1'],
      ),
    ).toMatchObject({
      kind: 'accepted',
      partnerReference: '2',
    });
    expect(
      list(
        [
          ['1', FAILED],
          ['2', FAILED],
        ],
        ['1'],
      ),
    ).toMatchObject({
      kind: 'refused',
      partnerReference: '2',
    });
  });

  it('a failure nobody noted, older than one put aside, ends no later attempt', () => {
    const verdict = list(
      [
        ['1', FAILED],
        ['2', FAILED],
      ],
      ['2'],
    );

    expect(verdict).toEqual({ kind: 'absent' });
  });

  it.each([PAID, RETURNED, BUSY, LIMBO])(
    'a failure beside an order in %s/%s is doubt: money may be out',
    (...state) => {
      expect(
        list([
          ['1', state],
          ['2', FAILED],
        ]),
      ).toMatchObject({ kind: 'unknown' });
    },
  );

  it('two orders that paid are doubt: a person has to see that', () => {
    expect(
      list([
        ['1', PAID],
        ['2', PAID],
      ]),
    ).toMatchObject({ kind: 'unknown' });
  });

  it('an order put aside that no longer says it failed is doubt, and no reason to send again', () => {
    expect(list([['1', PAID]], ['1'])).toMatchObject({ kind: 'unknown' });
    expect(
      list(
        [
          ['1', BUSY],
          ['2', FAILED],
        ],
        ['1'],
      ),
    ).toMatchObject({ kind: 'unknown' });
  });

  it('one order twice is doubt', () => {
    expect(
      list([
        ['1', FAILED],
        ['01', PAID],
      ]),
    ).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['another reference', { yurRef: '000000000000000000000000001' }],
    ['no reference', { yurRef: undefined }],
    ['another payer', { dbtAcc: '755000000000002' }],
  ])('a row of %s spoils the list', (_name, changes) => {
    const rows = [
      record('FIN', 'S', { reqNbr: '2' }),
      record('FIN', 'F', { reqNbr: '1', ...changes }),
    ];

    expect(ask(listReply(rows))).toMatchObject({ kind: 'unknown' });
  });

  it('a reference put aside that is no number of the bank’s changes nothing', () => {
    expect(list([['1', PAID]], ['po-1'])).toMatchObject({ kind: 'executed' });
  });

  it('never refuses while any order has not failed, nor by an order of an earlier attempt', () => {
    const orders = uniqueArray(
      recordOf({
        number: constantFrom('1', '2', '3', '4'),
        state: constantFrom<State>(FAILED, PAID, RETURNED, BUSY, LIMBO),
      }),
      { selector: ({ number }) => number, maxLength: 4 },
    );
    const noted = array(constantFrom('1', '2', '3'), { maxLength: 2 });

    assert(
      property(orders, noted, (rows, superseded) => {
        const verdict = list(
          rows.map(({ number, state }) => [number, state] as const),
          superseded,
        );

        const frontier = Math.max(0, ...superseded.map(Number));
        const failures = rows.filter(({ state }) => state === FAILED);
        const mayRefuse =
          failures.length === rows.length &&
          failures.some(({ number }) => Number(number) > frontier);
        const hasPaid = rows.some(({ state }) => state === PAID);
        expect(verdict.kind === 'refused').toBe(mayRefuse);
        expect(verdict.kind !== 'absent' || failures.length === rows.length).toBe(true);
        expect(verdict.kind !== 'executed' || hasPaid).toBe(true);
      }),
      { numRuns: 250, seed: 20_261_124 },
    );
  });
});

function list(
  orders: readonly (readonly [reqNbr: string, state: State])[],
  supersededReferences: readonly string[] = [],
): Verdict {
  const rows = orders.map(([reqNbr, [status, flag]]) => record(status, flag, { reqNbr }));
  return ask(listReply(rows), supersededReferences);
}

function ask(
  reply: ReturnType<typeof listReply>,
  supersededReferences: readonly string[] = [],
): Verdict {
  const instruction = { ...INSTRUCTION, supersededReferences };
  return adapter.inquire(instruction, STAMP).read(reply, NOW_MS);
}
