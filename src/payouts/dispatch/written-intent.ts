import { createHash } from 'node:crypto';

import type { Fact } from '../model/facts.ts';
import { nextPartnerKey } from '../model/next-partner-key.ts';
import type { Attempt, AttemptBatch, Payout } from '../model/payout.ts';
import type { ClientEndpoint } from './client-endpoint.ts';
import { instructionOf, type PartnerClient, termsOf } from './partner-client.ts';
import type { RouteRecord } from '../model/route-record.ts';

/** What not every intent has. */
interface IntentDetails {
  readonly batch?: AttemptBatch;
  /** The key under which a partner already holds the attempt. */
  readonly foundKey?: string;
}

/** The intent to pay through a partner, as `decide()` is asked to write it down (row 4, W3). */
export function routedFact(
  payout: Payout,
  { adapter }: PartnerClient,
  { name: endpoint }: Pick<ClientEndpoint, 'name'>,
  intentAtMs: number,
  reason: RouteRecord,
  { batch, foundKey }: IntentDetails = {},
): Fact & { kind: 'routed' } {
  const { partner } = adapter;
  const terms = termsOf(adapter, intentAtMs);
  const attempt = {
    no: payout.attempts.length + 1,
    partner,
    partnerKey: foundKey ?? nextPartnerKey(payout, { partner, endpoint, terms }),
    intentAtMs,
    partnerReference: null,
  };
  const instruction = instructionOf(payout, attempt);
  const references = adapter.references?.(instruction) ?? [];
  return {
    kind: 'routed',
    partner,
    endpoint,
    contentDigest: sha256(adapter.content(instruction)),
    adapterVersion: adapter.version,
    ...(references.length === 0 ? {} : { references }),
    terms,
    intentAtMs,
    reason,
    ...(batch === undefined ? {} : { batch }),
    ...(foundKey === undefined ? {} : { foundKey }),
  };
}

/** The digest of what a resend would say now; equal to the attempt's, or it must not be sent. */
export function contentDigest(
  { adapter }: PartnerClient,
  payout: Payout,
  attempt: Attempt,
): string {
  return sha256(adapter.content(instructionOf(payout, attempt)));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
