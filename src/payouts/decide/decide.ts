import type { Fact } from '../model/facts.ts';
import type { Payout } from '../model/payout.ts';
import type { PayoutEvent } from '../model/payout-event.ts';
import { type Decision, decided, draftOf, NOTHING, record } from './decision.ts';
import { onCancelRequested, onInquiryTick, onRecovered, onResendReady } from './on-doubt.ts';
import { onEvidence } from './on-evidence.ts';
import { onHintDue, onHinted } from './on-hint.ts';
import { onJudged, onReceived, onReminder, onReviewed } from './on-intake.ts';
import { onResolved } from './on-resolved.ts';
import { onPastCleared, onPastLost } from './on-restored.ts';
import { onQueueTick, onRouted, onUnroutable } from './on-route.ts';

/**
 * What a fact means for a payout: the events to store and the effects to perform once they are
 * durable. Pure and total; the one function behind production, the model check and the simulation.
 *
 * A fact whose guard does not hold means nothing: no event, no effect. `nowMs` is never taken to
 * run backwards: the later of it and the payout's last event counts. Only the next action keeps to
 * the clock as it is: one that ran an hour ahead must not put it off by an hour.
 */
export function decide(payout: Payout | null, fact: Fact, nowMs: number): Decision {
  if (payout === null) return fact.kind === 'received' ? onReceived(fact, nowMs) : NOTHING;
  const steadyMs = Math.max(nowMs, payout.updatedAtMs);
  const { events, effects } = decideAt(payout, fact, steadyMs);
  if (steadyMs === nowMs || fact.kind === 'lookSooner') return { events, effects };
  return { events: events.map((event) => dueEarlier(event, steadyMs - nowMs)), effects };
}

/** The event with its next action by the clock as it is, `aheadMs` earlier. */
function dueEarlier(event: PayoutEvent, aheadMs: number): PayoutEvent {
  if (!('next' in event) || event.next === null || event.next === undefined) return event;
  const atMs = Math.ceil(event.next.atMs - aheadMs);
  return { ...event, next: { ...event.next, atMs } };
}

function decideAt(payout: Payout, fact: Fact, steadyMs: number): Decision {
  switch (fact.kind) {
    case 'received':
      return NOTHING;
    case 'judged':
      return onJudged(payout, fact, steadyMs);
    case 'reviewed':
      return onReviewed(payout, fact, steadyMs);
    case 'routed':
      return onRouted(payout, fact, steadyMs);
    case 'unroutable':
      return onUnroutable(payout, fact, steadyMs);
    case 'evidence':
      return onEvidence(payout, fact, steadyMs);
    case 'hinted':
      return onHinted(payout, fact, steadyMs);
    case 'resendReady':
      return onResendReady(payout, fact, steadyMs);
    case 'pastLost':
      return onPastLost(payout, fact, steadyMs);
    case 'pastCleared':
      return onPastCleared(payout, steadyMs);
    case 'recovered':
      return onRecovered(payout, steadyMs);
    case 'tick':
      return onHintDue(payout, steadyMs) ?? onTick(payout, steadyMs);
    case 'lookSooner':
      return onLookSooner(payout, fact, steadyMs);
    case 'cancelRequested':
      return onCancelRequested(payout, fact, steadyMs);
    case 'resolved':
      return onResolved(payout, fact, steadyMs);
    case 'faultInjected':
      return decided(record(draftOf(payout, steadyMs), fact));
  }
}

/** The next action comes sooner; nothing else changes. */
function onLookSooner(
  payout: Payout,
  { dueAtMs }: Fact & { kind: 'lookSooner' },
  nowMs: number,
): Decision {
  const { nextAction } = payout;
  if (nextAction === null || nextAction.atMs <= dueAtMs) return NOTHING;
  const next = { ...nextAction, atMs: Math.ceil(dueAtMs) };
  return decided(record(draftOf(payout, nowMs), { kind: 'broughtForward', next }));
}

/** The due time of the next action came. */
function onTick(payout: Payout, nowMs: number): Decision {
  switch (payout.state) {
    case 'QUEUED':
      return onQueueTick(payout, nowMs);
    case 'IN_DOUBT':
    case 'PROCESSING':
      return onInquiryTick(payout, nowMs);
    case 'HELD':
    case 'CONFLICT':
      return onReminder(payout, nowMs);
    case 'RECEIVED':
    case 'DISPATCHING':
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
      return NOTHING;
  }
}
