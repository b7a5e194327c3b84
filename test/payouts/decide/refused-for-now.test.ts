/**
 * Goal: a copy that was refused "for now" may be delivered a second time by the network, and taken
 * then: it stays doubt wherever that can be found out, and is tried again under the same key.
 * Method: stories told to `decide()`, one promise of the partner taken away at a time.
 */
import { describe, expect, it } from 'vitest';

import {
  ABSENT,
  dispatching,
  evidence,
  EXECUTED,
  inquiryFound,
  LOST,
  refused,
  START_MS,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const BUSY = evidence(refused('technical.overload.partner'));
const RESEND = { kind: 'resend', attemptNo: 1 };

describe('a copy that was refused for now', () => {
  it.each(['technical.overload.partner', 'partner.maintenance', 'partner.outage'] as const)(
    'with %s is doubt, and not a proof',
    (code) => {
      expect(tell(dispatching(), evidence(refused(code))).payout).toMatchObject({
        state: 'IN_DOUBT',
        attempts: [{ state: 'UNKNOWN', proof: null }],
        nextAction: { what: 'inquire' },
      });
    },
  );

  it('is tried again under the same key where the partner deduplicates', () => {
    const due = tell(tell(dispatching(), BUSY), { kind: 'tick' });
    expect(due.effects).toContainEqual(RESEND);

    const again = tell(due, { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' });
    expect(again.effects).toEqual([{ kind: 'submit', attemptNo: 1, epoch: 2 }]);
    expect(tell(again, evidence(EXECUTED, { epoch: 2 })).payout.state).toBe('PAID');
  });

  it('that is refused again and again ends nothing', () => {
    const again = tellAll(
      tell(dispatching(), BUSY),
      { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' },
      evidence(refused('technical.overload.partner'), { epoch: 2 }),
    );

    expect(again.payout).toMatchObject({ state: 'IN_DOUBT', attempts: [{ state: 'UNKNOWN' }] });
    expect(tell(again, { kind: 'tick' }).effects).toContainEqual(RESEND);
  });

  it('is sent again however often it was told "later": only silence uses up its 16 copies', () => {
    const sendAgain = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
    const busy = (epoch: number) => evidence(refused('technical.overload.partner'), { epoch });
    let story = tell(dispatching(), BUSY);
    for (let epoch = 2; epoch <= 40; epoch++) story = tellAll(story, sendAgain, busy(epoch));

    const silent = tellAll(story, sendAgain, evidence(LOST, { epoch: 41 }), sendAgain);

    expect(story.payout.attempts).toMatchObject([{ epoch: 40, state: 'UNKNOWN' }]);
    expect(silent.payout.attempts).toMatchObject([{ epoch: 41, state: 'UNKNOWN' }]);
    expect(silent.payout.nextAction).toMatchObject({ what: 'inquire' });
  });

  it('frees the payout for another partner once it is not found after the drain time', () => {
    expect(tellAll(dispatching(), BUSY, inquiryFound(ABSENT)).payout).toMatchObject({
      state: 'QUEUED',
      attempts: [{ state: 'DEAD', proof: 'P3_ABSENT' }],
    });
  });

  it('is not tried again for a caller that cancelled, or whose deadline passed', () => {
    const deadlineAtMs = START_MS + 60_000;
    const cancelled = tellAll(dispatching(), BUSY, { kind: 'cancelRequested', by: 'lender' });
    const late = tell(dispatching({}, { deadlineAtMs }), BUSY);

    expect(tell(cancelled, { kind: 'tick' }).effects).not.toContainEqual(RESEND);
    expect(tell(late, { kind: 'tick' }, 60_000).effects).not.toContainEqual(RESEND);
  });

  it('is dead where nothing could find out: no key is recognised and "not found" proves nothing', () => {
    const story = tell(dispatching({ dedupe: 'none', notFoundIsProofAfterMs: null }), BUSY);

    expect(story.payout.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'P2_REFUSED' });
  });
});

describe('a copy that was refused for what it says', () => {
  it.each(['eligibility.account.closed', 'technical.thirdparty.auth', 'risk.liquidity'] as const)(
    'with %s is dead: every copy of it is refused alike',
    (code) => {
      const { payout } = tell(dispatching(), evidence(refused(code)));

      expect(payout.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'P2_REFUSED' });
    },
  );
});
