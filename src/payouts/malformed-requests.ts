import type { Isolation } from '../contract/send.ts';
import { FAILURES, type FailureCode } from '../contract/failure.ts';
import { attemptOf } from './decide/decision.ts';
import type { Attempt, Payout } from './model/payout.ts';
import type { PayoutEvent } from './model/payout-event.ts';

/** Watches which partners call our requests malformed, one after the other. */
export interface MalformedRequests {
  /** Learns from what became durable about a payout; may pause the payout's partner. */
  learn(before: Payout | null, events: readonly PayoutEvent[]): void;
}

/** What the watch needs of its surroundings. */
export interface MalformedRequestsSettings {
  readonly now: () => number;
  /** After how many in a row the partner is paused; read anew for each. */
  readonly maxOf: (partner: string) => number;
  /** True while somebody has isolated the partner already. */
  readonly isIsolated: (partner: string) => boolean;
  /** Takes the partner out of service. Must not throw. */
  readonly pause: (partner: string, isolation: Isolation) => void;
}

/** Whom an operator asks about a pause that no person made. */
const OWNER = FAILURES['technical.request.malformed'].owner;

/** Long enough for people to see it; then a few payouts show whether it is mended. */
const PAUSE_MS = 24 * 3_600_000;

interface Row {
  /** Messages of different payouts that were refused so, in a row: one payout alone stops nobody. */
  readonly refused: Set<string>;
  /** Refusals of what left before are the news that made the last pause, Unix ms. */
  sinceMs: number;
}

/**
 * After so many different payouts in a row whose request a partner called malformed, it is our key, our
 * setting or our code that is wrong, and every payout would meet the same: the partner is isolated, so
 * that the others wait or go elsewhere. A batch counts as one message. An order that the partner took,
 * or judged, ends the row. Counted in memory, from durable evidence; the pause itself is durable.
 */
export function createMalformedRequests(settings: MalformedRequestsSettings): MalformedRequests {
  const rows = new Map<string, Row>();

  const rowOf = (partner: string): Row => {
    const row = rows.get(partner) ?? { refused: new Set(), sinceMs: 0 };
    rows.set(partner, row);
    return row;
  };

  function count(payout: Payout, { partner, lastSendAtMs, batch }: Attempt, code: string): void {
    const row = rowOf(partner);
    if (lastSendAtMs < row.sinceMs) return;
    row.refused.add(batch?.key ?? payout.id);
    const { size } = row.refused;
    if (size < settings.maxOf(partner) || settings.isIsolated(partner)) return;
    const nowMs = settings.now();
    rows.set(partner, { refused: new Set(), sinceMs: nowMs });
    settings.pause(partner, {
      owner: OWNER,
      reason: `${size} requests in a row were refused as malformed (${code}), the last of ${payout.id}`,
      expiresAtMs: nowMs + PAUSE_MS,
    });
  }

  return {
    learn(before, events) {
      if (before === null) return;
      for (const event of events) {
        if (event.kind !== 'evidence' || !event.counted) continue;
        const attempt = attemptOf(before, event.attemptNo);
        if (attempt === undefined) continue;
        const { verdict, failure } = event;
        if (verdict === 'refused' && failure?.code === 'technical.request.malformed') {
          count(before, attempt, failure.partnerCode ?? '');
        } else if (wasRead(verdict, failure?.code)) {
          rows.get(attempt.partner)?.refused.clear();
        }
      }
    },
  };
}

/** True when the partner understood the order: it took it, or judged what it says. */
function wasRead(
  verdict: (PayoutEvent & { readonly kind: 'evidence' })['verdict'],
  code: FailureCode | 'DEADLINE' | undefined,
): boolean {
  if (verdict === 'accepted' || verdict === 'executed') return true;
  if (verdict !== 'refused' || code === undefined || code === 'DEADLINE') return false;
  return FAILURES[code].course === 'fail';
}
