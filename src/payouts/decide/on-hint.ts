import type { Verdict } from '../../contract/verdict.ts';
import type { Fact } from '../model/facts.ts';
import { firstAskAtMs, isNamed, lendName, lentName, nextAskAtMs } from '../model/hint-schedule.ts';
import type { Attempt, AttemptState, Payout } from '../model/payout.ts';
import { type Decision, decided, draftOf, NOTHING, perform, record } from './decision.ts';

/**
 * A callback that proves nothing. It changes no state, whatever it says: it is kept, and the
 * partner is asked sooner. Also about an attempt that is paid or dead, for the news may be that
 * the money came back, or moved after all.
 */
export function onHinted(payout: Payout, fact: Fact & { kind: 'hinted' }, nowMs: number): Decision {
  const attempt = addressed(payout, fact.attemptNo);
  if (attempt === undefined || !isNews(fact.verdict, attempt.state)) return NOTHING;
  const { hint } = attempt;
  const pending = hint !== undefined && hint.dueAtMs !== null;
  const askBy = lendName(attempt, fact.askBy);
  const lends = askBy.length > 0 && askBy !== hint?.askBy;
  // While one is followed, only one that says more, or brings a name to ask by, is written down: a
  // flood of them is one line.
  if (pending && !lends && WEIGHT[fact.verdict] <= WEIGHT[hint.verdict]) return NOTHING;
  const soonestMs = firstAskAtMs(hint, nowMs);
  const plannedMs = hint?.dueAtMs ?? soonestMs;
  const dueAtMs = lends ? Math.min(plannedMs, soonestMs) : plannedMs;
  const { verdict, digest } = fact;
  const mayAsk = attempt.terms.inquiry && (isNamed(attempt) || askBy.length > 0);
  // Where it cannot be asked for, the hint is kept once and the schedule goes on.
  if (!mayAsk && hint?.verdict === verdict) return NOTHING;
  const kept = record(draftOf(payout, nowMs), {
    kind: 'hinted',
    attemptNo: attempt.no,
    verdict,
    digest,
    dueAtMs: mayAsk ? dueAtMs : null,
    ...(lends ? { askBy } : {}),
  });
  return decided(kept);
}

/** The time of a hint has come: asks the partner (W6); `null` when no hint is due. */
export function onHintDue(payout: Payout, nowMs: number): Decision | null {
  const attempt = payout.attempts.find(
    ({ hint }) => hint !== undefined && hint.dueAtMs !== null && hint.dueAtMs <= nowMs,
  );
  if (attempt?.hint === undefined) return null;
  const { no: attemptNo, epoch, hint } = attempt;
  const moot = !isNews(hint.verdict, attempt.state);
  const dueAtMs = moot ? null : nextAskAtMs(hint, nowMs);
  const followed = record(draftOf(payout, nowMs), { kind: 'hintFollowed', attemptNo, dueAtMs });
  const name = lentName(attempt);
  const inquire = { kind: 'inquire', attemptNo, epoch } as const;
  const asking = name === undefined ? inquire : { ...inquire, askBy: name };
  return decided(moot ? followed : perform(followed, asking));
}

/** Where attempts share a key, the newest of them is the one that still matters. */
function addressed({ attempts }: Payout, attemptNo: number): Attempt | undefined {
  const named = attempts.find(({ no }) => no === attemptNo);
  return attempts.findLast(
    ({ partner, partnerKey }) => partner === named?.partner && partnerKey === named.partnerKey,
  );
}

const WEIGHT = {
  neverSent: 0,
  unknown: 0,
  absent: 0,
  duplicate: 0,
  accepted: 1,
  refused: 2,
  cancelled: 2,
  executed: 2,
  returned: 3,
} as const satisfies Record<Verdict['kind'], number>;

type Open = 'INTENT' | 'SENT' | 'UNKNOWN';

/** The states in which such a word would tell us something. */
const TELLS: Readonly<Record<Verdict['kind'], ReadonlySet<AttemptState>>> = {
  neverSent: states(),
  absent: states(),
  unknown: states('ACCEPTED'),
  duplicate: states(),
  accepted: states('DEAD'),
  refused: states('ACCEPTED', 'EXECUTED'),
  cancelled: states('ACCEPTED', 'EXECUTED'),
  executed: states('ACCEPTED', 'DEAD'),
  returned: states('ACCEPTED', 'EXECUTED', 'DEAD'),
};

function states(...more: readonly Exclude<AttemptState, Open>[]): ReadonlySet<AttemptState> {
  return new Set<AttemptState>(['INTENT', 'SENT', 'UNKNOWN', ...more]);
}

function isNews(verdict: Verdict['kind'], state: AttemptState): boolean {
  return TELLS[verdict].has(state);
}
