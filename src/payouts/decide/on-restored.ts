import type { Fact } from '../model/facts.ts';
import { isSettled, type Payout } from '../model/payout.ts';
import { isSamePerson } from '../model/person.ts';
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
 * Row 21, after a restored backup: attempts of this payout may be lost, and money may have moved by them. What
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

/** Row 22. No partner has it: the payout is what the journal says, and a cancel that waited is granted. */
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
 * Row 3, after a restore: a person found in the books of a partner that cannot be asked by our key that
 * the lost past paid it. The first word is kept and decides nothing; a second person's makes it PAID.
 * A release, a refusal and news of any attempt make the first word void (`applyEvent`).
 */
export function onFoundPaid(
  payout: Payout,
  { by, reason }: { readonly by: string; readonly reason: string },
  nowMs: number,
): Decision {
  const unaskable = payout.lostPast?.unaskable ?? null;
  if (payout.state !== 'HELD' || unaskable === null) return NOTHING;
  const verdict = 'paidInLostTime';
  const proposal = { by, attemptNo: 0, verdict, evidence: reason, atMs: nowMs } as const;
  const first = payout.proposal;
  const draft = draftOf(payout, nowMs);
  if (first === null || first.verdict !== verdict || isSamePerson(first.by, by)) {
    return decided(record(draft, { kind: 'proposed', proposal }));
  }
  const signed = record(draft, { kind: 'resolved', by: [first.by, by], proposal });
  const why = `${first.by} and ${by} found it paid in the books of ${unaskable}`;
  return decided(move(signed, 'PAID', { finality: 'executed', why }));
}

/**
 * Row 23. Somebody wants it stopped: it goes through the questions all the same, and is cancelled when nobody
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
