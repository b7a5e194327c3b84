/**
 * Goal: an acceptance that follows a refusal without a record is heard: the partner took what we declared
 * dead. After a recorded refusal it is old news, and changes nothing.
 * Method: short stories told to `decide()`.
 */
import { describe, expect, it } from 'vitest';

import { ACCEPTED, dispatching, evidence, refused, tell } from '../../support/payouts.ts';

const later = evidence(ACCEPTED, { source: 'webhook' });

describe('an acceptance after a refusal', () => {
  it('that the partner keeps no record of contradicts the proof (row 17)', () => {
    const dead = tell(dispatching(), evidence(refused('eligibility.account.closed')));
    const told = tell(dead, later);

    expect(dead.payout.attempts[0]).toMatchObject({ state: 'DEAD', isUnrecorded: true });
    expect(told.payout).toMatchObject({ state: 'CONFLICT', attempts: [{ state: 'ACCEPTED' }] });
  });

  it('that the partner recorded is old news', () => {
    const dead = tell(dispatching(), evidence(refused('eligibility.account.closed', true)));
    const told = tell(dead, later);

    expect(told.payout.state).toBe('FAILED');
    expect(told.payout.attempts[0]).toMatchObject({ state: 'DEAD' });
  });
});
