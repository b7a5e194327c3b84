import type { Attempt } from './payout.ts';

/**
 * The death proofs that rest on a promise of the partner's, and are believed no more there once it broke
 * the promise: "not found" after the drain time (P3), and a refusal that it keeps no record of (half of P2).
 */
export const DISTRUSTABLE_PROOFS = ['absent', 'unrecordedRefusal'] as const;

/** One of {@link DISTRUSTABLE_PROOFS}. */
export type DistrustableProof = (typeof DISTRUSTABLE_PROOFS)[number];

/**
 * What a conflict has shown to be false. `people`: two operators were wrong, and the partner was not.
 * `partner`: it contradicts its own record, or knows what never left here: no part of its word that could
 * be switched off alone is to blame.
 */
export type Breach = DistrustableProof | 'people' | 'partner';

/** After how many conflicts, in which time, a partner is taken out of service as a whole. */
export interface ConflictRules {
  readonly countMax: number;
  readonly windowMs: number;
}

/** What is shown to be false by evidence that contradicts what is known of this attempt (row 17). */
export function breachOf({ proof, isUnrecorded }: Pick<Attempt, 'proof' | 'isUnrecorded'>): Breach {
  switch (proof) {
    case 'P3_ABSENT':
      return 'absent';
    case 'P2_REFUSED':
      return isUnrecorded === true ? 'unrecordedRefusal' : 'partner';
    case 'OPERATORS':
      return 'people';
    case 'P1_NEVER_SENT':
    case null:
      return 'partner';
  }
}

/** True for what is switched off alone, while the rest of the partner's word is still believed. */
export function isDistrustable(breach: Breach): breach is DistrustableProof {
  return DISTRUSTABLE_PROOFS.some((each) => each === breach);
}
