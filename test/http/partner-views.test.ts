/**
 * Goal: operators see every state of a lane in the same fields, and under an isolation also the
 * next probe of the breaker beneath it, which is in force again when the isolation ends.
 * Method: one view per state, as the service gives it; the answer must satisfy the published schema.
 */
import { describe, expect, it } from 'vitest';

import type { BreakerState, LaneState } from '../../src/contract/send.ts';
import {
  EXAMPLE_PARTNER,
  partnerViewSchema,
  showPartner,
} from '../../src/http/partners/partner-views.ts';

const CLOSED: BreakerState = { kind: 'closed', sinceMs: 5, reason: 'started' };
const OPEN: BreakerState = { kind: 'open', sinceMs: 6, reason: 'slow', nextProbeAtMs: 70 };
const HALF_OPEN: BreakerState = { ...OPEN, kind: 'half_open', nextProbeAtMs: null };
const ISOLATION = { owner: 'mei.lin', reason: 'wrong account', expiresAtMs: 900 };

describe('a lane in the API', () => {
  it.each<[LaneState, object]>([
    [
      CLOSED,
      { state: 'closed', sinceMs: 5, reason: 'started', nextProbeAtMs: null, isolation: null },
    ],
    [OPEN, { state: 'open', sinceMs: 6, reason: 'slow', nextProbeAtMs: 70, isolation: null }],
    [
      HALF_OPEN,
      { state: 'half_open', sinceMs: 6, reason: 'slow', nextProbeAtMs: null, isolation: null },
    ],
    [
      { kind: 'isolated', sinceMs: 8, isolation: ISOLATION, beneath: OPEN },
      {
        state: 'isolated',
        sinceMs: 8,
        reason: 'isolated by mei.lin: wrong account',
        nextProbeAtMs: 70,
        isolation: ISOLATION,
      },
    ],
  ])('%j', (state, shown) => {
    const lanes = EXAMPLE_PARTNER.lanes.map((lane) => ({ ...lane, state }));

    const body = showPartner({ ...EXAMPLE_PARTNER, lanes });

    expect(body.lanes[0]).toEqual({
      lane: 'submit',
      endpoint: 'main',
      ...shown,
      inFlight: 0,
      queued: 0,
      limit: 32,
      window: { completed: 120, failed: 6, slow: 3, consecutiveFailures: 5 },
    });
    expect(partnerViewSchema.safeParse(body).success).toBe(true);
  });
});
