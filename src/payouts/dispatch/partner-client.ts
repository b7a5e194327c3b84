import type { Instruction, PartnerAdapter } from '../../contract/adapter.ts';
import { supersededReferences } from '../model/next-partner-key.ts';
import type { Attempt, AttemptTerms, Payout } from '../model/payout.ts';
import type { ConflictRules } from '../model/breach.ts';
import type { ClientEndpoint } from './client-endpoint.ts';

/** Everything the engine needs to pay through one partner. */
export interface PartnerClient {
  readonly adapter: PartnerAdapter;
  /** Its ledgers, at least one, in order of preference. An attempt is at one of them for good. */
  readonly endpoints: readonly ClientEndpoint[];
  /** How batches are filled, read anew for each; absent where each payout is sent alone. */
  readonly batching?: () => Batching;
  /** After how many conflicts it is taken out of service, read anew for each. */
  readonly conflicts: () => ConflictRules;
  /** After how many malformed requests in a row it is paused, read anew for each. */
  readonly malformedMax: () => number;
}

/** When a batch for the partner is sent. */
export interface Batching {
  /** Members of one batch at most. */
  readonly sizeMax: number;
  /** How long its first member waits for others. */
  readonly lingerMs: number;
}

/** The clients by partner name, in the order in which partners are preferred. */
export type PartnerClients = ReadonlyMap<string, PartnerClient>;

/** The instruction of an attempt: recomputed from what is durable, equal in every send. */
export function instructionOf(
  payout: Payout,
  attempt: Pick<Attempt, 'no' | 'partner' | 'partnerKey' | 'intentAtMs' | 'partnerReference'>,
): Instruction {
  const { amount, creditor, remittance } = payout.request;
  const { partnerKey, intentAtMs, partnerReference } = attempt;
  return {
    partnerKey,
    amount,
    creditor,
    remittance,
    intentAtMs,
    partnerReference,
    supersededReferences: supersededReferences(payout, attempt),
  };
}

/** The promises that an attempt lives under, frozen when its intent is written. */
export function termsOf({ capabilities }: PartnerAdapter, intentAtMs: number): AttemptTerms {
  return {
    dedupe: capabilities.dedupe,
    keyWindowEndsAtMs: intentAtMs + capabilities.keyWindowMs,
    notFoundIsProofAfterMs: capabilities.notFoundIsProofAfterMs,
    inquiry: capabilities.inquiryHorizonMs !== null,
    inquiryNotBeforeMs: capabilities.inquiryNotBeforeMs,
    inquiryHorizonMs: capabilities.inquiryHorizonMs,
    inquiryBy: capabilities.inquiryBy,
    keyAfterRefusal: capabilities.keyAfterRefusal,
    copyLifeMs: capabilities.copyLifeMs,
    cancel: capabilities.cancel !== 'none',
    cancelNeedsReference: capabilities.cancel === 'byReference',
  };
}
