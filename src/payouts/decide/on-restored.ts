import type { Fact } from '../model/facts.ts';
import type { Failure, Payout } from '../model/payout.ts';
import { hold } from './after-death.ts';
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
  switch (payout.state) {
    case 'RECEIVED':
    case 'HELD':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'IN_DOUBT':
    case 'PROCESSING': {
      const why = 'the journal was restored from a backup';
      const noted = record(draftOf(payout, nowMs), { kind: 'pastLost', lostPast, why });
      const { unaskable } = lostPast;
      if (payout.state !== 'QUEUED' || unaskable === null) return decided(noted);
      return decided(hold(noted, inItsBooks(unaskable), why));
    }
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
    case 'CONFLICT':
      return NOTHING;
  }
}

/** No partner has it: the payout is what the journal says, and a cancel that waited is granted. */
export function onPastCleared(payout: Payout, nowMs: number): Decision {
  if (payout.lostPast === undefined || payout.state !== 'QUEUED') return NOTHING;
  const why = 'no partner has an attempt that the restored journal does not know';
  const cleared = record(draftOf(payout, nowMs), { kind: 'pastLost', lostPast: null, why });
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

/** What a person has to do before such a payout is sent or given up. */
export function inItsBooks(partner: string): Failure {
  return {
    code: 'risk.duplicate.suspected',
    detail: `the journal was restored, and ${partner} may have paid this: look in its books`,
    partnerCode: null,
  };
}
