/**
 * Goal: what a caller is told about the money is the law's own table (docs/MONEY.md), and every
 * failure tells who acts next.
 * Method: the table written out by hand against the code's; short stories told to `decide()`.
 */
import { describe, expect, it } from 'vitest';

import { FAILURES, type FailureCode, isFailureCode } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { encodeDocument } from '../../../src/payouts/model/codec.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import { MEANING } from '../../../src/payouts/model/money-moved.ts';
import { showFailure, showFailureIn, showPayout } from '../../../src/payouts/views/show-payout.ts';
import { showTimelineEntry } from '../../../src/payouts/views/show-timeline.ts';
import { PAYOUT_STATES, type PayoutState } from '../../../src/payouts/model/payout.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  queued,
  refused,
  routed,
  START_MS,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const NOBODY = { code: 'partner.agreement', detail: '', partnerCode: null } as const;

/** docs/MONEY.md, line by line: may money have moved, and is a NEW payout safe? */
const LAW: Readonly<Record<PayoutState, readonly ['no' | 'unknown' | 'yes', boolean]>> = {
  RECEIVED: ['no', false],
  HELD: ['no', false],
  QUEUED: ['no', false],
  DISPATCHING: ['unknown', false],
  IN_DOUBT: ['unknown', false],
  PROCESSING: ['unknown', false],
  PAID: ['yes', false],
  RETURNED: ['no', true],
  FAILED: ['no', true],
  CANCELLED: ['no', true],
  CONFLICT: ['yes', false],
};

describe('the answer to "has money moved?"', () => {
  it.each(PAYOUT_STATES.map((state) => [state, ...LAW[state]] as const))(
    'is, for %s, %s; safe to resubmit: %s',
    (state, moneyMoved, safeToResubmit) => {
      expect(MEANING[state]).toMatchObject({ moneyMoved, safeToResubmit });
      expect(MEANING[state].obligation === 'held').toBe(!safeToResubmit);
      expect(showPayout({ ...queued().payout, state })).toMatchObject({
        state,
        moneyMoved,
        safeToResubmit,
      });
    },
  );

  it.each([
    ['all of it came back', 12_345n, 0n, 'no', true],
    ['all of it came back but for a fee that is known', 12_300n, 45n, 'no', true],
    ['one fen is missing', 12_344n, 0n, 'yes', false],
    ['half of it came back', 6_000n, 0n, 'yes', false],
  ] as const)('after a return when %s', (_why, minor, feeMinor, moneyMoved, safeToResubmit) => {
    const { payout } = tell(dispatching(), evidence(broughtBack('CNY', minor, feeMinor)));

    expect(showPayout(payout)).toMatchObject({
      state: 'RETURNED',
      moneyMoved,
      safeToResubmit,
      returned: { amount: { value: Number(minor), currency: 'CNY' }, fee: Number(feeMinor) },
    });
  });

  it.each([
    ['another currency', 'JPY', 12_345n],
    ['more than was paid', 'CNY', 12_346n],
    ['nothing', 'CNY', 0n],
  ] as const)(
    'after a return of %s is unknown: it is no return of this payout',
    (_why, currency, minor) => {
      const { payout } = tell(dispatching(), evidence(broughtBack(currency, minor, 0n)));

      expect(showPayout(payout)).toMatchObject({
        state: 'IN_DOUBT',
        moneyMoved: 'unknown',
        safeToResubmit: false,
      });
    },
  );

  it('is unknown of whatever waits while a restored backup may have lost its attempts', () => {
    const lostPast = { unaskable: null };

    expect(
      PAYOUT_STATES.map((state) => showPayout({ ...queued().payout, state, lostPast })).filter(
        ({ moneyMoved, safeToResubmit }) => moneyMoved === 'no' || safeToResubmit,
      ),
    ).toEqual([]);
  });
});

function broughtBack(currency: 'CNY' | 'JPY', minor: bigint, feeMinor: bigint): Verdict {
  const amount = { currency, minor };
  const failure = 'partner.returned';
  return { kind: 'returned', amount, feeMinor, failure, partnerCode: 'AC04', echo: {} };
}

describe('what is promised', () => {
  it('is a next action with its time for everything that is not settled (I5)', () => {
    const stories = [queued(), dispatching(), inDoubt(), tell(dispatching(), evidence(ACCEPTED))];

    for (const { payout } of stories) {
      const { nextAction } = showPayout(payout);
      expect(nextAction?.at).toMatch(/^2026-11-24T01:0\d:\d\d\.\d{3}Z$/);
    }
    expect(showPayout(tell(dispatching(), evidence(EXECUTED)).payout).nextAction).toBeNull();
  });

  it('is when a doubt should be settled: a minute after the next question; and nothing of the kind for a queue', () => {
    const doubt = showPayout(inDoubt().payout);

    const asksAtMs = Date.parse(doubt.nextAction?.at ?? '');
    expect(Date.parse(doubt.expectedResolutionBy ?? '') - asksAtMs).toBe(60_000);
    expect(showPayout(queued().payout).expectedResolutionBy).toBeNull();
  });
});

describe('a failure', () => {
  it.each(Object.keys(FAILURES))('%s has an owner, a remedy and one who may try again', (code) => {
    const shown = isFailureCode(code) && showFailure({ code, detail: 'd', partnerCode: null });

    expect(shown).toMatchObject({ code, owner: FAILURES[code as FailureCode].owner });
    expect(shown && shown.remedy.length).toBeGreaterThan(10);
    expect(shown && shown.type).toBe(`https://breakwater.dev/failures/${code}`);
  });

  it('in doubt is never left to the caller to retry', () => {
    for (const [code, { money }] of Object.entries(FAILURES)) {
      if (money !== 'unknown' || !isFailureCode(code)) continue;
      expect(showFailure({ code, detail: '', partnerCode: null }).retryable).toBe('engine');
    }
  });

  it.each(Object.keys(FAILURES))('%s of a payout that is over promises nothing', (code) => {
    const shown =
      isFailureCode(code) && showFailureIn('FAILED', { code, detail: 'd', partnerCode: null });

    expect(shown).not.toMatchObject({ retryable: 'engine' });
    const text = (shown && shown.customer?.text.en) || '';
    expect(text).not.toMatch(/queued|we will send|will be sent|being confirmed|as soon as|wait/i);
  });

  it.each(Object.keys(FAILURES))('%s of a held payout promises nothing by itself', (code) => {
    const shown =
      isFailureCode(code) && showFailureIn('HELD', { code, detail: 'd', partnerCode: null });

    expect(shown).not.toMatchObject({ retryable: 'engine' });
  });

  it('of a payout that was to be tried again says that no money was sent', () => {
    const { payout } = tellAll(
      tell(queued(), routed('bank-a')),
      evidence(refused('technical.thirdparty.auth')),
      { kind: 'unroutable', permanent: true, failure: NOBODY, retryAtMs: START_MS },
    );

    const { state, moneyMoved, failure } = showPayout(payout);

    expect({ state, moneyMoved }).toEqual({ state: 'FAILED', moneyMoved: 'no' });
    expect(failure?.customer?.text.en).toMatch(/No money was sent/);
  });

  it('of the deadline belongs to the caller, with a text for the borrower in both languages', () => {
    const shown = showFailure({ code: 'DEADLINE', detail: 'late', partnerCode: null });

    expect(shown).toMatchObject({ category: 'caller', owner: 'caller', retryable: 'caller' });
    expect(shown.customer?.text['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(shown.customer?.text.en).toMatch(/No money was sent/);
  });
});

describe('the timeline', () => {
  it('shows each event under its number, its time and its kind', () => {
    const { events } = decide(queued().payout, routed('bank-a'), START_MS);
    const [started] = events;
    if (started === undefined) throw new Error('no event');
    const stored = {
      seq: 7,
      kind: started.kind,
      atMs: START_MS,
      document: encodeDocument(started),
    };

    const entry = showTimelineEntry(stored);

    expect(entry).toMatchObject({
      seq: 7,
      at: '2026-11-24T01:00:00.000Z',
      kind: 'attemptStarted',
      data: { no: 1, partner: 'bank-a', endpoint: 'main', contentDigest: 'digest' },
    });
  });
});
