import type { Fact } from '../../payouts/model/facts.ts';
import { CONFLICT_VERDICTS } from '../../payouts/model/payout.ts';
import { DRAIN_MS, REQUEST, ROUTE_RECORD, START_MS, TERMS, WINDOW_MS } from './sample.ts';
import type { Bounds, Profile } from './bounds.ts';
import type { Row } from './row.ts';
import {
  FAILED_COPIES,
  FAILED_QUESTIONS,
  MEANING,
  saidWithin,
  SOURCE,
  SOURCES,
  WORD,
} from './words.ts';

/** Facts as small numbers, so that what `decide()` says to one is looked up, not asked again. */
export const FACT = {
  judgedFree: 0,
  judgedHeld: 1,
  released: 2,
  refusedOnReview: 3,
  routedA: 4,
  routedB: 5,
  unroutableNow: 6,
  unroutableEver: 7,
  recovered: 8,
  tick: 9,
  cancelRequested: 10,
  receivedAgain: 11,
  resendReady: 12,
  resolved: 16,
  settled: 32,
  evidence: 64,
} as const;

/** More than any fact's number. */
const FACTS_MAX = 4_096;

/** The moments at which `decide()` is asked: an hour's deadline, a day's key window. */
export const CLOCKS_MS = [START_MS + 1_000, START_MS + 7_200_000, START_MS + WINDOW_MS] as const;

/** The clock at which only a deadline has passed. */
export const DEADLINE_CLOCK = 1;

/** The deadline of a payout that has one, in Unix ms. */
export const DEADLINE_MS = START_MS + 3_600_000;

/** The fact that a resend of this attempt is due. */
export function resendReady(attemptNo: number): number {
  return FACT.resendReady + attemptNo;
}

/** The fact that an operator spoke of an attempt. `by`: operator 0 or 1. */
export function resolved(attemptNo: number, by: number, executed: boolean): number {
  return FACT.resolved + (attemptNo * 2 + by) * 2 + (executed ? 1 : 0);
}

/** The fact that an operator spoke of a conflict: the verdict by its place in the list of them. */
export function settled(attemptNo: number, by: number, verdict: number): number {
  return FACT.settled + (attemptNo * 2 + by) * 4 + verdict;
}

/** The fact that a word of a partner came: a WORD, by a SOURCE; `quiet` 1 after the drain time. */
export function evidence(
  attemptNo: number,
  epoch: number,
  word: number,
  source: number,
  quiet: number,
): number {
  return FACT.evidence + ((((attemptNo - 1) * 4 + epoch) * 16 + word) * 4 + source) * 2 + quiet;
}

/** Every fact that the world of these bounds may tell, in the order of their numbers. */
export function factsOf(bounds: Bounds): readonly number[] {
  const facts: number[] = Object.values(FACT).filter((code) => code < FACT.resendReady);
  for (let no = 1; no <= bounds.attempts; no++) {
    facts.push(resendReady(no));
    for (const by of [0, 1]) {
      facts.push(resolved(no, by, true), resolved(no, by, false));
      facts.push(...CONFLICT_VERDICTS.map((_verdict, index) => settled(no, by, index)));
    }
    // A callback knows the key alone, and speaks of no copy.
    for (const word of saidWithin(bounds)) facts.push(evidence(no, 0, word, SOURCE.webhook, 0));
    for (let epoch = 1; epoch <= bounds.sends; epoch++) {
      facts.push(evidence(no, epoch, WORD.neverSent, SOURCE.socket, 0));
      for (const word of [...saidWithin(bounds), ...FAILED_COPIES]) {
        facts.push(evidence(no, epoch, word, SOURCE.response, 0));
      }
      for (const word of [...saidWithin(bounds), ...FAILED_QUESTIONS, WORD.absent]) {
        facts.push(evidence(no, epoch, word, SOURCE.inquiry, 0));
        facts.push(evidence(no, epoch, word, SOURCE.inquiry, 1));
      }
    }
  }
  return facts.toSorted((a, b) => a - b);
}

/** The place of a fact at a clock in a row of answers, without gaps; -1 when it is never told. */
export function placesOf(bounds: Bounds): (fact: number, clock: number) => number {
  const indexes = new Int32Array(FACTS_MAX).fill(-1);
  factsOf(bounds).forEach((fact, index) => (indexes[fact] = index));
  return (fact, clock) => {
    const index = indexes[fact] ?? -1;
    if (index < 0) throw new Error(`fact ${fact} is told, but not listed`);
    return index * CLOCKS_MS.length + clock;
  };
}

/** True when the world may ever tell this fact to a payout that looks so. */
export function isAskable(row: Row, code: number, { attempts, sends }: Bounds): boolean {
  if (code === FACT.routedA || code === FACT.routedB) return row.attempts.length < attempts;
  const { no, epoch } = subjectOf(code);
  if (no === 0) return true;
  const attempt = row.attempts.find((each) => each.no === no);
  if (attempt === undefined) return false;
  if (code < FACT.resolved) return attempt.epoch < sends;
  return !attempt.live || epoch <= attempt.epoch;
}

/** The attempt and the epoch that a fact speaks of; attempt 0 when it speaks of none. */
function subjectOf(code: number): { readonly no: number; readonly epoch: number } {
  if (code >= FACT.evidence) {
    const attemptAndEpoch = (code - FACT.evidence) >> 7;
    return { no: (attemptAndEpoch >> 2) + 1, epoch: attemptAndEpoch % 4 };
  }
  if (code >= FACT.settled) return { no: (code - FACT.settled) >> 3, epoch: 1 };
  if (code >= FACT.resolved) return { no: (code - FACT.resolved) >> 2, epoch: 1 };
  return { no: code > FACT.resendReady ? code - FACT.resendReady : 0, epoch: 1 };
}

/** The fact that a number stands for. */
export function factOf(code: number, profiles: readonly [Profile, Profile], nowMs: number): Fact {
  if (code >= FACT.evidence) return evidenceOf(code - FACT.evidence);
  if (code >= FACT.settled) return settledOf(code - FACT.settled, nowMs);
  if (code >= FACT.resolved) return resolvedOf(code - FACT.resolved, nowMs);
  if (code > FACT.resendReady) {
    const attemptNo = code - FACT.resendReady;
    return { kind: 'resendReady', attemptNo, contentDigest: 'digest' };
  }
  switch (code) {
    case FACT.judgedFree:
      return { kind: 'judged', hold: null, holdsObligation: true };
    case FACT.judgedHeld:
      return { kind: 'judged', hold: BLOCKED, holdsObligation: true };
    case FACT.released:
      return { kind: 'reviewed', by: 'ops', decision: 'release', reason: 'checked' };
    case FACT.refusedOnReview:
      return { kind: 'reviewed', by: 'ops', decision: 'refuse', reason: 'checked' };
    case FACT.routedA:
      return routed('A', profiles[0]);
    case FACT.routedB:
      return routed('B', profiles[1]);
    case FACT.unroutableNow:
      return { kind: 'unroutable', permanent: false, failure: OUTAGE, retryAtMs: nowMs };
    case FACT.unroutableEver:
      return { kind: 'unroutable', permanent: true, failure: OUTAGE, retryAtMs: nowMs };
    case FACT.recovered:
      return { kind: 'recovered' };
    case FACT.tick:
      return { kind: 'tick' };
    case FACT.cancelRequested:
      return { kind: 'cancelRequested', by: 'caller' };
    case FACT.receivedAgain:
      return { kind: 'received', id: 'po_2', caller: 'lender', request: REQUEST };
    default:
      throw new Error(`no fact has the number ${code}`);
  }
}

/** The fact in plain words, for a trace. */
export function factText(code: number): string {
  const fact = factOf(code, ['asks', 'asks'], START_MS);
  switch (fact.kind) {
    case 'evidence': {
      const said = MEANING.get(wordOf(code - FACT.evidence))?.text ?? '?';
      const quiet = fact.source === 'inquiry' && fact.quietMs > 0 ? ', asked after the drain' : '';
      return `${fact.source} on attempt ${fact.attemptNo} (copy ${fact.epoch}): ${said}${quiet}`;
    }
    case 'resolved':
      return `${fact.proposal.by} states: attempt ${fact.proposal.attemptNo} ${fact.proposal.verdict}`;
    case 'routed':
      return `route to partner ${fact.partner}`;
    case 'resendReady':
      return `resend of attempt ${fact.attemptNo}`;
    case 'unroutable':
      return fact.permanent ? 'no partner is left' : 'no partner can take it now';
    case 'judged':
      return fact.hold === null ? 'policy lets it through' : 'policy holds it';
    case 'reviewed':
      return `operator's review: ${fact.decision}`;
    case 'pastLost':
      return 'the journal is a restored backup';
    case 'pastCleared':
      return 'no partner has what the backup lost';
    case 'recovered':
      return 'recovery finds the attempt under way';
    case 'tick':
      return 'the due time comes';
    case 'cancelRequested':
      return 'the caller asks to cancel';
    case 'received':
      return 'the caller posts its key again';
    case 'hinted':
    case 'lookSooner':
    case 'faultInjected':
      return fact.kind;
  }
}

function evidenceOf(rest: number): Fact {
  const quiet = rest % 2;
  const source = SOURCES[(rest >> 1) % 4] ?? 'inquiry';
  const attemptAndEpoch = rest >> 7;
  const meaning = MEANING.get(wordOf(rest));
  if (meaning === undefined) throw new Error(`no word in evidence ${rest}`);
  return {
    kind: 'evidence',
    attemptNo: (attemptAndEpoch >> 2) + 1,
    source,
    epoch: attemptAndEpoch % 4,
    verdict: meaning.verdict,
    digest: '',
    quietMs: quiet * DRAIN_MS,
  };
}

function wordOf(rest: number): number {
  return (rest >> 3) % 16;
}

function resolvedOf(rest: number, nowMs: number): Fact {
  const attemptNo = rest >> 2;
  const by = (rest >> 1) % 2 === 0 ? 'operator 1' : 'operator 2';
  const verdict = rest % 2 === 1 ? 'executed' : 'neverExecuted';
  const proposal = { by, attemptNo, verdict, evidence: 'letter', atMs: nowMs } as const;
  return { kind: 'resolved', proposal };
}

function settledOf(rest: number, nowMs: number): Fact {
  const attemptNo = rest >> 3;
  const by = (rest >> 2) % 2 === 0 ? 'operator 1' : 'operator 2';
  const verdict = CONFLICT_VERDICTS[rest % 4] ?? 'paidOnce';
  const proposal = { by, attemptNo, verdict, evidence: 'letter', atMs: nowMs } as const;
  return { kind: 'resolved', proposal };
}

function routed(partner: string, profile: Profile): Fact {
  const proof = profile === 'asks' ? TERMS.notFoundIsProofAfterMs : null;
  return {
    kind: 'routed',
    partner,
    endpoint: 'main',
    contentDigest: 'digest',
    adapterVersion: '1',
    terms: {
      ...TERMS,
      dedupe: profile === 'forgets' ? 'none' : 'byKey',
      keyAfterRefusal: profile === 'frees' ? 'same' : 'new',
      copyLifeMs: profile === 'frees' ? DRAIN_MS : null,
      notFoundIsProofAfterMs: proof,
    },
    intentAtMs: START_MS,
    reason: ROUTE_RECORD,
  };
}

const BLOCKED = { code: 'regulatory.sanctions', detail: '', partnerCode: null } as const;
const OUTAGE = { code: 'partner.outage', detail: '', partnerCode: null } as const;
