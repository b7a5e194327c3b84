import type { Instruction, PartnerAdapter } from '../../contract/adapter.ts';
import type { PartnerLanes } from '../../contract/send.ts';
import type { Attempt, AttemptTerms, Payout } from '../payout.ts';

/** Everything the engine needs to pay through one partner. */
export interface PartnerDesk {
  readonly adapter: PartnerAdapter;
  readonly lanes: PartnerLanes;
  /** The endpoint that new attempts go to. */
  readonly endpoint: string;
}

/** The desks by partner name, in the order in which partners are preferred. */
export type PartnerDesks = ReadonlyMap<string, PartnerDesk>;

/** The instruction of an attempt: recomputed from what is durable, equal in every send. */
export function instructionOf(
  payout: Payout,
  attempt: Pick<Attempt, 'partnerKey' | 'intentAtMs' | 'partnerReference'>,
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
    supersededReferences: [],
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
    cancel: capabilities.cancel !== 'none',
  };
}
