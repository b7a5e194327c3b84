import type { CallbackAnswer, CallbackDelivery } from '../contract/adapter.ts';
import type { FailureCode } from '../contract/failure.ts';
import type { Isolation, LaneStatus } from '../contract/send.ts';
import type { AcceptOrder, AcceptOutcome, FieldError } from './accept/accept-order.ts';
import type { NotAccepted } from './accept/not-accepted.ts';
import type { NewsClosing, UnplacedNews } from './dispatch/unplaced-news.ts';
import type { ReleaseWord } from './out-of-service.ts';
import type { Distrust } from './partner-conflicts.ts';
import type { AttemptVerdict, ConflictVerdict, PayoutRequest } from './model/payout.ts';
import type {
  ExplainView,
  OpeningView,
  PayoutView,
  RouteExplanation,
  TimelineEntry,
} from './views/views.ts';

/**
 * What the world may ask of the engine: the only door for HTTP and the command line.
 *
 * Where a method has an outcome `notAccepted`, a journal that fails ends in that; every other method
 * rejects with JournalError then. Neither moves money.
 */
export interface PayoutService {
  /** Stores the payout before it answers (W1). A bank outage is never an error here. */
  accept(order: AcceptOrder): Promise<AcceptOutcome>;
  /** Judges and routes without storing anything. */
  dryRun(caller: string, request: PayoutRequest): Promise<DryRunView>;
  /** `null`: no such payout, or none that the scope may see. */
  get(scope: Scope, payoutId: string): Promise<PayoutView | null>;
  /** One page, newest first; `hasMore` says whether `cursor` at its last id finds another. */
  list(
    scope: Scope,
    query: ListQuery,
  ): Promise<{ readonly data: readonly PayoutView[]; readonly hasMore: boolean }>;
  /** The timeline after event number `afterSeq`, at most `limit` entries; `null` as in `get`. */
  events(
    scope: Scope,
    payoutId: string,
    afterSeq: number,
    limit: number,
  ): Promise<readonly TimelineEntry[] | null>;
  /** Why it is where it is, and how it would be routed now; `null` as in `get`. */
  explain(scope: Scope, payoutId: string): Promise<ExplainView | null>;
  /** A request, not a verdict: money under way may still arrive (R10). */
  cancel(scope: Scope, payoutId: string): Promise<ActionOutcome>;
  /** Clears or refuses a HELD payout, or says with a second person that the lost past paid it (row 3). */
  review(payoutId: string, review: Review): Promise<ActionOutcome>;
  /** Rows 18 and 20: the first operator proposes, a second, different one confirms. */
  resolve(payoutId: string, resolution: Resolution): Promise<ActionOutcome>;
  /** Verifies, stores, then answers in the partner's dialect. `null`: no such partner. */
  callback(partner: string, delivery: CallbackDelivery): Promise<CallbackAnswer | null>;
  /** Every configured partner, in our order of preference. */
  partners(): Promise<readonly PartnerView[]>;
  /**
   * Closes every lane but inquire: queued payouts wait, doubt still drains. `false`: no such partner.
   */
  isolate(partner: string, isolation: Isolation): Promise<boolean>;
  /** Ends isolation and quarantine of the partner, and believes its proofs again. `false`: no such partner. */
  restore(partner: string, by: string, reason?: string): Promise<boolean>;
  /** Payees to whom new payouts are HELD since a conflict. Named by a digest, never by an account. */
  quarantinedPayees(): Promise<readonly QuarantinedPayee[]>;
  /** Ends a payee's quarantine; what is HELD stays so for a review. `false`: none is quarantined so. */
  releasePayee(payee: string, by: string, reason: string): Promise<boolean>;
  /** Verified news of the partner that no payout took, oldest first; `null`: no such partner. */
  unplacedNews(partner: string): readonly UnplacedNews[] | null;
  /** Ends one of these, with a reason that is kept. `false`: no such news is open. */
  closeNews(partner: string, newsId: string, closing: NewsClosing): Promise<boolean>;
  /** Sends a webhook again under its own id. `false`: no such webhook. */
  redeliver(webhookId: string): Promise<boolean>;
  /** Whether this process takes payouts now. */
  readiness(): Readiness;
}

/** `caller: null` sees every caller's payouts (scope `ops`). */
export interface Scope {
  readonly caller: string | null;
  /** The API key's name, for the audit trail. */
  readonly by: string;
}

/** What would become of a request if it were posted now. Nothing was stored. */
export interface DryRunView {
  readonly wouldBe: 'QUEUED' | 'HELD' | 'FAILED' | 'INVALID';
  readonly failure: FailureCode | null;
  readonly errors: readonly FieldError[];
  readonly route: RouteExplanation;
}

/** Which payouts to list, newest first. Times are Unix ms, both inclusive. */
export interface ListQuery {
  readonly state?: string | undefined;
  readonly partner?: string | undefined;
  readonly obligation?: string | undefined;
  readonly createdFromMs?: number | undefined;
  readonly createdToMs?: number | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 100. */
  readonly limit: number;
}

/** What came of what a person asked for. Only `done` has changed the payout. */
export type ActionOutcome =
  | { readonly kind: 'done'; readonly payout: PayoutView }
  | { readonly kind: 'notFound' }
  /** The payout's state does not allow it; says why and what to do. */
  | { readonly kind: 'refused'; readonly detail: string; readonly payout: PayoutView }
  | NotAccepted;

/** A person's judgement of a HELD payout, with name and reason for the timeline. */
export interface Review {
  readonly by: string;
  readonly decision: 'release' | 'refuse' | 'wasPaid';
  readonly reason: string;
}

/** One operator's word on what no machine can end (rows 18 and 20). It takes two. */
export interface Resolution {
  readonly by: string;
  /** Needed for an attempt in doubt; in a conflict `undefined` is the last attempt that paid. */
  readonly attemptNo: number | undefined;
  readonly verdict: AttemptVerdict | ConflictVerdict;
  /** Where the proof is: a statement line, a bank letter. Written down, never empty. */
  readonly evidence: string;
}

/** One lane of one of a partner's endpoints. */
export interface EndpointLane extends LaneStatus {
  /** The endpoint's name, as in each intent. */
  readonly endpoint: string;
}

/** A payee out of service, as operators see it. */
export interface QuarantinedPayee {
  /** SHA-256 of the account, in hexadecimal. */
  readonly payee: string;
  /** Names the payout in conflict. */
  readonly reason: string;
  /** Unix ms. */
  readonly sinceMs: number;
  /** The call that ends it, method and path. */
  readonly call: string;
}

/** A partner as operators see it. No field is a secret or says anything of a payee. */
export interface PartnerView {
  readonly partner: string;
  readonly lanes: readonly EndpointLane[];
  readonly quarantined: { readonly reason: string; readonly sinceMs: number } | null;
  /** The proofs that failed there: what rests on one of them alone stays in doubt until it is restored. */
  readonly distrusted: readonly Distrust[];
  /** Conflicts since it was last restored; the lane rules say after how many it is quarantined. */
  readonly conflicts: number;
  /** Who restored it last and why; `null`: nobody yet. */
  readonly restored: ReleaseWord | null;
  /** The call that restores it, method and path; absent while it is in service and all is believed. */
  readonly call?: string | undefined;
  readonly isolation: Isolation | null;
  /** What its calendar says now. */
  readonly opening: OpeningView;
  /** How its latest submits came out, as routing ranks by it. */
  readonly success: { readonly percent: number; readonly submits: number };
  readonly inDoubt: number;
  readonly accountTypes: readonly string[];
  readonly currencies: readonly string[];
}

/** Whether this process takes payouts, and each reason why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}
