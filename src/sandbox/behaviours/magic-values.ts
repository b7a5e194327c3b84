import type { BehaviourName } from './behaviour.ts';
import { behaviourSpec, isBehaviourName } from './behaviour-table.ts';
import { VALUE_SYNTAX } from './value-syntax.ts';
import { nearestBehaviours } from './nearest-behaviours.ts';

/** One magic value of an order: a behaviour, its value, and how often it may strike this order. */
interface MagicValue {
  readonly name: BehaviourName;
  readonly value: string | null;
  readonly times: number | null;
}

/** What an order's text asks for, and the first mistake in it, if any. */
export interface MagicReading {
  readonly values: ReadonlyMap<BehaviourName, MagicValue>;
  readonly mistake: string | null;
}

/** More than any test needs; the rest of a hostile text is a mistake, not work. */
const MAGIC_VALUES_MAX = 8;

/** A misspelt name is quoted no longer than this. */
const NAME_LENGTH_SHOWN = 40;

const MARK = 'sim:';
const MAGIC = /(?<![^\s;,])sim:([A-Za-z0-9]+)(?:=([^\s;,*]+))?(?:\*(\d{1,4}))?/g;

const NOTHING: MagicReading = { values: new Map(), mistake: null };

/**
 * Reads the magic values in free text: `sim:<name>`, `sim:<name>=<value>`, either with `*<times>`;
 * several stand beside each other, parted by blanks, commas or semicolons.
 *
 * Never throws. An unknown name or a value of the wrong syntax is a `mistake` in words, because a
 * tester whose misspelt fault is quietly ignored believes that the gateway survived it.
 */
export function readMagic(text: string): MagicReading {
  if (!text.includes(MARK)) return NOTHING;
  const values = new Map<BehaviourName, MagicValue>();
  for (const [, name = '', value = null, times] of text.matchAll(MAGIC)) {
    const mistake = mistakeIn(name, value);
    if (mistake !== null) return { values, mistake: mistake.detail };
    if (values.size === MAGIC_VALUES_MAX) {
      return { values, mistake: `more than ${MAGIC_VALUES_MAX} magic values in one order` };
    }
    if (!isBehaviourName(name)) continue;
    const magicTimes = behaviourSpec(name)?.magicTimes ?? null;
    values.set(name, { name, value, times: times === undefined ? magicTimes : Number(times) });
  }
  return { values, mistake: null };
}

/** What is wrong with a behaviour: the part of it, and the reason in words. */
export interface BehaviourMistake {
  readonly field: 'name' | 'value';
  readonly detail: string;
}

/** Finds what is wrong with a behaviour's name or value; `null` when nothing is. */
export function mistakeIn(name: string, value: string | null): BehaviourMistake | null {
  const spec = behaviourSpec(name);
  if (spec === null) {
    const shown = name.slice(0, NAME_LENGTH_SHOWN);
    return { field: 'name', detail: `unknown behaviour '${shown}': ${hintFor(shown)}` };
  }
  const syntax = VALUE_SYNTAX[spec.value];
  if (syntax.accepts(value)) return null;
  return { field: 'value', detail: `the value of ${name} must be ${syntax.describes}` };
}

function hintFor(name: string): string {
  const near = nearestBehaviours(name);
  return near.length === 0
    ? 'docs/SANDBOX.md lists those there are'
    : `did you mean ${near.join(' or ')}?`;
}
