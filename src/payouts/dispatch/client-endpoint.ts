import assert from 'node:assert/strict';

import type { LaneAdvice, PartnerLanes } from '../../contract/send.ts';
import type { Attempt } from '../model/payout.ts';

/** One ledger of a partner behind guards of its own: what happens at another does not reach it. */
export interface ClientEndpoint {
  /** Stored in each intent that goes there (W3); equal for as long as its host is. */
  readonly name: string;
  readonly lanes: PartnerLanes;
}

interface Endpoints {
  readonly endpoints: readonly ClientEndpoint[];
}

/** The endpoint of a partner whose hosts all share one ledger. */
export const ONLY_ENDPOINT = 'main';

/** Where a new attempt goes now: the first endpoint whose submit lane is open, or else the first. */
export function endpointForNew({ endpoints }: Endpoints): ClientEndpoint {
  const [first, second] = endpoints;
  // Asked for at each look for a slot: where there is no choice, no lane is measured for it.
  const open = second && endpoints.find(({ lanes }) => lanes.advice('submit').open);
  const chosen = open ?? first;
  assert(chosen !== undefined, 'a partner has at least one endpoint');
  return chosen;
}

/**
 * The one endpoint that an attempt's copies, inquiries and cancel may go to: that of its intent.
 * `null` where it is not configured any more; its doubt then stays doubt, for no other ledger
 * knows the key.
 *
 * An older journal says `main` of every attempt. That is unambiguous only while there is one.
 */
export function endpointOf(
  { endpoints }: Endpoints,
  { endpoint }: Pick<Attempt, 'endpoint'>,
): ClientEndpoint | null {
  const [first] = endpoints;
  if (endpoint === ONLY_ENDPOINT && endpoints.length === 1) return first ?? null;
  return endpoints.find(({ name }) => name === endpoint) ?? null;
}

/** Whether some endpoint would take a submit now, or else when the first one may again. */
export function submitAdvice({ endpoints }: Endpoints): LaneAdvice {
  const advices = endpoints.map(({ lanes }) => lanes.advice('submit'));
  const open = advices.find((advice) => advice.open);
  const [soonest] = advices
    .filter((advice) => !advice.open)
    .toSorted((a, b) => a.retryAtMs - b.retryAtMs);
  const advice = open ?? soonest;
  assert(advice !== undefined, 'a partner has at least one endpoint');
  return advice;
}
