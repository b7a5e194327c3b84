/**
 * Goal: each limit that doubt is judged by holds at its very edge: the key window, the inquiry
 * horizon, the number of copies, the moment when people are paged.
 * Method: the same story told a millisecond before the limit and at it.
 */
import { describe, expect, it } from 'vitest';

import {
  ABSENT,
  ACCEPTED,
  dispatching,
  evidence,
  inDoubt,
  inquiryFound,
  LOST,
  refused,
  START_MS,
  type Story,
  tell,
  tellAll,
  WINDOW_MS,
} from '../../support/payouts.ts';

const TICK = { kind: 'tick' } as const;
const READY = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
const HOUR_MS = 3_600_000;

/** Tells the fact when so much time has gone by since the intent. */
function tellAt(story: Story, fact: Parameters<typeof tell>[1], sinceIntentMs: number): Story {
  return tell(story, fact, START_MS + sinceIntentMs - story.nowMs);
}

describe('people are paged', () => {
  const paged = ({ effects }: Story) =>
    effects.some((effect) => effect.kind === 'openCase' && effect.urgent);

  it('when 80 % of the key window are over, and not before', () => {
    const terms = { inquiryHorizonMs: null };

    expect(paged(tellAt(inDoubt(terms), TICK, WINDOW_MS * 0.8 - 1))).toBe(false);
    expect(paged(tellAt(inDoubt(terms), TICK, WINDOW_MS * 0.8))).toBe(true);
  });

  it('when 80 % of the inquiry horizon are over, where that ends first', () => {
    const terms = { inquiryHorizonMs: 10 * HOUR_MS };

    expect(paged(tellAt(inDoubt(terms), TICK, 8 * HOUR_MS - 1))).toBe(false);
    expect(paged(tellAt(inDoubt(terms), TICK, 8 * HOUR_MS))).toBe(true);
  });

  it('once', () => {
    const story = tellAt(inDoubt(), TICK, WINDOW_MS);

    expect(story.payout.escalated).toBe(true);
    expect(paged(tell(story, TICK))).toBe(false);
  });
});

describe('a resend', () => {
  const epochOf = ({ payout }: Story) => payout.attempts[0]?.epoch;

  it('is made until nine tenths of the key window are over', () => {
    expect(epochOf(tellAt(inDoubt(), READY, WINDOW_MS * 0.9 - 1))).toBe(2);
    expect(epochOf(tellAt(inDoubt(), READY, WINDOW_MS * 0.9))).toBe(1);
  });

  it('is made fifteen times, which is sixteen copies', () => {
    let story = inDoubt();
    for (let epoch = 2; epoch <= 16; epoch++) {
      story = tell(story, READY);
      expect(story.effects).toEqual([{ kind: 'submit', attemptNo: 1, epoch }]);
      story = tell(story, evidence(LOST, { epoch }));
    }
    expect(tell(story, READY)).toMatchObject({ payout: story.payout, effects: [] });
  });

  it('is not made while the last copy may still be answered', () => {
    const story = tell(inDoubt(), READY);
    expect(tell(story, READY).effects).toEqual([]);
  });
});

describe('"not found"', () => {
  it('proves nothing from the end of the inquiry horizon on', () => {
    const story = inDoubt({ inquiryHorizonMs: HOUR_MS });

    expect(tellAt(story, inquiryFound(ABSENT), HOUR_MS - 1).payout.state).toBe('QUEUED');
    expect(tellAt(story, inquiryFound(ABSENT), HOUR_MS).payout.state).toBe('IN_DOUBT');
  });

  it('proves something for ever where the partner forgets nothing', () => {
    const story = inDoubt({ inquiryHorizonMs: null });

    expect(tellAt(story, inquiryFound(ABSENT), 365 * 24 * HOUR_MS).payout.state).toBe('QUEUED');
  });

  it.each(['webhook', 'response', 'statement', 'cancel', 'operator'] as const)(
    'ends no doubt when a %s says it, for only an inquiry looked for it',
    (source) => {
      const { payout } = tell(inDoubt(), inquiryFound(ABSENT, { source }));

      expect(payout.state).toBe('IN_DOUBT');
      expect(payout.attempts[0]).toMatchObject({ state: 'UNKNOWN', proof: null });
    },
  );

  it('lets the partner’s own deduplication decide once it may be asked, and not before', () => {
    const story = inDoubt({ notFoundIsProofAfterMs: null, inquiryNotBeforeMs: 60_000 });

    expect(tell(story, inquiryFound(ABSENT, { quietMs: 59_999 })).effects).toEqual([]);
    expect(tell(story, inquiryFound(ABSENT, { quietMs: 60_000 })).effects).toEqual([
      { kind: 'resend', attemptNo: 1 },
    ]);
  });

  it('asks for no resend of what the partner has accepted', () => {
    const story = tell(dispatching({ notFoundIsProofAfterMs: null }), evidence(ACCEPTED));

    expect(tell(story, inquiryFound(ABSENT)).effects).toEqual([]);
  });
});

describe('the refusal of one copy', () => {
  const busy = refused('technical.overload.partner');

  it('does not kill what a callback has already reported as accepted', () => {
    const story = tell(dispatching(), evidence(ACCEPTED, { source: 'webhook' }));

    const { payout } = tell(story, evidence(busy));

    expect(payout.state).toBe('PROCESSING');
    expect(payout.attempts[0]).toMatchObject({ state: 'ACCEPTED', proof: null });
  });

  it('says nothing about the second copy when it comes late, for the first', () => {
    const story = tellAll(inDoubt(), READY);

    const { payout } = tell(story, evidence(busy, { epoch: 1 }));

    expect(payout.state).toBe('IN_DOUBT');
    expect(payout.attempts[0]).toMatchObject({ state: 'UNKNOWN', proof: null });
  });
});

describe('a doubt that goes on', () => {
  it('is told once', () => {
    const first = tell(dispatching(), evidence(LOST));
    const again = tell(first, evidence(LOST));

    expect(first.effects).toEqual([{ kind: 'notify', state: 'IN_DOUBT' }]);
    expect(again.effects).toEqual([]);
    expect(again.payout.nextAction).toEqual(first.payout.nextAction);
  });

  it('keeps the reason that the transport gave', () => {
    expect(inDoubt().payout.failure).toEqual({
      code: 'technical.latency.response',
      detail: 'no answer in time',
      partnerCode: null,
    });
  });
});
