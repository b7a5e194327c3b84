import type { FaultKind } from './fault.ts';
import { connectRefused } from './connect-refused.ts';
import { delay } from './delay.ts';
import { httpStatus } from './http-status.ts';
import { lostAnswer } from './lost-answer.ts';
import { tcpReset } from './tcp-reset.ts';

/** Every fault there is. A new fault is one file and one line here (docs/FAULTS.md). */
export const FAULTS: readonly FaultKind[] = [
  delay,
  connectRefused,
  tcpReset,
  httpStatus,
  lostAnswer,
];

/** What the control API tells of a fault. */
export interface FaultDescription {
  readonly fault: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The catalogue for the control API and the page. */
export function describeFaults(): readonly FaultDescription[] {
  return FAULTS.map(({ id, summary, parameters }) => ({ fault: id, summary, parameters }));
}

/** The fault of this name; `undefined` when the catalogue has none. */
export function faultById(id: string): FaultKind | undefined {
  return FAULTS.find((fault) => fault.id === id);
}
