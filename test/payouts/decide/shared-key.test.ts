/**
 * Goal: where a partner wants a refused key used again, the old record is never taken for the new
 * attempt, and a refusal never hides another copy under the freed key.
 * Method: facts told to `decide()` in the order of such days; each test names what would be paid
 * twice or lost otherwise.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { instructionOf } from '../../../src/payouts/dispatch/partner-client.ts';
import { nextPartnerKey } from '../../../src/payouts/model/next-partner-key.ts';
import { partnerKey } from '../../../src/payouts/model/partner-key.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

/** So long after it left a copy may still be taken. */
const LIFE_MS = 7_200_000;
const SAME = {
  keyAfterRefusal: 'same',
  notFoundIsProofAfterMs: null,
  copyLifeMs: LIFE_MS,
} as const;
const AGAIN = routed('bank-a', SAME);

function named(verdict: Verdict, partnerReference: string): Verdict {
  return { ...verdict, partnerReference } as Verdict;
}

/** The partner aborted record r1; the payout will be tried again. */
const ABORTED = named(refused('technical.settlement.failed', true), 'r1');

/** The same, asked when no copy can be taken any more. */
const STILL_ABORTED = inquiryFound(ABORTED, { quietMs: LIFE_MS });

/** Attempt 1 was refused as r1; attempt 2 is on its way under the same key. */
const secondUnderWay = (): Story => tellAll(dispatching(SAME), STILL_ABORTED, AGAIN);

const attempts = ({ payout }: Story) =>
  payout.attempts.map(({ state, proof }) => [state, proof].filter(Boolean).join(' '));

describe('the key of the next attempt', () => {
  it('is the refused one where the partner wants it so, with the old record named', () => {
    const story = secondUnderWay();

    const second = story.payout.attempts[1];

    expect(second?.partnerKey).toBe(partnerKey('po_1', 1));
    expect(second && instructionOf(story.payout, second).supersededReferences).toEqual(['r1']);
  });

  it('is a new one at any other partner, and after any other death', () => {
    const refusedHere = tell(dispatching(SAME), STILL_ABORTED).payout;
    const unnamed = refused('technical.settlement.failed', true);
    const stillUnnamed = inquiryFound(unnamed, { quietMs: LIFE_MS });
    const nameless = tell(dispatching(SAME), stillUnnamed).payout;
    const unsent = tell(dispatching(SAME), evidence(NEVER_SENT, { source: 'socket' })).payout;
    const here = { partner: 'bank-a', endpoint: 'main', terms: SAME } as const;

    const fresh = partnerKey('po_1', 2);

    expect(nextPartnerKey(refusedHere, { ...here, partner: 'bank-b' })).toBe(fresh);
    expect(nextPartnerKey(refusedHere, { ...here, terms: { keyAfterRefusal: 'new' } })).toBe(fresh);
    expect(nextPartnerKey(nameless, here)).toBe(fresh);
    expect(nextPartnerKey(unsent, here)).toBe(fresh);
    expect(nextPartnerKey(refusedHere, here)).toBe(partnerKey('po_1', 1));
  });
});

describe('news under a shared key', () => {
  it('that repeats the old refusal does not end the new attempt', () => {
    const story = tell(secondUnderWay(), evidence(ABORTED, { source: 'webhook' }));

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'INTENT']);
    expect(story.payout.state).toBe('DISPATCHING');
  });

  it.each([
    ['a refusal', 'webhook', refused('eligibility.account.closed', true)],
    ['a refusal', 'inquiry', refused('eligibility.account.closed', true)],
    ['a cancellation', 'webhook', CANCELLED],
    ['a return', 'webhook', RETURNED],
  ] as const)('that is %s without naming a record ends nothing (%s)', (_name, source, nameless) => {
    const story = tell(secondUnderWay(), evidence(nameless, { source }));

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'UNKNOWN']);
    expect(story.payout.state).toBe('IN_DOUBT');
  });

  it.each([
    ['an execution without naming a record', EXECUTED, 'EXECUTED'],
    [
      'a refusal of its content under a new name',
      named(refused('eligibility.account.closed', true), 'r2'),
      'DEAD P2_REFUSED',
    ],
  ] as const)('that is %s is about the new attempt', (_name, verdict, second) => {
    const story = tell(secondUnderWay(), evidence(verdict, { source: 'webhook' }));

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', second]);
  });

  it('that the old copy never left does not say so of the new one', () => {
    const unsent = evidence(NEVER_SENT, { source: 'socket', attemptNo: 1 });

    const story = tell(secondUnderWay(), unsent);

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'INTENT']);
    expect(story.payout.state).toBe('DISPATCHING');
  });

  it('filed under the first attempt reaches the second, whose record it names', () => {
    const paid = named(EXECUTED, 'r2');

    const story = tell(secondUnderWay(), evidence(paid, { source: 'webhook', attemptNo: 1 }));

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'EXECUTED']);
    expect(story.payout.state).toBe('PAID');
  });

  it('that says the old record was paid after all is a conflict', () => {
    const paid = named(EXECUTED, 'r1');

    const story = tell(secondUnderWay(), evidence(paid, { source: 'webhook' }));

    expect(attempts(story)).toEqual(['EXECUTED', 'INTENT']);
    expect(story.payout.state).toBe('CONFLICT');
  });

  it('that comes as the answer to the new copy but names the old record is doubt', () => {
    const story = tell(secondUnderWay(), evidence(ABORTED, { attemptNo: 2 }));

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'UNKNOWN']);
    expect(story.payout.state).toBe('IN_DOUBT');
  });

  it('that is the late answer to the old copy does not touch the new one', () => {
    const busy = refused('technical.overload.partner');

    const story = tellAll(
      secondUnderWay(),
      evidence(busy, { attemptNo: 1 }),
      evidence(named(ACCEPTED, 'r1'), { attemptNo: 1 }),
    );

    expect(attempts(story)).toEqual(['DEAD P2_REFUSED', 'INTENT']);
  });

  it('"not found", asked for the old attempt, says nothing about the new one', () => {
    const proving = { keyAfterRefusal: 'same', copyLifeMs: LIFE_MS } as const;
    const story = tellAll(
      dispatching(proving),
      STILL_ABORTED,
      routed('bank-a', proving),
      evidence(LOST, { attemptNo: 2 }),
    );

    const asked = tell(story, inquiryFound(ABSENT, { attemptNo: 1 }));

    expect(attempts(asked)).toEqual(['DEAD P2_REFUSED', 'UNKNOWN']);
  });
});

describe('news of an old attempt whose key was not used again', () => {
  it.each([
    ['at the same partner', 'bank-a'],
    ['at another partner', 'bank-b'],
  ])('is never taken for the new attempt %s', (_name, partner) => {
    const second = tellAll(
      dispatching(),
      evidence(refused('risk.liquidity', true)),
      routed(partner),
    );

    const story = tell(second, evidence(EXECUTED, { source: 'webhook', attemptNo: 1 }));

    expect(attempts(story)).toEqual(['EXECUTED', 'INTENT']);
    expect(story.payout.state).toBe('CONFLICT');
  });
});

describe('a refusal that frees the key', () => {
  const ready = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
  const onceSent = () => inDoubt(SAME);
  const resent = () => tell(inDoubt(SAME), ready);
  const CLOSED = named(refused('eligibility.account.closed', true), 'r1');
  const CURRENCY = named(refused('regulatory.currency', true), 'r1');

  it.each([
    ['one of two copies', resent, 2],
    ['the only copy, which may be delivered twice', onceSent, 1],
  ] as const)('is a proof once %s has outlived its signature', (_name, story, epoch) => {
    const asked = inquiryFound(ABORTED, { epoch, quietMs: LIFE_MS });

    expect(attempts(tell(story(), asked))).toEqual(['DEAD P2_REFUSED']);
  });

  it.each([
    ['in the answer to the only copy', evidence(ABORTED)],
    ['in a callback, which knows of one record', evidence(ABORTED, { source: 'webhook' })],
    ['a moment too early', inquiryFound(ABORTED, { quietMs: LIFE_MS - 1 })],
    ['of what another partner might take', evidence(CURRENCY)],
    ['as a cancellation that a person made', evidence(CANCELLED)],
    ['of what a person has to look at', evidence(refused('regulatory.sanctions', true))],
  ] as const)('leaves doubt, and no other partner is asked, when it is said %s', (_name, fact) => {
    const story = tell(dispatching(SAME), fact);

    expect(attempts(story)).toEqual(['UNKNOWN']);
    expect(story.payout.state).toBe('IN_DOUBT');
    expect(attempts(tell(story, routed('bank-b')))).toEqual(['UNKNOWN']);
  });

  it('leaves an accepted payout in the partner’s hands until it has outlived its signature', () => {
    const accepted = tell(dispatching(SAME), evidence(ACCEPTED));

    const early = tell(accepted, inquiryFound(ABORTED));

    expect(early.payout.state).toBe('PROCESSING');
    expect(tell(early, STILL_ABORTED).payout.state).toBe('QUEUED');
  });

  it('is a proof at once where the content is refused, which each delivery is alike', () => {
    expect(tell(dispatching(SAME), evidence(CLOSED)).payout.state).toBe('FAILED');
  });

  it.each([
    ['a moment too early', { epoch: 2, quietMs: LIFE_MS - 1 }],
    ['before the last copy was sent', { epoch: 1, quietMs: LIFE_MS }],
    ['in a callback, which knows of one record', { source: 'webhook', epoch: 2, quietMs: LIFE_MS }],
  ] as const)('proves nothing of two copies when it is said %s', (_name, details) => {
    expect(attempts(tell(resent(), inquiryFound(ABORTED, details)))).toEqual(['UNKNOWN']);
    expect(attempts(tell(resent(), inquiryFound(CLOSED, details)))).toEqual(['UNKNOWN']);
  });

  it('proves nothing, ever, of a partner that does not say how long a copy may be taken', () => {
    const asked = inquiryFound(ABORTED, { quietMs: 100 * LIFE_MS });

    expect(attempts(tell(inDoubt({ ...SAME, copyLifeMs: null }), asked))).toEqual(['UNKNOWN']);
  });
});

describe('a cancellation that needs the partner’s own reference', () => {
  const BY_REFERENCE = { cancelNeedsReference: true } as const;
  const CANCEL = { kind: 'cancelRequested', by: 'caller' } as const;

  it('waits until the partner has named the attempt, and is then asked for', () => {
    const wished = tell(inDoubt(BY_REFERENCE), CANCEL);
    const named1 = tell(wished, inquiryFound(named(ACCEPTED, 'r7')));

    const asked = tell(named1, { kind: 'tick' });

    expect(wished.effects).not.toContainEqual(expect.objectContaining({ kind: 'cancel' }));
    expect(asked.effects).toContainEqual({ kind: 'cancel', attemptNo: 1, epoch: 1 });
  });

  it('is asked for at once where our key is enough', () => {
    const wished = tell(inDoubt(), CANCEL);

    expect(wished.effects).toContainEqual({ kind: 'cancel', attemptNo: 1, epoch: 1 });
  });
});

describe('a partner that is asked by its own reference', () => {
  const BY_REFERENCE = { inquiryBy: 'reference', notFoundIsProofAfterMs: null } as const;
  const DUPLICATE_R7 = { kind: 'duplicate', partnerCode: 'DUP', partnerReference: 'r7' } as const;

  it('is sent the same bytes again while it has not named the attempt', () => {
    const story = tell(inDoubt(BY_REFERENCE), { kind: 'tick' });

    expect(story.effects).toEqual([{ kind: 'resend', attemptNo: 1 }]);
  });

  it.each([
    ['the answer to a resend', 2],
    ['a late answer to the first copy', 1],
  ])('is asked once a duplicate named it: %s', (_name, epoch) => {
    const resent = tell(inDoubt(BY_REFERENCE), {
      kind: 'resendReady',
      attemptNo: 1,
      contentDigest: 'digest',
    });
    const doubt = tell(resent, evidence(LOST, { epoch: 2 }));

    const story = tell(epoch === 2 ? resent : doubt, evidence(DUPLICATE_R7, { epoch }));

    expect(story.payout.attempts[0]).toMatchObject({ state: 'UNKNOWN', partnerReference: 'r7' });
    expect(tell(story, { kind: 'tick' }).effects).toEqual([
      { kind: 'inquire', attemptNo: 1, epoch: 2 },
    ]);
  });
});
