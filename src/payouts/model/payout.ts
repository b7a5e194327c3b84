import type { Creditor } from '../../contract/adapter.ts';
import type { FailureCode } from '../../contract/failure.ts';
import type { Money } from '../../contract/money.ts';
import type { Finality, Verdict } from '../../contract/verdict.ts';

/** The eleven states (docs/MONEY.md). */
export const PAYOUT_STATES = [
  'RECEIVED',
  'HELD',
  'QUEUED',
  'DISPATCHING',
  'IN_DOUBT',
  'PROCESSING',
  'PAID',
  'RETURNED',
  'FAILED',
  'CANCELLED',
  'CONFLICT',
] as const;

/** One of the states, as stored and as told to the caller. */
export type PayoutState = (typeof PAYOUT_STATES)[number];

/** What the caller asked for; never changes. */
export interface PayoutRequest {
  readonly obligation: string;
  readonly amount: Money;
  readonly creditor: Creditor;
  readonly remittance: string;
  /** Unix ms. Past it, without a live attempt, the payout fails with `DEADLINE`. */
  readonly deadlineAtMs: number | null;
  /** The partners the caller allows, in its order; empty: any. */
  readonly route: readonly string[];
  readonly borrower: Borrower | null;
  /** The earlier, returned payout that this one replaces. */
  readonly replaces: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the lender's own checks found out about the borrower. */
export interface Borrower {
  readonly creditScore?: number | undefined;
  readonly identity?: 'verified' | 'incomplete' | 'expired' | undefined;
  readonly income?: 'verified' | 'missing' | undefined;
  readonly region?: string | undefined;
}

/** One obligation to pay, as the engine knows it: the fold of its events. */
export interface Payout {
  readonly id: string;
  readonly caller: string;
  /** The person who asked for it; absent in payouts of before, and where nobody said. */
  readonly createdBy?: string;
  /**
   * Present while a restored backup may have lost attempts of this payout: money may have moved
   * that nothing here knows of. Nothing is sent, failed or cancelled before partners were asked.
   */
  readonly lostPast?: LostPast | undefined;
  /** What its partner keys are made from; absent in journals older than it: its id then is. */
  readonly keySeed?: string;
  readonly request: PayoutRequest;
  readonly state: PayoutState;
  /** Counts writes; the journal's compare-and-set runs on it (R12). */
  readonly version: number;
  /** The number of its last event. */
  readonly lastSeq: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly attempts: readonly Attempt[];
  readonly failure: Failure | null;
  readonly cancelRequested: { readonly by: string; readonly atMs: number } | null;
  readonly finality: Finality | null;
  readonly returned: Returned | null;
  readonly nextAction: NextAction | null;
  /** Partners that refused it in a way that only another partner can change. */
  readonly excludedPartners: readonly string[];
  /** How often it was postponed since it was last queued: the step of the backoff. */
  readonly postponements: number;
  readonly holdsObligation: boolean;
  /** The first operator's word on the live attempt, waiting for a second one (row 18). */
  readonly proposal: Proposal | null;
  /** True once its case was escalated: it waited too long for a partner, or doubt nearly too long. */
  readonly escalated: boolean;
  /** What two people said of the latest conflict; absent before one was ended. */
  readonly settlement?: ConflictVerdict;
}

/** What two people may say of an attempt that is in doubt (row 18). */
export type AttemptVerdict = 'executed' | 'neverExecuted';

/**
 * What two people may say of a payout in conflict, as a whole (row 20). `paidOnce`: the payee has the
 * amount once, whatever else moved came back. `paidTwice`: more than once, and it did not come back.
 * `returned`: what moved came back. `neverPaid`: none ever moved.
 */
export const CONFLICT_VERDICTS = ['paidOnce', 'paidTwice', 'returned', 'neverPaid'] as const;

/** One of {@link CONFLICT_VERDICTS}. */
export type ConflictVerdict = (typeof CONFLICT_VERDICTS)[number];

/** What two people may say of a payout whose past a restored backup has lost: it was paid then (row 3). */
export type LostPastVerdict = 'paidInLostTime';

/** True for a word on a payout in conflict; false for one on an attempt in doubt or on a lost past. */
export function isConflictVerdict(verdict: Proposal['verdict']): verdict is ConflictVerdict {
  return CONFLICT_VERDICTS.some((each) => each === verdict);
}

/** What an operator claims to know, with its proof. */
export interface Proposal {
  readonly by: string;
  /** In a conflict: the attempt that paid, or came back. 0 for a lost past: no attempt is on record. */
  readonly attemptNo: number;
  readonly verdict: AttemptVerdict | ConflictVerdict | LostPastVerdict;
  readonly evidence: string;
  readonly atMs: number;
  /** True once the partner, asked by our key, answered after this was said, and it still stands. */
  readonly askedAgain?: true;
}

/** What a restored backup leaves unknown of a payout. */
export interface LostPast {
  /** A partner that may have paid it and cannot be asked by our key; `null`: all can be asked. */
  readonly unaskable: string | null;
}

/** Why a payout is not, or not yet, paid. */
export interface Failure {
  readonly code: FailureCode | 'DEADLINE';
  /** For people: which partner code or which check; never personal data. */
  readonly detail: string;
  readonly partnerCode: string | null;
}

/** Money that came back. What is missing of the amount is the fee, or is still gone. */
export interface Returned {
  readonly amount: Money;
  readonly feeMinor: bigint;
  readonly atMs: number;
  readonly partnerCode: string;
}

/** What the engine does next by itself, and when (I5: each non-final payout has one). */
export interface NextAction {
  readonly what: 'route' | 'inquire' | 'await_answer' | 'review' | 'cancel';
  readonly atMs: number;
  /**
   * When a calendar says that a partner opens, where that is later than `atMs`: the engine looks
   * again before, in case something changes, but this is when it expects to send.
   */
  readonly opensAtMs?: number;
}

/**
 * The states of an attempt. Their rank only rises: INTENT = SENT = UNKNOWN < ACCEPTED < EXECUTED = DEAD
 * < RETURNED (R11). Only DEAD lets another attempt be made (R1).
 */
export type AttemptState =
  'INTENT' | 'SENT' | 'UNKNOWN' | 'ACCEPTED' | 'EXECUTED' | 'DEAD' | 'RETURNED';

/**
 * The only ways to know that an attempt will never move money: the proofs P1 to P3, and two
 * operators with written evidence in their place (docs/MONEY.md row 18).
 */
export type DeathProof = 'P1_NEVER_SENT' | 'P2_REFUSED' | 'P3_ABSENT' | 'OPERATORS';

/** One instruction to one partner endpoint, with one partner key. */
export interface Attempt {
  readonly no: number;
  readonly partner: string;
  readonly endpoint: string;
  readonly partnerKey: string;
  /** What else a callback may call it by; absent where the key is its only name. */
  readonly references?: readonly string[];
  readonly state: AttemptState;
  /** Counts the sends. */
  readonly epoch: number;
  /** Epochs proven to have put no byte on the wire; P1 needs all of them. */
  readonly neverSentEpochs: readonly number[];
  readonly intentAtMs: number;
  readonly lastSendAtMs: number;
  readonly contentDigest: string;
  readonly adapterVersion: string;
  /** What the capability record promised when the intent was written. */
  readonly terms: AttemptTerms;
  readonly proof: DeathProof | null;
  /** True where it died by a refusal that the partner keeps no record of: it may not take it after that. */
  readonly isUnrecorded?: boolean;
  readonly failure: Failure | null;
  readonly partnerReference: string | null;
  readonly inquiries: number;
  readonly cancelSentAtMs: number | null;
  /** The hint that is, or was last, looked into; absent when none ever came. */
  readonly hint?: AttemptHint;
  /** The batch it is a member of; absent when it is sent alone. */
  readonly batch?: AttemptBatch;
}

/**
 * What a callback said that proves nothing (`callbackProves: 'hint'`, or too old): a reason to ask
 * the partner, never evidence.
 */
export interface AttemptHint {
  readonly verdict: Verdict['kind'];
  /** Questions that it brought forward. */
  readonly asked: number;
  /** Those of them that the partner answered, and not as the hint says. */
  readonly denied: number;
  /** When the last of the questions was asked, Unix ms; `null` before the first. */
  readonly askedAtMs: number | null;
  /** When the partner is asked because of it, Unix ms; `null`: no more. */
  readonly dueAtMs: number | null;
  /**
   * What hints call the partner's record, oldest first, while the attempt has no reference of its own:
   * names to ask by, one a question. Anybody's, until an answer to one repeats our key.
   */
  readonly askBy?: readonly string[];
}

/** A batch: attempts of several payouts, sent as one, as written down before the first byte. */
export interface AttemptBatch {
  /** Unique for ever: the partner recognises a copy of the batch by it. */
  readonly key: string;
  /** The payouts in it, in their order in the batch. */
  readonly payoutIds: readonly string[];
}

/** The part of the capability record that decides about an attempt, frozen with its intent. */
export interface AttemptTerms {
  readonly dedupe: 'none' | 'byKey';
  readonly keyWindowEndsAtMs: number;
  readonly notFoundIsProofAfterMs: number | null;
  readonly inquiry: boolean;
  readonly inquiryNotBeforeMs: number;
  readonly inquiryHorizonMs: number | null;
  /** `reference`: only what the partner itself called the attempt can be asked for. */
  readonly inquiryBy: 'key' | 'reference';
  /** `same`: a refusal frees the key, so a copy that comes after it is a new instruction. */
  readonly keyAfterRefusal: 'new' | 'same';
  /** How long after it left a copy may still be taken; `null`: nobody says. */
  readonly copyLifeMs: number | null;
  readonly cancel: boolean;
  /** True where the partner can only be asked to stop what it has named. */
  readonly cancelNeedsReference: boolean;
}

/** True for states that only rows 12, 13 and 17 may leave. */
export function isFinal(state: PayoutState): boolean {
  return state === 'PAID' || state === 'RETURNED' || state === 'FAILED' || state === 'CANCELLED';
}

/** True for states that a death or a doubt can no longer change: final ones, and CONFLICT. */
export function isSettled(state: PayoutState): boolean {
  return isFinal(state) || state === 'CONFLICT';
}

/**
 * The deadline that may end the payout, Unix ms; `null` for none. While a restored backup may have lost
 * attempts there is none: what may be paid is not given up, nor asked about ever faster.
 */
export function deadlineOf({ request, lostPast }: Payout): number | null {
  return lostPast === undefined ? request.deadlineAtMs : null;
}

/** The attempt that may still move or has moved money, or `null` when all are dead. */
export function liveAttempt(payout: Payout): Attempt | null {
  return payout.attempts.findLast((attempt) => attempt.state !== 'DEAD') ?? null;
}
