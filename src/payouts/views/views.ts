import { type FailureCategory } from '../../contract/failure.ts';
import type { Owner } from '../../contract/failure-meaning.ts';
import type { RouteReason } from '../../contract/routing.ts';
import type { MoneyMeaning } from '../model/money-moved.ts';
import type { NextAction, PayoutState } from '../model/payout.ts';
import type { EligibilityCondition } from '../model/route-record.ts';

/** What a caller is told about a payout. JSON-ready: amounts are numbers of minor units. */
export interface PayoutView {
  readonly object: 'payout';
  readonly id: string;
  readonly state: PayoutState;
  /** The only question that matters: may money have moved? */
  readonly moneyMoved: MoneyMeaning['moneyMoved'];
  /** True when a NEW payout for the same obligation cannot pay twice. */
  readonly safeToResubmit: boolean;
  readonly obligation: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly partner: string | null;
  readonly finality: 'executed' | 'credited' | 'reconciled' | null;
  readonly cancelRequested: boolean;
  readonly nextAction: NextActionView | null;
  readonly expectedResolutionBy: string | null;
  readonly failure: FailureView | null;
  readonly returned: {
    readonly amount: { readonly value: number; readonly currency: string };
    readonly fee: number;
    readonly at: string;
    readonly partnerCode: string;
  } | null;
  readonly attempts: readonly AttemptView[];
  readonly deadline: string | null;
  readonly replaces: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What happens next by itself, and the call by which people can end the wait. */
export interface NextActionView {
  readonly what: NextAction['what'];
  readonly at: string;
  /** Method and path; absent while nobody has to act. */
  readonly call?: string | undefined;
}

/** Why a payout is not paid, for machines (`code`), people (`title`, `remedy`) and the borrower. */
export interface FailureView {
  /** A stable URI: the page that explains the code. */
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly category: FailureCategory | 'caller';
  readonly owner: Owner | 'caller';
  readonly iso: { readonly set: 'status' | 'return'; readonly code: string } | null;
  /** Who may try again: the engine by itself, the caller after a correction, or nobody. */
  readonly retryable: 'engine' | 'caller' | 'no';
  readonly customer: {
    readonly key: string;
    readonly text: { readonly 'zh-CN': string; readonly en: string };
  } | null;
  readonly remedy: string;
  readonly detail: string;
}

/** An attempt as callers see it: no account, no name. */
export interface AttemptView {
  readonly no: number;
  readonly partner: string;
  readonly endpoint: string;
  /** Our reference in the partner's books. */
  readonly partnerKey: string;
  readonly state: string;
  readonly epoch: number;
  readonly proof: string | null;
  readonly partnerReference: string | null;
  readonly failureCode: string | null;
  readonly startedAt: string;
}

/** One line of a payout's timeline: what happened, and what caused it. */
export interface TimelineEntry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  /** The event's own fields, free of personal data. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a payout is where it is, and what happens next. */
export interface ExplainView {
  readonly id: string;
  readonly state: PayoutState;
  readonly summary: string;
  readonly moneyMoved: MoneyMeaning['moneyMoved'];
  readonly nextAction: PayoutView['nextAction'];
  readonly waitingFor: string;
  /** What would let each attempt be declared dead, or why it is. */
  readonly attempts: readonly {
    readonly no: number;
    readonly partner: string;
    readonly proof: string;
    /** How its partner was chosen then; `null` when that was not recorded. */
    readonly route: RouteExplanation | null;
  }[];
  /** The routing decision as it would be taken now. */
  readonly route: RouteExplanation;
}

/** A routing decision: every candidate with the condition that it did not meet, or with what it ranked by. */
export interface RouteExplanation {
  readonly chosen: string | null;
  /** Why this one, or why none. */
  readonly why: string;
  readonly reason: RouteReason | null;
  /** When somebody may take it; `null` when somebody may now, or nobody ever. */
  readonly waitUntil: string | null;
  readonly exploration: ExplorationView | null;
  readonly candidates: readonly RouteCandidateView[];
}

/** The draw for the floor of exploration; missing where nothing was drawn. */
export interface ExplorationView {
  /** From 0 to 1, the same for the same payout and attempt. */
  readonly draw: number;
  readonly sharePercent: number;
  /** The partner whose turn it was; `null`: the best one's. */
  readonly turnOf: string | null;
}

/** One candidate of a routing decision: eligible with its score, or the condition that it did not meet. */
export interface RouteCandidateView {
  readonly partner: string;
  readonly eligible: boolean;
  readonly reason: string;
  /** The first condition of eligibility that it did not meet; `null` when it was eligible. */
  readonly gate: EligibilityCondition | null;
  readonly score: RouteScoreView | null;
}

/** What an eligible partner was ranked by. */
export interface RouteScoreView {
  readonly deadAttempts: number;
  readonly hasRoom: boolean;
  /** The place in the caller's route, or else the tier. */
  readonly preference: number;
  /** Minor units of the payout's currency. */
  readonly fee: number;
  /** Minor units with six decimals: a price is compared to the millionth. */
  readonly expectedCost: string;
  readonly successPercent: number;
  /** Submits that the rate rests on. */
  readonly submits: number;
}

/** What a partner's calendar says of this moment, as operators see it. */
export interface OpeningView {
  readonly open: boolean;
  /** Why it is closed; `null` when it is open. */
  readonly why: string | null;
  /** When it takes instructions again, Unix ms; `null` when it is open. */
  readonly opensAtMs: number | null;
  /** That the calendar has ended, if it has. */
  readonly note: string | null;
}
