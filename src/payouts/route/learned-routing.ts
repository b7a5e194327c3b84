import { saysLater } from '../../contract/failure.ts';
import type { Routing, RouteRules } from '../../contract/routing.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { Payout } from '../model/payout.ts';
import type { PayoutEvent } from '../model/payout-event.ts';
import type { SuccessRate } from '../model/route-record.ts';
import { createPartnerPauses, type PartnerPause } from './partner-pauses.ts';
import type { RouteCandidate } from './route-candidate.ts';
import { createShortages } from './shortages.ts';
import { submitOutcome } from './submit-outcome.ts';
import { createSuccessRates } from './success-rates.ts';

/** What routing knows of each partner: settings from files, and what it has learned by itself. */
export interface LearnedRouting {
  rules(): RouteRules;
  /** How a partner stands at this moment, beside what its lanes say. */
  standingOf(
    partner: string,
    nowMs: number,
  ): Pick<RouteCandidate, 'terms' | 'opening' | 'success' | 'shortages'>;
  successOf(partner: string): SuccessRate;
  /** The pause that the partner asked for with a refusal; `null` for none. */
  pauseOf(partner: string, nowMs: number): PartnerPause | null;
  /** Learns from what became durable about a payout. */
  learn(before: Payout | null, events: readonly PayoutEvent[]): void;
}

/** Knows the settings of `routing`, and has learned nothing yet: success rates are at their prior. */
export function createLearnedRouting(routing: Routing, runtime: Runtime): LearnedRouting {
  const rates = createSuccessRates(() => routing.rules().success);
  const shortages = createShortages();
  const pauses = createPartnerPauses();

  function learnFrom(payout: Payout, evidence: PayoutEvent & { kind: 'evidence' }): void {
    const attempt = attemptOf(payout, evidence.attemptNo);
    if (attempt === undefined) return;
    const { partner } = attempt;
    const { amount } = payout.request;
    const nowMs = runtime.now();
    const outcome = submitOutcome(attempt, evidence);
    if (outcome !== null) {
      const name = `${payout.id}:${attempt.no}`;
      rates.note({ partner, attempt: name, sentAtMs: attempt.intentAtMs, outcome }, nowMs);
    }
    if (outcome === 'success') shortages.taken(partner, amount);
    const taken = evidence.verdict === 'accepted' || evidence.verdict === 'executed';
    if (taken && evidence.source === 'response') pauses.taken(partner, attempt.lastSendAtMs);
    const code = evidence.failure?.code;
    const refused = evidence.verdict === 'refused' && evidence.source === 'response';
    if (refused && code !== undefined && code !== 'DEADLINE' && saysLater(code)) {
      pauses.refused(partner, code, attempt.lastSendAtMs, nowMs);
    }
    if (evidence.counted && evidence.failure?.code === 'risk.liquidity') {
      shortages.refused(partner, amount, nowMs);
    }
  }

  return {
    rules: () => routing.rules(),
    standingOf: (partner, nowMs) => ({
      terms: routing.termsOf(partner),
      opening: routing.openingOf(partner, nowMs),
      success: rates.of(partner, nowMs),
      shortages: shortages.of(partner),
    }),
    successOf: (partner) => rates.of(partner, runtime.now()),
    pauseOf: (partner, nowMs) => pauses.of(partner, nowMs),
    learn(before, events) {
      if (before === null) return;
      for (const event of events) {
        if (event.kind === 'evidence') learnFrom(before, event);
      }
    },
  };
}
