import type { Fact } from '../model/facts.ts';
import { isSettled, type Payout } from '../model/payout.ts';
import { afterDeath, hold } from './after-death.ts';
import { inItsBooks } from './lost-past.ts';
import {
  type Decision,
  decided,
  type Draft,
  draftOf,
  move,
  NOTHING,
  perform,
  record,
} from './decision.ts';

/**
 * After a restored backup: attempts of this payout may be lost, and money may have moved by them. What
 * waits for a route and may be at a partner that cannot be asked by our key waits for people instead.
 */
export function onPastLost(
  payout: Payout,
  { lostPast }: Fact & { kind: 'pastLost' },
  nowMs: number,
): Decision {
  if (isSettled(payout.state)) return NOTHING;
  const why = 'the journal was restored from a backup';
  const noted = record(draftOf(payout, nowMs), { kind: 'pastLost', lostPast, why });
  const { unaskable } = lostPast;
  if (payout.state !== 'QUEUED' || unaskable === null) return decided(noted);
  return decided(hold(noted, inItsBooks(unaskable), why));
}

/** No partner has it: the payout is what the journal says, and a cancel that waited is granted. */
export function onPastCleared(payout: Payout, nowMs: number): Decision {
  if (payout.lostPast === undefined || payout.state !== 'QUEUED') return NOTHING;
  const why = 'no partner has an attempt that the restored journal does not know';
  const cleared = record(draftOf(payout, nowMs), { kind: 'pastLost', lostPast: null, why });
  // What the last death meant was put off until now; so was a cancel.
  const dead = payout.attempts.at(-1);
  const failure = dead?.failure ?? payout.failure;
  if (dead !== undefined && failure !== null) return decided(afterDeath(cleared, dead, failure));
  if (payout.cancelRequested === null) return decided(cleared);
  return decided(move(cleared, 'CANCELLED', { why: 'cancelled; no partner was ever sent it' }));
}

/**
 * Somebody wants it stopped: it goes through the questions all the same, and is cancelled when nobody
 * has it. Who must look in a partner's books before that, still must.
 */
export function askPartnersFirst(draft: Draft): Draft {
  const { state, lostPast } = draft.payout;
  if (lostPast?.unaskable !== null) return draft;
  const next = { what: 'route', atMs: draft.nowMs } as const;
  const why = 'it is stopped when no partner has it';
  const queued = state === 'QUEUED' ? draft : move(draft, 'QUEUED', { next, why });
  return perform(queued, { kind: 'route' });
}
