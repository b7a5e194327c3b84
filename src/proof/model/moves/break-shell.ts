import { at, AT, lineAt, ON_WIRE, payoutOf } from '../layout.ts';
import { FACT } from '../questions.ts';
import { attemptIn, type Stage, type Visit } from '../stage.ts';
import { about, STEP, step } from '../steps.ts';
import { crash } from './crash.ts';

/** What rules R4 and R12 forbid the shell; only a mutation does it. */
export function breakShell(stage: Stage, state: Uint8Array, code: number, visit: Visit): void {
  const { product, table } = stage;
  if (product.shell === 'sendsBeforeWriting' && at(state, AT.crashes) > 0) {
    const outcome = table.ask(payoutOf(state), code, 0);
    const sent = attemptIn(table.row(outcome.next), stage.rowOf(state).attempts.length + 1);
    if (outcome.effects.length === 0 || sent === undefined) return;
    const next = stage.copyOf(state);
    crash(next);
    next[lineAt(sent.slot, 1)] = ON_WIRE;
    visit(next, step(STEP.sentUnwritten, about(sent.slot, 0)), null);
  }
  if (product.shell === 'twoWriters' && stage.rowOf(state).attempts.length === 1) {
    const unsentId = table.ask(table.born, FACT.judgedFree, 0).next;
    const outcome = table.askStale(payoutOf(state), unsentId, code);
    const next = stage.copyOf(state);
    stage.perform(next, outcome);
    visit(next, step(STEP.staleWriter, code), null);
  }
}
