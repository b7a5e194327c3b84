import type { Capabilities } from '../../contract/capabilities.ts';
import type { Money } from '../../contract/money.ts';
import type { Opening, PartnerTerms } from '../../contract/routing.ts';
import type { LaneAdvice } from '../../contract/send.ts';
import type { SuccessRate } from '../model/route-record.ts';

/** A partner as the router sees it at this moment. */
export interface RouteCandidate {
  readonly partner: string;
  readonly capabilities: Capabilities;
  /** What we decided about it. */
  readonly terms: PartnerTerms;
  /** What its calendar says of this moment. */
  readonly opening: Opening;
  /** The submit lane's word, or the pause that the partner itself asked for. */
  readonly advice: LaneAdvice;
  readonly quarantined: boolean;
  /** False when as many submits are under way as the lane's limit allows. */
  readonly hasRoom: boolean;
  /** How its latest submits came out. */
  readonly success: SuccessRate;
  /** Amounts that it lately refused because our funds there were too low. */
  readonly shortages: readonly Shortage[];
}

/** Our funds at the partner did not reach for this amount; believed until it is tried again. */
export interface Shortage {
  readonly amount: Money;
  readonly untilMs: number;
}
