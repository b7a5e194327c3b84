import { type FailureCategory } from '../contract/failure.ts';
import type { Owner } from '../contract/failure-meaning.ts';
import type { NextAction, PayoutState } from './payout.ts';

/** What a caller is told about a payout. JSON-ready: amounts are numbers of minor units. */
export interface PayoutView {
  readonly object: 'payout';
  readonly id: string;
  readonly state: PayoutState;
  /** The only question that matters: may money have moved? */
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  /** True when a NEW payout for the same obligation cannot pay twice. */
  readonly safeToResubmit: boolean;
  readonly obligation: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly partner: string | null;
  readonly finality: 'executed' | 'credited' | 'reconciled' | null;
  readonly cancelRequested: boolean;
  readonly nextAction: { readonly what: NextAction['what']; readonly at: string } | null;
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

export interface AttemptView {
  readonly no: number;
  readonly partner: string;
  readonly endpoint: string;
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
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  readonly nextAction: PayoutView['nextAction'];
  readonly waitingFor: string;
  /** What would let each attempt be declared dead, or why it is. */
  readonly attempts: readonly {
    readonly no: number;
    readonly partner: string;
    readonly proof: string;
  }[];
  readonly route: RouteExplanation;
}

/** The routing decision as it would be taken now. */
export interface RouteExplanation {
  readonly chosen: string | null;
  readonly candidates: readonly {
    readonly partner: string;
    readonly eligible: boolean;
    readonly reason: string;
  }[];
}
