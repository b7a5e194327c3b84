import type { CallbackAnswer, CallbackDelivery } from '../contract/adapter.ts';
import type { FailureCode } from '../contract/failure.ts';
import type { Isolation, LaneStatus } from '../contract/send.ts';
import type { AcceptOrder, AcceptOutcome, FieldError } from './accept/accept-order.ts';
import type { NotAccepted } from './accept/not-accepted.ts';
import type { PayoutRequest } from './model/payout.ts';
import type {
  ExplainView,
  OpeningView,
  PayoutView,
  RouteExplanation,
  TimelineEntry,
} from './views/views.ts';

/** What the world may ask of the engine: the only door for HTTP and the command line. */
export interface PayoutService {
  /** Stores the payout before it answers (W1). A bank outage is never an error here. */
  accept(order: AcceptOrder): Promise<AcceptOutcome>;
  /** Judges and routes without storing anything. */
  dryRun(caller: string, request: PayoutRequest): Promise<DryRunView>;
  get(scope: Scope, payoutId: string): Promise<PayoutView | null>;
  list(
    scope: Scope,
    query: ListQuery,
  ): Promise<{ readonly data: readonly PayoutView[]; readonly hasMore: boolean }>;
  events(
    scope: Scope,
    payoutId: string,
    afterSeq: number,
    limit: number,
  ): Promise<readonly TimelineEntry[] | null>;
  explain(scope: Scope, payoutId: string): Promise<ExplainView | null>;
  /** A request, not a verdict: money under way may still arrive (R10). */
  cancel(scope: Scope, payoutId: string): Promise<ActionOutcome>;
  /** Clears or refuses a HELD payout (row 3). */
  review(payoutId: string, review: Review): Promise<ActionOutcome>;
  /** Row 18: the first operator proposes, a second, different one confirms. */
  resolve(payoutId: string, resolution: Resolution): Promise<ActionOutcome>;
  /** Verifies, stores, then answers in the partner's dialect. `null`: no such partner. */
  callback(partner: string, delivery: CallbackDelivery): Promise<CallbackAnswer | null>;
  partners(): Promise<readonly PartnerView[]>;
  /**
   * Closes every lane but inquire: queued payouts wait, doubt still drains. `false`: no such partner.
   */
  isolate(partner: string, isolation: Isolation): Promise<boolean>;
  restore(partner: string, by: string): Promise<boolean>;
  redeliver(webhookId: string): Promise<boolean>;
  readiness(): Readiness;
}

/** `caller: null` sees every caller's payouts (scope `ops`). */
export interface Scope {
  readonly caller: string | null;
  /** The API key's name, for the audit trail. */
  readonly by: string;
}

export interface DryRunView {
  readonly wouldBe: 'QUEUED' | 'HELD' | 'FAILED' | 'INVALID';
  readonly failure: FailureCode | null;
  readonly errors: readonly FieldError[];
  readonly route: RouteExplanation;
}

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

export type ActionOutcome =
  | { readonly kind: 'done'; readonly payout: PayoutView }
  | { readonly kind: 'notFound' }
  /** The payout's state does not allow it; says why and what to do. */
  | { readonly kind: 'refused'; readonly detail: string; readonly payout: PayoutView }
  | NotAccepted;

export interface Review {
  readonly by: string;
  readonly decision: 'release' | 'refuse';
  readonly reason: string;
}

export interface Resolution {
  readonly by: string;
  readonly attemptNo: number;
  readonly verdict: 'executed' | 'neverExecuted';
  /** Where the proof is: a statement line, a bank letter. Written down, never empty. */
  readonly evidence: string;
}

export interface PartnerView {
  readonly partner: string;
  readonly lanes: readonly LaneStatus[];
  readonly quarantined: { readonly reason: string; readonly sinceMs: number } | null;
  readonly isolation: Isolation | null;
  /** What its calendar says now. */
  readonly opening: OpeningView;
  /** How its latest submits came out, as routing ranks by it. */
  readonly success: { readonly percent: number; readonly submits: number };
  readonly inDoubt: number;
  readonly accountTypes: readonly string[];
  readonly currencies: readonly string[];
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}
