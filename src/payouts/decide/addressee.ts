import type { EvidenceSource, Verdict } from '../../contract/verdict.ts';
import type { EvidenceFact } from '../model/facts.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import { attemptOf } from './decision.ts';

/** Whose evidence it is, and what is left of it. */
export interface Addressed {
  readonly attempt: Attempt;
  readonly fact: EvidenceFact;
}

/** Evidence that came back on the very line a copy went out on: it belongs to that copy. */
const ON_THE_LINE: ReadonlySet<EvidenceSource> = new Set(['socket', 'response']);

/** Words that end an attempt: under a shared key they must say which one. */
const ENDS: ReadonlySet<Verdict['kind']> = new Set(['refused', 'cancelled', 'returned']);

/**
 * Finds the attempt that a piece of evidence is about; `null` when there is none.
 *
 * Almost always the one it was filed under. But where a partner wants a refused key used again,
 * two attempts share it, and only the partner's own reference tells their records apart: taking
 * the old refusal for the new attempt's would declare dead what is being paid.
 */
export function addressee(payout: Payout, fact: EvidenceFact): Addressed | null {
  const attempt = attemptOf(payout, fact.attemptNo);
  if (attempt === undefined) return null;
  const sharers = payout.attempts.filter(
    ({ partner, partnerKey }) => partner === attempt.partner && partnerKey === attempt.partnerKey,
  );
  const newest = sharers.at(-1);
  if (newest === undefined || sharers.length === 1) return { attempt, fact };

  const { verdict, source } = fact;
  // What was not there when an earlier attempt was asked for says nothing about a later one.
  if (verdict.kind === 'absent') return { attempt, fact };
  const reference = 'partnerReference' in verdict ? verdict.partnerReference : undefined;
  const named =
    reference === undefined
      ? undefined
      : sharers.find(({ partnerReference }) => partnerReference === reference);
  if (ON_THE_LINE.has(source)) {
    const ofAnother = named !== undefined && named.no !== attempt.no;
    return { attempt, fact: ofAnother ? doubtful(fact, 'it names the record of another') : fact };
  }
  if (named !== undefined) return { attempt: named, fact };
  if (reference === undefined && ENDS.has(verdict.kind)) {
    return { attempt: newest, fact: doubtful(fact, 'it does not say which record it is about') };
  }
  return { attempt: newest, fact };
}

function doubtful(fact: EvidenceFact, detail: string): EvidenceFact {
  const verdict = { kind: 'unknown', failure: 'technical.thirdparty.contract', detail } as const;
  return { ...fact, verdict };
}
