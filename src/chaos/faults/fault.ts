import type { z } from 'zod';

import type { Exchange } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/**
 * What a fault does to the truth of an exchange, which no other tool says about its faults.
 *
 * `none`: only time passes. `never_sent`: the partner saw nothing, and the gateway can know it.
 * `not_executed`: the partner executed nothing, and the gateway cannot know it.
 * `executed_unanswered`: the partner did its work, and its answer was lost.
 */
export type Truth = 'none' | 'never_sent' | 'not_executed' | 'executed_unanswered';

/** What a fault may use besides the exchange it changes. */
export interface FaultTools {
  readonly runtime: Runtime;
  /** A draw that belongs to this exchange: the same in every run. */
  draw(purpose: string): number;
}

/** One way to disturb an exchange: its parameters, its truth, and what it does. */
export interface FaultKind<Params = unknown> {
  /** The catalogue's name, such as `commit.lost_answer`. */
  readonly id: string;
  /** One sentence for the catalogue page. */
  readonly summary: string;
  /** Each parameter with its values, for the catalogue page. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<Params>;
  truth(params: Params): Truth;
  /**
   * The longest time in ms that it can add to an exchange with these parameters, whatever the draw.
   * Guarded mode refuses a fault that may take too long.
   */
  delayMsMax(params: Params): number;
  inject(params: Params, tools: FaultTools, next: Exchange): Exchange;
}

/** Keeps the parameter type inside one definition and hides it from the catalogue. */
export function defineFault<Params>(kind: FaultKind<Params>): FaultKind {
  return {
    ...kind,
    truth: (params) => kind.truth(params as Params),
    delayMsMax: (params) => kind.delayMsMax(params as Params),
    inject: (params, tools, next) => kind.inject(params as Params, tools, next),
  };
}
