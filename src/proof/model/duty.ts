import type { Step } from './step.ts';

/**
 * What must not be passed over. A gateway that never does anything breaks no promise of safety:
 * these are the rows of docs/MONEY.md read as duties, each with when it is due and what fulfils it.
 */
export interface Duty {
  readonly row: string;
  isDue(step: Step): boolean;
  isDone(step: Step): boolean;
}
