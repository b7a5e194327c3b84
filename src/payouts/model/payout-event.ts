import type { EvidenceSource, Finality, Verdict } from '../../contract/verdict.ts';
import type { RouteRecord } from './route-record.ts';
import type {
  Attempt,
  DeathProof,
  Failure,
  LostPast,
  NextAction,
  PayoutRequest,
  PayoutState,
  Proposal,
  Returned,
} from './payout.ts';

/** What happened to a payout, append-only. The payout is the fold of these (`applyEvent`). */
export type PayoutEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'received';
      readonly id: string;
      readonly caller: string;
      /** The person who asked for it; missing where nobody said. */
      readonly createdBy?: string;
      /** {@link Payout.keySeed}. */
      readonly keySeed?: string;
      /** {@link Payout.lostPast}. */
      readonly lostPast?: LostPast;
      readonly request: PayoutRequest;
    }
  /** The payout reached a state. The only event that changes it. */
  | {
      readonly kind: 'moved';
      readonly to: PayoutState;
      readonly failure: Failure | null;
      readonly next: NextAction | null;
      readonly finality: Finality | null;
      readonly returned: Returned | null;
      readonly holdsObligation: boolean;
      /** A partner that need not be asked again. */
      readonly exclude: string | null;
      readonly why: string;
    }
  /** A restored backup may have lost attempts; `null`: what was lost is known, or there was nothing. */
  | { readonly kind: 'pastLost'; readonly lostPast: LostPast | null; readonly why: string }
  /** W3: the intent. From here on bytes may have left. */
  | {
      readonly kind: 'attemptStarted';
      readonly attempt: Attempt;
      readonly why: string;
      /** How the partner was chosen; missing in journals older than the record. */
      readonly route?: RouteRecord;
    }
  /** W4: another copy under the same key. */
  | { readonly kind: 'resendStarted'; readonly attemptNo: number; readonly epoch: number }
  /** Something was said about an attempt; `counted` is false when it changed nothing. */
  | {
      readonly kind: 'evidence';
      readonly attemptNo: number;
      readonly source: EvidenceSource;
      readonly epoch: number;
      readonly verdict: Verdict['kind'];
      readonly failure: Failure | null;
      readonly digest: string;
      readonly counted: boolean;
      readonly why: string;
      /** What the partner calls the attempt, where it said so and this is news. */
      readonly partnerReference?: string;
      /** The planned inquiry, put off at the partner's wish; missing when nothing was put off. */
      readonly next?: NextAction;
    }
  | {
      readonly kind: 'attemptMoved';
      readonly attemptNo: number;
      readonly to: Attempt['state'];
      readonly proof: DeathProof | null;
      /** {@link Attempt.isUnrecorded}; missing in events that are older than it. */
      readonly isUnrecorded?: boolean;
      readonly failure: Failure | null;
      readonly partnerReference: string | null;
    }
  /** One send of the attempt provably put no byte on the wire. */
  | { readonly kind: 'neverSent'; readonly attemptNo: number; readonly epoch: number }
  | { readonly kind: 'inquired'; readonly attemptNo: number; readonly next: NextAction }
  /** A callback that proves nothing: kept, and the partner is asked at `dueAtMs`. */
  | {
      readonly kind: 'hinted';
      readonly attemptNo: number;
      readonly verdict: Verdict['kind'];
      readonly digest: string;
      readonly dueAtMs: number | null;
      /** The names that hints lend, where this one brought another ({@link AttemptHint}). */
      readonly askBy?: readonly string[];
    }
  /** The partner is asked because of a hint; `dueAtMs` is the next time, `null`: no more. */
  | {
      readonly kind: 'hintFollowed';
      readonly attemptNo: number;
      readonly dueAtMs: number | null;
    }
  /** The next action comes sooner than planned, and the pauses before it begin anew. */
  | { readonly kind: 'broughtForward'; readonly next: NextAction }
  | { readonly kind: 'postponed'; readonly failure: Failure | null; readonly next: NextAction }
  | { readonly kind: 'cancelRequested'; readonly by: string; readonly next: NextAction | null }
  | { readonly kind: 'cancelSent'; readonly attemptNo: number }
  | {
      readonly kind: 'reviewed';
      readonly by: string;
      readonly decision: string;
      readonly reason: string;
    }
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | {
      readonly kind: 'resolved';
      readonly by: readonly [string, string];
      readonly proposal: Proposal;
    }
  | { readonly kind: 'escalated'; readonly why: string }
  | {
      readonly kind: 'faultInjected';
      readonly partner: string;
      readonly lane: string;
      readonly fault: string;
      readonly ruleId: string;
      readonly attemptNo: number;
      readonly epoch: number;
      readonly truth: string;
    }
);
