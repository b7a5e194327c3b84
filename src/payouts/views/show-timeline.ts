import type { StoredEvent } from '../../journal/port.ts';
import { decodeEvent } from '../model/codec.ts';
import type { PayoutEvent } from '../model/payout-event.ts';
import type { TimelineEntry } from './views.ts';
import { iso } from './show-payout.ts';

/** One stored event as a line of the timeline, without anything personal. */
export function showTimelineEntry(stored: StoredEvent): TimelineEntry {
  const event = decodeEvent(stored.document);
  return { seq: stored.seq, at: iso(stored.atMs), kind: stored.kind, data: publicPart(event) };
}

/** Names each field that may be shown: a new field stays hidden until somebody lists it. */
function publicPart(event: PayoutEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'received': {
      const { amount, obligation, route } = event.request;
      return {
        obligation,
        amount: { value: Number(amount.minor), currency: amount.currency },
        route,
      };
    }
    case 'moved': {
      const { to, failure, next, finality, why } = event;
      return { to, failure, next: next && { ...next, at: iso(next.atMs) }, finality, why };
    }
    case 'attemptStarted': {
      const { no, partner, endpoint, partnerKey, contentDigest, adapterVersion } = event.attempt;
      return { no, partner, endpoint, partnerKey, contentDigest, adapterVersion, why: event.why };
    }
    case 'evidence': {
      const { attemptNo, source, epoch, verdict, failure, digest, counted, why } = event;
      return { attemptNo, source, epoch, verdict, failure, digest, counted, why };
    }
    case 'attemptMoved': {
      const { attemptNo, to, proof, failure, partnerReference } = event;
      return { attemptNo, to, proof, failure, partnerReference };
    }
    case 'faultInjected': {
      const { partner, lane, fault, ruleId, attemptNo, epoch, truth } = event;
      return { partner, lane, fault, ruleId, attemptNo, epoch, truth };
    }
    case 'resendStarted':
    case 'neverSent':
      return { attemptNo: event.attemptNo, epoch: event.epoch };
    case 'inquired':
      return { attemptNo: event.attemptNo, nextAt: iso(event.next.atMs) };
    case 'hinted': {
      const { attemptNo, verdict, digest, dueAtMs } = event;
      return { attemptNo, verdict, digest, askAt: dueAtMs === null ? null : iso(dueAtMs) };
    }
    case 'hintFollowed': {
      const { attemptNo, dueAtMs } = event;
      return { attemptNo, nextAt: dueAtMs === null ? null : iso(dueAtMs) };
    }
    case 'broughtForward':
      return { nextAt: iso(event.next.atMs) };
    case 'pastLost':
      return { mayBeLost: event.lostPast !== null, why: event.why };
    case 'postponed':
      return { failure: event.failure, nextAt: iso(event.next.opensAtMs ?? event.next.atMs) };
    case 'cancelRequested':
      return { by: event.by };
    case 'cancelSent':
      return { attemptNo: event.attemptNo };
    case 'reviewed':
      return { by: event.by, decision: event.decision, reason: event.reason };
    case 'proposed': {
      const { by, attemptNo, verdict, evidence } = event.proposal;
      return { by, attemptNo, verdict, evidence };
    }
    case 'resolved': {
      const { attemptNo, verdict, evidence } = event.proposal;
      return { by: event.by, attemptNo, verdict, evidence };
    }
    case 'escalated':
      return { why: event.why };
  }
}
