import type { Emit } from '../../contract/events.ts';
import type { Exchange, ExchangeTags, Tap } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { describeFaults, type FaultDescription } from '../faults/catalogue.ts';
import { drawsOf, showArmed, strikes, type Armed, type ArmedFault } from './armed-fault.ts';
import { guardedRefusal } from './guarded.ts';
import { readRule, type Rule, type RuleError } from './read-rule.ts';

/** The levers of a chaos session. Faults live in memory, end by themselves, and never survive. */
export interface Chaos {
  /** The innermost tap of a partner's exchange. */
  tap(partner: string): Tap;
  /** Whether the try with these very tags (one object per try) was struck. */
  wasInjected(tags: ExchangeTags): boolean;
  status(): ChaosStatus;
  catalogue(): readonly FaultDescription[];
  list(): readonly ArmedFault[];
  /** Arms one inject entry. Refused: with the pointer of each field that is wrong. */
  arm(body: unknown, by: string): ArmOutcome;
  disarm(id: string): boolean;
  disarmAll(): number;
  /** Stops everything and blocks new faults until released. */
  panic(by: string): void;
  release(by: string): void;
}

/** `lab` allows every fault; `guarded` only those that create no doubt, for use beside real money. */
export type ChaosMode = 'lab' | 'guarded';

/** What a chaos session needs. */
export interface ChaosSettings {
  readonly mode: ChaosMode;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** The partners that a fault may be aimed at. */
  readonly partners: readonly string[];
}

/** What is armed now, and whether somebody has called panic. */
export interface ChaosStatus {
  readonly mode: ChaosMode;
  readonly panicked: { readonly by: string; readonly atMs: number } | null;
  readonly armed: readonly ArmedFault[];
}

/** The fault as armed, or every reason why it was not. */
export type ArmOutcome =
  | { readonly ok: true; readonly fault: ArmedFault }
  | { readonly ok: false; readonly errors: readonly RuleError[] };

/** Faults armed at once; more are a typo in a loop. */
const ARMED_MAX = 64;

/** Opens a chaos session with nothing armed. */
export function createChaos({ mode, runtime, emit, partners }: ChaosSettings): Chaos {
  const faults = new Map<string, Armed>();
  const struckTries = new WeakSet<ExchangeTags>();
  let panicked: ChaosStatus['panicked'] = null;
  let armedEver = 0;

  const list = () => [...faults.values()].map((armed) => showArmed(armed, runtime));

  const disarm = (id: string): boolean => {
    const armed = faults.get(id);
    if (armed === undefined) return false;
    faults.delete(id);
    emit({ kind: 'chaos.disarmed', ruleId: id, ...aimOf(armed.rule) });
    return true;
  };
  const disarmAll = () => [...faults.keys()].filter(disarm).length;

  /** The first armed fault that strikes this exchange, or none. */
  const struckBy = (tags: ExchangeTags): Armed | null => {
    if (panicked !== null) return null;
    const nowElapsedMs = runtime.elapsed();
    for (const armed of faults.values()) if (strikes(armed, tags, nowElapsedMs)) return armed;
    return null;
  };

  const keep = (id: string, rule: Rule, by: string): Armed => {
    const endsAtElapsedMs = runtime.elapsed() + rule.ttlMs;
    const armed: Armed = { id, rule, by, endsAtElapsedMs, matched: 0, hits: 0 };
    faults.set(id, armed);
    runtime.schedule(rule.ttlMs, () => {
      if (faults.get(id) === armed) disarm(id);
    });
    emit({ kind: 'chaos.armed', ruleId: id, ...aimOf(rule) });
    return armed;
  };

  return {
    tap: () => (next) => (request, context) => {
      const armed = struckBy(context.tags);
      if (armed === null) return next(request, context);
      struckTries.add(context.tags);
      return strike(armed, context.tags, next, runtime, emit)(request, context);
    },
    wasInjected: (tags) => struckTries.has(tags),
    status: () => ({ mode, panicked, armed: list() }),
    catalogue: describeFaults,
    list,
    arm(body, by) {
      const blocked = blockedBy(panicked, faults.size);
      if (blocked !== null) return refused('', blocked);
      const reading = readRule(body, partners);
      if (!reading.ok) return reading;
      const unsafe = mode === 'guarded' ? guardedRefusal(reading.rule) : null;
      if (unsafe !== null) return { ok: false, errors: [unsafe] };
      const id = reading.rule.id ?? `fault-${++armedEver}`;
      if (faults.has(id)) return refused('/id', `"${id}" is armed already`);
      return { ok: true, fault: showArmed(keep(id, reading.rule, by), runtime) };
    },
    disarm,
    disarmAll,
    panic(by) {
      panicked = { by, atMs: runtime.now() };
      disarmAll();
    },
    release() {
      panicked = null;
    },
  };
}

/** Tells of the injection, then wraps the exchange in the fault. */
function strike(
  armed: Armed,
  tags: ExchangeTags,
  next: Exchange,
  runtime: Runtime,
  emit: Emit,
): Exchange {
  const { kind, params } = armed.rule;
  emit({
    kind: 'fault.injected',
    partner: tags.partner,
    lane: tags.lane,
    fault: kind.id,
    ruleId: armed.id,
    payoutId: tags.payoutId,
    attemptNo: tags.attemptNo,
    epoch: tags.epoch,
    truth: kind.truth(params),
  });
  return kind.inject(params, { runtime, draw: drawsOf(armed, tags) }, next);
}

function aimOf({ kind, on }: Rule): { readonly fault: string; readonly partner: string } {
  return { fault: kind.id, partner: on.partner };
}

/** Why nothing can be armed now, whatever it is; `null` when something can. */
function blockedBy(panicked: ChaosStatus['panicked'], armedCount: number): string | null {
  if (panicked !== null) return `panic was called by ${panicked.by}; release first`;
  return armedCount >= ARMED_MAX ? `${ARMED_MAX} faults are armed; delete some` : null;
}

function refused(pointer: string, message: string): ArmOutcome {
  return { ok: false, errors: [{ pointer, message }] };
}
