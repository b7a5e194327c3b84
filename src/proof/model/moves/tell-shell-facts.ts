import { isCalling, type Stage, type Visit } from '../stage.ts';
import type { Row } from '../row.ts';
import { FACT, resendReady } from '../questions.ts';
import { breakShell } from './break-shell.ts';

const SHELL_FACTS = [
  FACT.receivedAgain,
  FACT.tick,
  FACT.cancelRequested,
  FACT.judgedFree,
  FACT.judgedHeld,
  FACT.released,
  FACT.refusedOnReview,
  FACT.routedA,
  FACT.routedB,
  FACT.unroutableNow,
  FACT.unroutableEver,
  FACT.recovered,
] as const;

/** Facts without a message: the shell may tell any of them at any moment, even uncalled for. */
export function tellShellFacts(stage: Stage, state: Uint8Array, visit: Visit): void {
  const row = stage.rowOf(state);
  for (const code of SHELL_FACTS) {
    if (!mayTell(stage, state, row, code)) continue;
    stage.mention(state, code, visit);
    if (code === FACT.routedA || code === FACT.routedB) breakShell(stage, state, code, visit);
  }
  for (const { no, epoch } of row.attempts) {
    if (epoch < stage.bounds.sends) stage.mention(state, resendReady(no), visit);
  }
}

function mayTell({ bounds }: Stage, state: Uint8Array, row: Row, code: number): boolean {
  switch (code) {
    case FACT.cancelRequested:
      return bounds.cancel;
    case FACT.judgedHeld:
      return bounds.holds;
    case FACT.routedA:
      return canRoute(row, 'A', bounds.attempts);
    case FACT.routedB:
      return canRoute(row, 'B', bounds.attempts) && !isMirrored(row, bounds.partners);
    case FACT.unroutableEver:
      return !canRoute(row, 'A', bounds.attempts) && !canRoute(row, 'B', bounds.attempts);
    case FACT.recovered:
      return row.attempts.every(({ no, underWay }) => !underWay || !isCalling(state, no));
    default:
      return true;
  }
}

function canRoute({ attempts, excluded }: Row, partner: string, attemptsMax: number): boolean {
  return attempts.length < attemptsMax && !excluded.includes(partner);
}

/** Two partners that promise the same are interchangeable: the first attempt goes to A. */
function isMirrored({ attempts }: Row, [a, b]: readonly [string, string]): boolean {
  return attempts.length === 0 && a === b;
}
