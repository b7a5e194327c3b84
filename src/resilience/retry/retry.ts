import type { Emit } from '../../contract/events.ts';
import type { Lane } from '../../contract/exchange.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import type { PartnerRules } from '../rules/rules-schema.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Guard, TryResult } from '../try/try-result.ts';

/** What the retry guard of one lane needs. */
export interface RetrySettings {
  readonly partner: string;
  readonly lane: Lane;
  readonly partnerRules: () => PartnerRules;
  readonly budget: RetryBudget;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/**
 * What may be tried again inside a call, and only when it comes from the wire: our own refusals are
 * not retried here, they are the durable scheduler's. Asking is harmless, so an inquiry may be
 * repeated in doubt; a submit or a cancel only over the proof that nothing was sent.
 */
const RETRYABLE: Readonly<Record<Lane, readonly Verdict['kind'][]>> = {
  submit: ['neverSent'],
  cancel: ['neverSent'],
  inquire: ['neverSent', 'unknown'],
};

/**
 * The outermost guard: tries again within the call, with full jitter, while the budget and the
 * deadline allow. The try index goes up, so that the transport can pick the backup host.
 *
 * Never says `neverSent` when an earlier try of the same order may have been seen by the partner.
 */
export function retryGuard(settings: RetrySettings): Guard {
  const { partner, lane, partnerRules, budget, runtime, emit } = settings;
  return {
    name: `retry ${RETRYABLE[lane].join('|')}, budgeted`,
    wrap: (next) => async (oneTry) => {
      let doubtful: TryResult | null = null;
      for (let index = 0; ; index += 1) {
        const result = await next(index === 0 ? oneTry : { ...oneTry, index });
        if (index === 0 && result.fromWire) budget.earn();
        if (result.verdict.kind === 'unknown') doubtful = result;
        const final = result.verdict.kind === 'neverSent' ? (doubtful ?? result) : result;

        const rules = partnerRules().lanes[lane];
        if (index >= rules.retriesMax || !isRetryable(lane, result)) return final;
        const waitMs = backoff(settings, result, index);
        const leftMs = oneTry.order.deadlineAtElapsedMs - runtime.elapsed() - waitMs;
        if (leftMs <= rules.usefulMsMin || !budget.spend(result.timedOut)) return final;
        emit({ kind: 'call.retried', partner, lane, reason: result.outcome });
        await runtime.sleep(waitMs);
      }
    },
  };
}

function isRetryable(lane: Lane, result: TryResult): boolean {
  return result.fromWire && RETRYABLE[lane].includes(result.verdict.kind);
}

/** Full jitter, on top of whatever wait the partner asked for. */
function backoff(
  { partnerRules, runtime }: RetrySettings,
  { verdict }: TryResult,
  n: number,
): number {
  const { backoffMsBase, backoffMsMax } = partnerRules().retry;
  const floorMs = 'retryAfterMs' in verdict ? (verdict.retryAfterMs ?? 0) : 0;
  return floorMs + runtime.random() * Math.min(backoffMsMax, backoffMsBase * 2 ** n);
}
