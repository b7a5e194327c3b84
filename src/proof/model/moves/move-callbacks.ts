import { recordOf, sayingsOf } from '../bank.ts';
import { at, AT, attemptNoOf, RECORD, SLOTS } from '../layout.ts';
import { evidence } from '../questions.ts';
import { attemptIn, type Stage, type Visit } from '../stage.ts';
import { SOURCE, WORD } from '../words.ts';

const LIABLE: readonly number[] = [RECORD.accepted, RECORD.paid, RECORD.returned];

/**
 * Callbacks of what the bank recorded: at any time, any number of them, late, twice, in any order.
 * One on its way is not remembered, because it can be sent again at the moment it arrives.
 */
export function moveCallbacks(stage: Stage, state: Uint8Array, visit: Visit): void {
  const { bounds } = stage;
  for (let slot = 0; slot < SLOTS; slot++) {
    const no = attemptNoOf(slot);
    const attempt = attemptIn(stage.rowOf(state), no);
    const record = recordOf(state, slot);
    if (attempt === undefined || record === RECORD.none) continue;
    const fact = (word: number) => evidence(no, 0, word, SOURCE.webhook, 0);
    if (bounds.callbacks) {
      for (const word of sayingsOf(record)) stage.mention(state, fact(word), visit);
    }
    if (at(state, AT.lies) === 0 || !LIABLE.includes(record)) continue;
    const lying = stage.copyOf(state);
    lying[AT.lied] = at(state, AT.lied) | 1;
    lying[AT.lies] = at(state, AT.lies) - 1;
    stage.tell(lying, fact(WORD.rejected), visit);
  }
}
