import type { ExchangeOutcome } from '../../contract/events.ts';
import { categoryOf, type FailureCode } from '../../contract/failure.ts';
import type { Verdict } from '../../contract/verdict.ts';

import type { Health, Load } from './try-result.ts';

/** What an answer means for the metrics, the breaker and the limiter. Never for the money. */
export interface Attribution {
  readonly outcome: ExchangeOutcome;
  readonly health: Health;
  readonly load: Load;
}

const ANSWERED: Attribution = { outcome: 'ok', health: 'success', load: 'served' };
const DECLINED: Attribution = { outcome: 'declined', health: 'success', load: 'served' };
const BROKEN: Attribution = { outcome: 'server_error', health: 'failure', load: 'lost' };
const UNREADABLE: Attribution = { outcome: 'unreadable', health: 'failure', load: 'neutral' };
const REFUSED_US: Attribution = { outcome: 'client_error', health: 'failure', load: 'neutral' };
const THROTTLED: Attribution = { outcome: 'throttled', health: 'neutral', load: 'lost' };
const MALFORMED: Attribution = { outcome: 'client_error', health: 'neutral', load: 'neutral' };
const NOT_NOW: Attribution = { outcome: 'declined', health: 'neutral', load: 'neutral' };

/** Verdicts whose kind says it all. A duplicate is a healthy answer: the partner remembers us. */
const BY_KIND = {
  accepted: ANSWERED,
  executed: ANSWERED,
  cancelled: ANSWERED,
  absent: ANSWERED,
  duplicate: ANSWERED,
  returned: ANSWERED,
  neverSent: { outcome: 'never_sent', health: 'failure', load: 'lost' },
} as const satisfies Record<Exclude<Verdict['kind'], 'refused' | 'unknown'>, Attribution>;

/**
 * Refusals that are about the partner and not about the payout (docs/RESILIENCE.md#breaker).
 *
 * Every other refusal - closed accounts, limits, sanctions - is a healthy answer: many
 * closed accounts must not open a breaker.
 */
const REFUSED: ReadonlyMap<FailureCode, Attribution> = new Map<FailureCode, Attribution>([
  ['technical.overload.partner', THROTTLED],
  ['technical.thirdparty.auth', { outcome: 'client_error', health: 'credential', load: 'neutral' }],
  // Not the partner's fault, and a probe cannot tell when it is over (docs/RESILIENCE.md#breaker).
  ['technical.request.malformed', MALFORMED],
  ['technical.thirdparty.error', BROKEN],
  ['technical.settlement.failed', BROKEN],
  ['partner.outage', BROKEN],
  ['partner.maintenance', NOT_NOW],
  ['partner.cutoff', NOT_NOW],
  ['partner.agreement', NOT_NOW],
  ['risk.liquidity', NOT_NOW],
]);

/**
 * Reads what an answer says about the partner. `status` is its HTTP status: it may pick a metric
 * label, and nothing else.
 */
export function attribute(verdict: Verdict, status: number): Attribution {
  if (verdict.kind === 'refused') return REFUSED.get(verdict.failure) ?? DECLINED;
  if (verdict.kind === 'unknown') return attributeUnknown(verdict.failure, status);
  return BY_KIND[verdict.kind];
}

function attributeUnknown(failure: FailureCode, status: number): Attribution {
  if (categoryOf(failure) !== 'technical') return ANSWERED;
  if (status >= 500) return BROKEN;
  if (status === 429) return THROTTLED;
  if (status >= 400) return REFUSED_US;
  return failure === 'technical.thirdparty.contract' ? UNREADABLE : BROKEN;
}
