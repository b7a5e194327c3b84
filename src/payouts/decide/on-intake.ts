import type { Fact } from '../model/facts.ts';
import type { Payout } from '../model/payout.ts';
import { isSamePerson } from '../model/person.ts';
import { hold, reviewLater } from './after-death.ts';
import { askPartnersFirst, onFoundPaid } from './on-restored.ts';
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

/** Row 1. */
export function onReceived(fact: Fact & { kind: 'received' }, nowMs: number): Decision {
  return { events: [{ ...fact, atMs: nowMs }], effects: [] };
}

/** Row 2: the policy's judgement of a new payout (W2). */
export function onJudged(payout: Payout, fact: Fact & { kind: 'judged' }, nowMs: number): Decision {
  if (payout.state !== 'RECEIVED') return NOTHING;
  const holding = { ...payout, holdsObligation: fact.holdsObligation };
  const draft = draftOf(holding, nowMs);
  if (fact.hold !== null) return decided(hold(draft, fact.hold, 'the policy holds it'));
  const next = { what: 'route', atMs: nowMs } as const;
  const queued = move(draft, 'QUEUED', { next, why: 'the policy lets it through' });
  return decided(perform(queued, { kind: 'route' }));
}

/** True for the person who asked for the payout: another one has to release it. */
export function isCreator({ createdBy }: Payout, by: string): boolean {
  return createdBy !== undefined && isSamePerson(createdBy, by);
}

/** Row 3: a person's judgement of a held payout (W2). */
export function onReviewed(
  payout: Payout,
  fact: Fact & { kind: 'reviewed' },
  nowMs: number,
): Decision {
  if (payout.state !== 'HELD') return NOTHING;
  const { by, decision, reason } = fact;
  if (decision === 'wasPaid') return onFoundPaid(payout, { by, reason }, nowMs);
  if (decision === 'release' && isCreator(payout, by)) return NOTHING;
  const reviewed = record(draftOf(payout, nowMs), { kind: 'reviewed', by, decision, reason });
  if (decision === 'refuse' && payout.lostPast !== undefined) {
    const known = looked(payout, reviewed);
    const stopped = record(known, { kind: 'cancelRequested', by, next: null });
    return decided(askPartnersFirst(stopped));
  }
  if (decision === 'refuse') {
    return decided(
      move(reviewed, 'FAILED', { failure: payout.failure, why: `refused on review by ${by}` }),
    );
  }
  const next = { what: 'route', atMs: nowMs } as const;
  const claimed = looked(payout, {
    ...reviewed,
    payout: { ...reviewed.payout, holdsObligation: true },
  });
  const queued = move(claimed, 'QUEUED', { next, why: `released on review by ${by}` });
  return decided(perform(queued, { kind: 'route' }));
}

/** Whoever releases it has looked where we cannot ask; the others are asked all the same. */
function looked({ lostPast }: Payout, draft: Draft): Draft {
  if (lostPast === undefined || lostPast.unaskable === null) return draft;
  const why = `a person looked in the books of ${lostPast.unaskable}`;
  return record(draft, { kind: 'pastLost', lostPast: { unaskable: null }, why });
}

/** A held payout, or one in conflict, whose owner has not moved for a day. */
export function onReminder(payout: Payout, nowMs: number): Decision {
  const next = reviewLater(nowMs);
  const unsettled = payout.attempts.filter(
    ({ state, terms }) => (state === 'UNKNOWN' || state === 'ACCEPTED') && terms.inquiry,
  );
  const reminded = record(draftOf(payout, nowMs), {
    kind: 'postponed',
    failure: payout.failure,
    next,
  });
  const inquiries = unsettled.map(
    ({ no, epoch }) => ({ kind: 'inquire', attemptNo: no, epoch }) as const,
  );
  return decided(
    perform(reminded, { kind: 'openCase', urgent: payout.state === 'CONFLICT' }, ...inquiries),
  );
}
