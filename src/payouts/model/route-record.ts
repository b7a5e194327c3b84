import type { RouteReason } from '../../contract/routing.ts';
import type { Exploration } from '../route/explore.ts';
import type { Gate } from '../route/eligibility.ts';
import type { Score } from '../route/rank.ts';

/** One candidate in the decision: the gate that was shut, or what it was ranked by. */
export interface RouteLine {
  readonly partner: string;
  readonly eligible: boolean;
  /** In words. */
  readonly reason: string;
  readonly gate: Gate | null;
  readonly score: Score | null;
}

/**
 * How one attempt's partner was chosen: kept with the attempt, for whoever asks later. Holds partner
 * names and figures and nothing personal.
 */
export interface RouteRecord {
  /** One sentence. */
  readonly why: string;
  readonly reason: RouteReason;
  readonly exploration: Exploration | null;
  /** Every candidate, in our order. */
  readonly lines: readonly RouteLine[];
}
