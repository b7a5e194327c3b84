import { nearestName } from '../../text/nearest-name.ts';
import type { BehaviourName } from './behaviour.ts';
import { BEHAVIOURS, isBehaviourName } from './behaviour-table.ts';

const NAMES = Object.keys(BEHAVIOURS).filter(isBehaviourName);
const BEGINNINGS = [...new Set(NAMES.flatMap(beginningsOf))];

/** More of them would be a list and no hint. */
const HINTS_MAX = 3;

/**
 * The behaviours that a misspelt name most likely means; empty when none is near.
 *
 * A name may also be near the beginning of several: `rejct` means rejectAtOnce or rejectAfter.
 */
export function nearestBehaviours(misspelt: string): readonly BehaviourName[] {
  if (BEGINNINGS.includes(misspelt)) return beginningWith(misspelt);
  const nearest = nearestName(misspelt, NAMES);
  if (nearest !== null) return NAMES.filter((name) => name === nearest);
  const beginning = nearestName(misspelt, BEGINNINGS);
  return beginning === null ? [] : beginningWith(beginning);
}

function beginningWith(beginning: string): readonly BehaviourName[] {
  return NAMES.filter((name) => beginningsOf(name).includes(beginning)).slice(0, HINTS_MAX);
}

/** `rejectAtOnce` begins with `reject` and with `rejectAt`. */
function beginningsOf(name: string): readonly string[] {
  const words = name.split(/(?=[A-Z])/);
  return words.slice(1).map((_word, index) => words.slice(0, index + 1).join(''));
}
