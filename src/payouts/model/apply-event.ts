import assert from 'node:assert/strict';

import { answered, followed, newHint } from './hint-schedule.ts';
import { type Attempt, isConflictVerdict, type Payout } from './payout.ts';
import type { PayoutEvent } from './payout-event.ts';

/** Folds one event into the payout. Pure; the journal's row is the fold of all events. */
export function applyEvent(payout: Payout | null, event: PayoutEvent): Payout {
  if (event.kind === 'received') return born(payout, event);
  assert(payout !== null, 'the first event of a payout is "received"');
  const next = { ...payout, lastSeq: payout.lastSeq + 1, updatedAtMs: event.atMs };
  return { ...next, ...change(payout, event) };
}

function born(payout: Payout | null, event: PayoutEvent & { kind: 'received' }): Payout {
  assert(payout === null, 'a payout is received once');
  return {
    id: event.id,
    caller: event.caller,
    ...(event.createdBy === undefined ? {} : { createdBy: event.createdBy }),
    ...(event.keySeed === undefined ? {} : { keySeed: event.keySeed }),
    ...(event.lostPast === undefined ? {} : { lostPast: event.lostPast }),
    request: event.request,
    state: 'RECEIVED',
    version: 0,
    lastSeq: 1,
    createdAtMs: event.atMs,
    updatedAtMs: event.atMs,
    attempts: [],
    failure: null,
    cancelRequested: null,
    finality: null,
    returned: null,
    nextAction: { what: 'route', atMs: event.atMs },
    excludedPartners: [],
    postponements: 0,
    holdsObligation: false,
    proposal: null,
    escalated: false,
  };
}

function change(
  payout: Payout,
  event: Exclude<PayoutEvent, { kind: 'received' }>,
): Partial<Payout> {
  switch (event.kind) {
    case 'moved':
      return moved(payout, event);
    case 'attemptStarted':
      // The doubt of a new attempt is a case of its own.
      return {
        attempts: [...payout.attempts, event.attempt],
        postponements: 0,
        escalated: false,
      };
    case 'resendStarted':
      return withAttempt(payout, event.attemptNo, () => ({
        state: 'SENT',
        epoch: event.epoch,
        lastSendAtMs: event.atMs,
      }));
    case 'attemptMoved':
      return attemptMoved(payout, event);
    case 'neverSent':
      return withAttempt(payout, event.attemptNo, (attempt) => ({
        neverSentEpochs: [...attempt.neverSentEpochs, event.epoch],
      }));
    case 'inquired':
      return {
        ...withAttempt(payout, event.attemptNo, (attempt) => ({
          inquiries: attempt.inquiries + 1,
        })),
        nextAction: event.next,
      };
    case 'hinted':
    case 'hintFollowed':
      return hinted(payout, event);
    case 'broughtForward':
      return broughtForward(payout, event);
    case 'pastLost':
      // What a person said of it was said before this.
      return { lostPast: event.lostPast ?? undefined, proposal: null };
    case 'postponed':
      return {
        failure: event.failure,
        nextAction: event.next,
        postponements: payout.postponements + 1,
      };
    case 'cancelRequested':
      return {
        cancelRequested: { by: event.by, atMs: event.atMs },
        nextAction: event.next ?? payout.nextAction,
      };
    case 'cancelSent':
      return withAttempt(payout, event.attemptNo, () => ({ cancelSentAtMs: event.atMs }));
    case 'proposed':
      return { proposal: event.proposal };
    case 'resolved':
      return resolved(payout, event);
    case 'escalated':
      return { escalated: true };
    case 'evidence':
      return witnessed(payout, event);
    case 'reviewed':
      // Whoever releases or refuses it says otherwise than who found it paid.
      return { proposal: null };
    case 'faultInjected':
      return {};
  }
}

function attemptMoved(
  payout: Payout,
  event: PayoutEvent & { kind: 'attemptMoved' },
): Partial<Payout> {
  return {
    ...withAttempt(payout, event.attemptNo, (attempt) => ({
      state: event.to,
      proof: event.proof,
      ...(event.isUnrecorded === undefined ? {} : { isUnrecorded: event.isUnrecorded }),
      failure: event.failure,
      partnerReference: event.partnerReference ?? attempt.partnerReference,
    })),
    // Money that moved by an attempt on record leaves no other to be lost (R1).
    ...(MOVED_MONEY.has(event.to) ? pastKnown(payout) : {}),
    // What an operator said of the attempt was said without knowing this.
    proposal: isAboutNews(payout, event.attemptNo) ? null : payout.proposal,
  };
}

const MOVED_MONEY: ReadonlySet<Attempt['state']> = new Set(['EXECUTED', 'RETURNED']);

/** Nothing of it may be lost any more. */
function pastKnown({ lostPast }: Payout): Pick<Payout, 'lostPast'> {
  return lostPast === undefined ? {} : { lostPast: undefined };
}

/** Of a conflict and of a lost past people speak as a whole: it is known now what became of it. */
function resolved(
  payout: Payout,
  { proposal }: PayoutEvent & { kind: 'resolved' },
): Partial<Payout> {
  const { verdict } = proposal;
  if (verdict === 'paidInLostTime') return { proposal: null, ...pastKnown(payout) };
  if (!isConflictVerdict(verdict)) return { proposal: null };
  return { proposal: null, ...pastKnown(payout), settlement: verdict };
}

/** Of a conflict and of a lost past an operator speaks as a whole: news of any attempt is news of that. */
function isAboutNews({ proposal, state }: Payout, attemptNo: number): boolean {
  const isOfWhole = state === 'CONFLICT' || proposal?.verdict === 'paidInLostTime';
  return isOfWhole || proposal?.attemptNo === attemptNo;
}

/** What a callback hinted at, and that the partner is asked because of it. */
function hinted(
  payout: Payout,
  event: PayoutEvent & { kind: 'hinted' | 'hintFollowed' },
): Partial<Payout> {
  return withAttempt(payout, event.attemptNo, ({ hint }) => {
    if (event.kind === 'hinted') return { hint: newHint(event, hint) };
    return hint === undefined ? {} : { hint: followed(hint, event) };
  });
}

function witnessed(payout: Payout, event: PayoutEvent & { kind: 'evidence' }): Partial<Payout> {
  const told = withAttempt(payout, event.attemptNo, ({ hint }) =>
    hint === undefined || event.source !== 'inquiry' ? {} : { hint: answered(hint, event) },
  );
  const heard = { ...told, ...heardBy(payout, event) };
  return event.next === undefined ? heard : { ...heard, nextAction: event.next };
}

/** What an inquiry can answer that leaves an operator's word standing: anything else is news. */
const LEAVES_IT_OPEN: ReadonlySet<string> = new Set(['absent', 'accepted', 'duplicate']);

/** The first operator's word, once the partner was heard after it. */
function heardBy(
  { proposal }: Payout,
  { attemptNo, source, verdict }: PayoutEvent & { kind: 'evidence' },
): Partial<Payout> {
  const isAnswer = source === 'inquiry' && LEAVES_IT_OPEN.has(verdict);
  return proposal?.attemptNo === attemptNo && isAnswer
    ? { proposal: { ...proposal, askedAgain: true } }
    : {};
}

function moved(payout: Payout, event: PayoutEvent & { kind: 'moved' }): Partial<Payout> {
  const { excludedPartners } = payout;
  return {
    state: event.to,
    failure: event.failure,
    nextAction: event.next,
    finality: event.finality,
    returned: event.returned,
    holdsObligation: event.holdsObligation,
    excludedPartners:
      event.exclude === null ? excludedPartners : [...excludedPartners, event.exclude],
  };
}

function broughtForward(
  { attempts }: Payout,
  { next }: PayoutEvent & { kind: 'broughtForward' },
): Partial<Payout> {
  const anew = attempts.map((attempt) =>
    attempt.state === 'DEAD' ? attempt : { ...attempt, inquiries: 0 },
  );
  return { nextAction: next, postponements: 0, attempts: anew };
}

function withAttempt(
  payout: Payout,
  attemptNo: number,
  change: (attempt: Attempt) => Partial<Attempt>,
): Pick<Payout, 'attempts'> {
  return {
    attempts: payout.attempts.map((attempt) =>
      attempt.no === attemptNo ? { ...attempt, ...change(attempt) } : attempt,
    ),
  };
}
