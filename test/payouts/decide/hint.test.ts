/**
 * Goal: a callback that proves nothing brings a question forward where its word would be news, and only
 * there; it moves no state, a flood of it is one line, and what the partner denies ends.
 * Method: every word told of an attempt in every state, against a table written out here; then one hint
 * followed to its end, to the millisecond.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import type { AttemptState, AttemptTerms } from '../../../src/payouts/model/payout.ts';
import {
  ABSENT,
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const MINUTE_MS = 60_000;
const CLOSED = refused('eligibility.account.closed', true);

type Word = Verdict['kind'];

const STORIES: Readonly<Record<Exclude<AttemptState, 'SENT'>, () => Story>> = {
  INTENT: () => dispatching(),
  UNKNOWN: () => inDoubt(),
  ACCEPTED: () => tell(dispatching(), evidence(ACCEPTED)),
  EXECUTED: () => tell(dispatching(), evidence(EXECUTED)),
  DEAD: () => tell(dispatching(), evidence(CLOSED)),
  RETURNED: () => tellAll(dispatching(), evidence(EXECUTED), evidence(RETURNED)),
};

/** The states of an attempt in which each word would tell something. */
const NEWS: Readonly<Record<Word, string>> = {
  neverSent: 'INTENT UNKNOWN',
  absent: 'INTENT UNKNOWN',
  unknown: 'INTENT UNKNOWN ACCEPTED',
  duplicate: 'INTENT UNKNOWN',
  accepted: 'INTENT UNKNOWN DEAD',
  refused: 'INTENT UNKNOWN ACCEPTED EXECUTED',
  cancelled: 'INTENT UNKNOWN ACCEPTED EXECUTED',
  executed: 'INTENT UNKNOWN ACCEPTED DEAD',
  returned: 'INTENT UNKNOWN ACCEPTED EXECUTED DEAD',
};
const WORDS = Object.keys(NEWS) as readonly Word[];

function hinted(story: Story, verdict: Word, attemptNo = 1, afterMs = 1_000): Story {
  return tell(story, { kind: 'hinted', attemptNo, verdict, digest: 'd' }, afterMs);
}

const tick = (story: Story, afterMs: number) => tell(story, { kind: 'tick' }, afterMs);
const hintOf = ({ payout }: Story, no = 1) => payout.attempts[no - 1]?.hint;

describe('a hint', () => {
  it.each(WORDS)('that says %s is kept where that would be news, and nowhere else', (word) => {
    const told = Object.entries(STORIES).map(([state, story]) => {
      const before = story();
      expect(before.payout.attempts[0]?.state).toBe(state);
      return { state, before, after: hinted(before, word) };
    });

    const kept = told.filter(({ after }) => hintOf(after)?.verdict === word);
    expect(kept.map(({ state }) => state)).toEqual(NEWS[word].split(' '));
    for (const { before, after } of told) {
      expect(after.payout.state).toBe(before.payout.state);
      expect(after.effects).toEqual([]);
    }
  });

  it.each([
    ['unknown', 'absent duplicate neverSent unknown'],
    ['absent', 'absent duplicate neverSent unknown'],
    ['duplicate', 'absent duplicate neverSent unknown'],
    ['neverSent', 'absent duplicate neverSent unknown'],
    ['accepted', 'absent accepted duplicate neverSent unknown'],
    ['refused', 'absent accepted cancelled duplicate executed neverSent refused unknown'],
    ['cancelled', 'absent accepted cancelled duplicate executed neverSent refused unknown'],
    ['executed', 'absent accepted cancelled duplicate executed neverSent refused unknown'],
    ['returned', [...WORDS].toSorted().join(' ')],
  ] as const)(
    'that says %s stands while it is followed, but for what says more',
    (first, weaker) => {
      const begun = hinted(inDoubt(), first);

      const ignored = WORDS.filter((word) => hinted(begun, word).payout === begun.payout);

      expect(ignored.toSorted().join(' ')).toBe(weaker);
    },
  );

  it('that says more than the one that is followed is followed at the same time', () => {
    const begun = hinted(inDoubt(), 'accepted');

    expect(hintOf(hinted(begun, 'returned'))).toMatchObject({
      verdict: 'returned',
      dueAtMs: begun.nowMs,
    });
  });

  it('about an attempt that nobody made is nothing', () => {
    const story = inDoubt();

    expect(hinted(story, 'executed', 2).payout).toEqual(story.payout);
  });

  it('about a key that two attempts share is about the newest of them', () => {
    const terms = {
      keyAfterRefusal: 'same',
      notFoundIsProofAfterMs: null,
      copyLifeMs: MINUTE_MS,
    } as const;
    const aborted = { ...refused('technical.settlement.failed', true), partnerReference: 'r1' };
    const shared = tellAll(
      dispatching(terms),
      inquiryFound(aborted, { quietMs: MINUTE_MS }),
      routed('bank-a', terms),
    );
    const keys = shared.payout.attempts.map(({ partnerKey }) => partnerKey);

    const told = hinted(shared, 'executed');

    expect(keys[1]).toBe(keys[0]);
    expect([hintOf(told, 1), hintOf(told, 2)?.verdict]).toEqual([undefined, 'executed']);
  });
});

describe('a hint about what cannot be asked', () => {
  const TERMS: readonly (readonly [string, Partial<AttemptTerms>, boolean])[] = [
    ['no inquiries', { inquiry: false }, false],
    ['no reference of the partner’s', { inquiryBy: 'reference' }, false],
    ['inquiries by our key', { inquiryBy: 'key' }, true],
  ];

  it.each(TERMS)('with %s is kept once and asks nothing: %j', (_what, terms, asks) => {
    const told = hinted(inDoubt(terms), 'executed');

    expect(hintOf(told)?.dueAtMs).toBe(asks ? told.nowMs : null);
    expect(hinted(told, 'executed').payout).toEqual(told.payout);
    expect(hintOf(hinted(told, 'returned'))?.verdict).toBe('returned');
  });

  it('is followed once the partner’s reference is known', () => {
    const known = { ...ACCEPTED, partnerReference: 'R-1' };
    const told = hinted(tell(dispatching({ inquiryBy: 'reference' }), evidence(known)), 'executed');

    expect(hintOf(told)?.dueAtMs).toBe(told.nowMs);
  });
});

describe('a hint that is followed', () => {
  const paid = () => hinted(tell(dispatching(), evidence(EXECUTED)), 'returned');

  it('asks at its time and not before, of the copy that was sent last', () => {
    const question = { kind: 'inquire', attemptNo: 1, epoch: 1 };
    const asked = tick(paid(), 0);

    expect(asked.effects).toEqual([question]);
    expect(tick(asked, MINUTE_MS - 1).effects).toEqual([]);
    expect(tick(asked, MINUTE_MS).effects).toEqual([question]);
  });

  it('asks again after a minute, then two, and at most an hour apart', () => {
    let story = paid();
    const pauses: number[] = [];

    for (let asked = 0; asked < 8; asked++) {
      story = tick(story, (hintOf(story)?.dueAtMs ?? 0) - story.nowMs);
      expect(story.effects).toHaveLength(1);
      pauses.push((hintOf(story)?.dueAtMs ?? 0) - story.nowMs);
    }

    expect(pauses.map((pauseMs) => pauseMs / MINUTE_MS)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('ends with an answer that says the same, or with the sixth that denies it', () => {
    const asked = tick(paid(), 0);
    const denials = (count: number) =>
      tellAll(asked, ...Array.from({ length: count }, () => inquiryFound(EXECUTED)));

    expect(hintOf(tell(asked, inquiryFound(RETURNED)))?.dueAtMs).toBeNull();
    expect(hintOf(denials(5))?.dueAtMs).not.toBeNull();
    expect(hintOf(denials(6))?.dueAtMs).toBeNull();
  });

  it('does not end with a question that got no answer', () => {
    const asked = tick(paid(), 0);
    const unheard = tellAll(asked, ...Array.from({ length: 9 }, () => inquiryFound(LOST)));

    expect(hintOf(unheard)?.dueAtMs).toBe(hintOf(asked)?.dueAtMs);
  });

  it('asks nothing once its word is no news any more', () => {
    const begun = hinted(tell(dispatching(), evidence(ACCEPTED)), 'executed');
    const moot = tell(begun, evidence(EXECUTED, { source: 'webhook', epoch: 0 }));

    const due = tick(moot, 0);

    expect(due.effects).toEqual([]);
    expect(hintOf(due)?.dueAtMs ?? null).toBeNull();
  });

  it('leaves a minute to the last question, and none to a question that was never asked', () => {
    const asked = tick(paid(), 0);
    const ended = tell(asked, inquiryFound(ABSENT));
    const closed = tellAll(ended, ...Array.from({ length: 5 }, () => inquiryFound(EXECUTED)));

    expect(hintOf(closed)?.dueAtMs).toBeNull();
    expect(hintOf(hinted(closed, 'returned'))?.dueAtMs).toBe(asked.nowMs + MINUTE_MS);
    const late = hinted(closed, 'returned', 1, MINUTE_MS);
    expect(hintOf(late)?.dueAtMs).toBe(late.nowMs);
  });
});
