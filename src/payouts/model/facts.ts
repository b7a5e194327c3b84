import type { EvidenceSource, Verdict } from '../../contract/verdict.ts';
import type { DistrustableProof } from './breach.ts';
import type { RouteRecord } from './route-record.ts';
import type {
  AttemptBatch,
  AttemptTerms,
  Failure,
  LostPast,
  PayoutRequest,
  Proposal,
} from './payout.ts';

/**
 * Everything that can happen to a payout. Callers, partners, timers and operators only produce
 * facts; `decide()` alone says what they mean.
 */
export type Fact =
  /** Row 1. The only fact for a payout that does not exist yet. */
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
  /** Row 2: the policy's judgement; `hold: null` lets it through. */
  | { readonly kind: 'judged'; readonly hold: Failure | null; readonly holdsObligation: boolean }
  /** Row 3: an operator cleared or refused a held payout, or found that the lost past has paid it. */
  | {
      readonly kind: 'reviewed';
      readonly by: string;
      readonly decision: 'release' | 'refuse' | 'wasPaid';
      readonly reason: string;
    }
  /** Row 4: a route was found. */
  | {
      readonly kind: 'routed';
      readonly partner: string;
      readonly endpoint: string;
      readonly contentDigest: string;
      readonly adapterVersion: string;
      /** What else the partner may call it by; absent where the key is its only name. */
      readonly references?: readonly string[];
      readonly terms: AttemptTerms;
      /** The date inside the instruction; the digest was made with it. */
      readonly intentAtMs: number;
      readonly reason: RouteRecord;
      /** The batch it is a member of; the facts of the other members are told beside this one. */
      readonly batch?: AttemptBatch;
      /** The key under which the partner already holds it (after a restore): it is not sent. */
      readonly foundKey?: string;
    }
  /** No partner can take it now (`permanent: false`) or ever. */
  | {
      readonly kind: 'unroutable';
      readonly permanent: boolean;
      readonly failure: Failure;
      readonly retryAtMs: number;
    }
  /** Rows 5-9, 11-13, 16, 17. */
  | EvidenceFact
  /** A callback that proves nothing says something about an attempt: a reason to ask (W6). */
  | {
      readonly kind: 'hinted';
      readonly attemptNo: number;
      readonly verdict: Verdict['kind'];
      /** Digest of the raw message. */
      readonly digest: string;
      /** What it calls the partner's record: a name to ask by, of whosoever. */
      readonly askBy?: string;
    }
  /** Row 10: the shell found the submit lane open and the content unchanged. */
  | { readonly kind: 'resendReady'; readonly attemptNo: number; readonly contentDigest: string }
  /** The journal was restored from a backup: what came after it is lost. */
  | { readonly kind: 'pastLost'; readonly lostPast: LostPast }
  /** Every partner that could have paid it in the lost time was asked, and none has it. */
  | { readonly kind: 'pastCleared' }
  /** Row 7, after a crash: nobody in this process is waiting for the attempt. */
  | { readonly kind: 'recovered' }
  /** The due time came. */
  | { readonly kind: 'tick' }
  /**
   * What the next action waited for is over: it is due no later than `dueAtMs` (Unix ms), and the
   * pauses begin anew. Ends nothing.
   */
  | { readonly kind: 'lookSooner'; readonly dueAtMs: number }
  /** Row 14. */
  | { readonly kind: 'cancelRequested'; readonly by: string }
  /** Row 18: two operators, in two steps. */
  | { readonly kind: 'resolved'; readonly proposal: Proposal }
  /** A chaos fault touched an exchange of this payout. Changes nothing but the timeline. */
  | {
      readonly kind: 'faultInjected';
      readonly partner: string;
      readonly lane: string;
      readonly fault: string;
      readonly ruleId: string;
      readonly attemptNo: number;
      readonly epoch: number;
      readonly truth: string;
    };

/** One piece of evidence about one attempt. */
export interface EvidenceFact {
  readonly kind: 'evidence';
  readonly attemptNo: number;
  readonly source: EvidenceSource;
  /**
   * The attempt's epoch when the question was asked or the copy was sent (R3). 0 where nobody knows
   * which copies the partner had seen: a callback's word speaks of the key alone.
   */
  readonly epoch: number;
  readonly verdict: Verdict;
  /** Digest of the raw message; empty where there was none. */
  readonly digest: string;
  /**
   * How long the attempt had surely been quiet when an inquiry was asked, by the monotonic clock
   * of this process (a wall clock that jumps must not end a drain time). 0 for anything else.
   */
  readonly quietMs: number;
  /**
   * The proofs that are believed no more at the attempt's partner at the moment of the decision; the engine
   * fills it in. Absent: none.
   */
  readonly distrusted?: readonly DistrustableProof[];
}
