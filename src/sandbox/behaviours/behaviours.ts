import type { Runtime } from '../../runtime/runtime.ts';
import type { Behaviour, BehaviourName, Behaviours } from './behaviour.ts';
import { keyedDraw } from '../../runtime/keyed-draw.ts';
import { type MagicReading, mistakeIn, readMagic } from './magic-values.ts';

/** The behaviours of one bank, with what the ledger and the wire need beyond the common type. */
export interface ScriptedBehaviours extends Behaviours {
  /**
   * Like `strikes`, but only for a behaviour whose value `accepts` says yes to: a behaviour that
   * does not concern this operation is not counted down by it.
   */
  strikesWhere(
    name: BehaviourName,
    reference: string,
    text: string,
    accepts: (value: string | null) => boolean,
  ): Behaviour | null;
  /** Keeps an order's magic values for its later inquiries; the first mistake in them, in words. */
  remember(reference: string, text: string): string | null;
}

/** What behaviours are made from. */
export interface BehavioursOptions {
  readonly runtime: Runtime;
  readonly seed: string;
}

/** A behaviour that cannot be armed; `field` names the part that is wrong. No money is concerned. */
export class BehaviourError extends Error {
  readonly code = 'BEHAVIOUR_INVALID';
  readonly field: 'name' | 'rate' | 'times' | 'value';

  constructor(field: BehaviourError['field'], message: string) {
    super(message);
    this.name = 'BehaviourError';
    this.field = field;
  }
}

/** How many orders' magic values are kept; the oldest goes first. */
const SCRIPTS_MAX = 100_000;

/** The most strikes one armed behaviour may be limited to. */
const TIMES_MAX = 1_000_000;

interface Armed {
  readonly behaviour: Behaviour;
  timesLeft: number | null;
}

interface Script {
  readonly values: Map<BehaviourName, { readonly value: string | null; timesLeft: number | null }>;
}

/**
 * Holds what is armed and what orders ask for by magic values.
 *
 * At most one behaviour of a name is armed; arming it again replaces it. A magic value overrides
 * what is armed under its name for its own order, even when its times are used up. Armed behaviours
 * strike by `keyedDraw(seed, name, reference)`, hence the same orders in every run; only `times`
 * depends on who comes first.
 */
export function createBehaviours({ runtime, seed }: BehavioursOptions): ScriptedBehaviours {
  const armedByName = new Map<BehaviourName, Armed>();
  const scripts = new Map<string, Script>();

  const live = (name: BehaviourName): Armed | null => {
    const armed = armedByName.get(name);
    if (armed === undefined) return null;
    const { endsAtMs } = armed.behaviour;
    if (endsAtMs === null || runtime.now() < endsAtMs) return armed;
    armedByName.delete(name);
    return null;
  };

  const keep = (reference: string, reading: MagicReading): void => {
    if (reading.mistake !== null || reading.values.size === 0) return;
    const values: Script['values'] = new Map(scripts.get(reference)?.values);
    for (const { name, value, times } of reading.values.values()) {
      // A repeat of the order must not wind its counters back.
      if (!values.has(name)) values.set(name, { value, timesLeft: times });
    }
    scripts.delete(reference);
    scripts.set(reference, { values });
    const oldest = scripts.keys().next();
    if (scripts.size > SCRIPTS_MAX && oldest.done !== true) scripts.delete(oldest.value);
  };

  const strikesWhere: ScriptedBehaviours['strikesWhere'] = (name, reference, text, accepts) => {
    const reading = readMagic(text);
    keep(reference, reading);
    const magic = scripts.get(reference)?.values.get(name);
    if (magic !== undefined) {
      if (!accepts(magic.value) || !countDown(magic)) return null;
      return { name, rate: 1, times: magic.timesLeft, endsAtMs: null, value: magic.value };
    }
    const armed = live(name);
    if (armed === null || !accepts(armed.behaviour.value)) return null;
    if (keyedDraw(seed, name, reference) >= armed.behaviour.rate) return null;
    return countDown(armed) ? asBehaviour(armed) : null;
  };

  return {
    arm(behaviour) {
      refuseInvalid(behaviour);
      armedByName.set(behaviour.name, { behaviour, timesLeft: behaviour.times });
    },
    clear(name) {
      if (name === undefined) armedByName.clear();
      else armedByName.delete(name);
    },
    list: () =>
      [...armedByName.keys()].flatMap((name) => {
        const armed = live(name);
        return armed === null ? [] : [asBehaviour(armed)];
      }),
    strikes: (name, reference, text) => strikesWhere(name, reference, text, () => true),
    strikesWhere,
    remember(reference, text) {
      const reading = readMagic(text);
      keep(reference, reading);
      return reading.mistake;
    },
  };
}

/** True when the behaviours came from `createBehaviours`. */
export function isScripted(behaviours: Behaviours): behaviours is ScriptedBehaviours {
  return 'strikesWhere' in behaviours;
}

function countDown(counter: { timesLeft: number | null }): boolean {
  if (counter.timesLeft === null) return true;
  if (counter.timesLeft === 0) return false;
  counter.timesLeft -= 1;
  return true;
}

function asBehaviour({ behaviour, timesLeft }: Armed): Behaviour {
  return { ...behaviour, times: timesLeft };
}

function refuseInvalid({ name, rate, times, value }: Behaviour): void {
  const mistake = mistakeIn(name, value);
  if (mistake !== null) throw new BehaviourError(mistake.field, mistake.detail);
  if (!(rate >= 0 && rate <= 1)) throw new BehaviourError('rate', 'rate must be from 0 to 1');
  if (times !== null && !(Number.isInteger(times) && times >= 1 && times <= TIMES_MAX)) {
    throw new BehaviourError('times', `times must be a whole number from 1 to ${TIMES_MAX}`);
  }
}
