import type { Emit } from '../../contract/events.ts';
import type { Exchange, ExchangeTags, Tap } from '../../contract/exchange.ts';
import { keyedDraw } from '../../runtime/keyed-draw.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { describeFaults, type FaultDescription } from '../faults/catalogue.ts';
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
  arm(body: unknown, by: string): ArmOutcome;
  disarm(id: string): boolean;
  disarmAll(): number;
  /** Stops everything and blocks new faults until released. */
  panic(by: string): void;
  release(by: string): void;
}

export interface ChaosSettings {
  readonly mode: 'lab' | 'guarded';
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly partners: readonly string[];
}

export interface ArmedFault {
  readonly id: string;
  readonly fault: string;
  readonly truth: string;
  readonly on: Rule['on'];
  readonly params: unknown;
  readonly rate: number;
  readonly seed: number;
  readonly stickyBy: 'payout' | 'attempt';
  readonly by: string;
  readonly ttlLeftMs: number;
  /** Exchanges that matched the selector, and those that were struck: asked against achieved. */
  readonly matched: number;
  readonly hits: number;
}

export interface ChaosStatus {
  readonly mode: 'lab' | 'guarded';
  readonly panicked: { readonly by: string; readonly atMs: number } | null;
  readonly armed: readonly ArmedFault[];
}

export type ArmOutcome =
  | { readonly ok: true; readonly fault: ArmedFault }
  | { readonly ok: false; readonly errors: readonly RuleError[] };

/** Faults armed at once; more are a typo in a loop. */
const ARMED_MAX = 64;

interface Armed {
  readonly id: string;
  readonly rule: Rule;
  readonly by: string;
  readonly endsAtElapsedMs: number;
  matched: number;
  hits: number;
}

export function createChaos({ mode, runtime, emit, partners }: ChaosSettings): Chaos {
  const armed = new Map<string, Armed>();
  const struckTries = new WeakSet<ExchangeTags>();
  let panicked: ChaosStatus['panicked'] = null;
  let armedEver = 0;

  function remove(id: string): boolean {
    const entry = armed.get(id);
    if (entry === undefined) return false;
    armed.delete(id);
    const { kind, on } = entry.rule;
    emit({ kind: 'chaos.disarmed', ruleId: id, fault: kind.id, partner: on.partner });
    return true;
  }

  /** The first armed rule that strikes this exchange, or none. */
  function struckBy(tags: ExchangeTags): Armed | null {
    for (const entry of armed.values()) {
      if (runtime.elapsed() >= entry.endsAtElapsedMs || !matches(entry.rule, tags)) continue;
      entry.matched += 1;
      if (keyedDraw(...drawKey(entry, tags)) >= entry.rule.rate) continue;
      entry.hits += 1;
      return entry;
    }
    return null;
  }

  function strike(entry: Armed, tags: ExchangeTags, next: Exchange): Exchange {
    const { rule, id } = entry;
    struckTries.add(tags);
    emit({
      kind: 'fault.injected',
      partner: tags.partner,
      lane: tags.lane,
      fault: rule.kind.id,
      ruleId: id,
      payoutId: tags.payoutId,
      attemptNo: tags.attemptNo,
      epoch: tags.epoch,
      truth: rule.kind.truth(rule.params),
    });
    const draw = (purpose: string) => keyedDraw(...drawKey(entry, tags), purpose);
    return rule.kind.hurt(rule.params, { runtime, draw }, next);
  }

  function show({ id, rule, by, endsAtElapsedMs, matched, hits }: Armed): ArmedFault {
    return {
      id,
      fault: rule.kind.id,
      truth: rule.kind.truth(rule.params),
      on: rule.on,
      params: rule.params,
      rate: rule.rate,
      seed: rule.seed,
      stickyBy: rule.stickyBy,
      by,
      ttlLeftMs: Math.max(0, Math.round(endsAtElapsedMs - runtime.elapsed())),
      matched,
      hits,
    };
  }

  const list = () => [...armed.values()].map(show);

  function disarmAll(): number {
    return [...armed.keys()].filter(remove).length;
  }

  return {
    tap: () => (next) => (request, context) => {
      const entry = panicked === null ? struckBy(context.tags) : null;
      return (entry === null ? next : strike(entry, context.tags, next))(request, context);
    },
    wasInjected: (tags) => struckTries.has(tags),
    status: () => ({ mode, panicked, armed: list() }),
    catalogue: describeFaults,
    list,

    arm(body, by) {
      if (panicked !== null)
        return refused('', `panic was called by ${panicked.by}; release first`);
      if (armed.size >= ARMED_MAX) return refused('', `${ARMED_MAX} faults are armed; delete some`);
      const reading = readRule(body, partners);
      if (!reading.ok) return reading;
      const { rule } = reading;
      const unsafe = mode === 'guarded' ? guardedRefusal(rule) : null;
      if (unsafe !== null) return { ok: false, errors: [unsafe] };
      const id = rule.id ?? `fault-${++armedEver}`;
      if (armed.has(id)) return refused('/id', `"${id}" is armed already`);

      const endsAtElapsedMs = runtime.elapsed() + rule.ttlMs;
      const entry: Armed = { id, rule, by, endsAtElapsedMs, matched: 0, hits: 0 };
      armed.set(id, entry);
      runtime.schedule(rule.ttlMs, () => {
        if (armed.get(id) === entry) remove(id);
      });
      emit({ kind: 'chaos.armed', ruleId: id, fault: rule.kind.id, partner: rule.on.partner });
      return { ok: true, fault: show(entry) };
    },

    disarm: remove,
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

function matches({ on }: Rule, tags: ExchangeTags): boolean {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = on.amount ?? {};
  return (
    on.partner === tags.partner &&
    // Probes carry no payout: a fault may only touch what it was aimed at.
    tags.payoutId !== '' &&
    (on.op === undefined || on.op === tags.lane) &&
    (on.attempt === undefined || on.attempt === tags.attemptNo) &&
    tags.amountMinor >= BigInt(min) &&
    tags.amountMinor <= BigInt(max)
  );
}

function drawKey({ id, rule }: Armed, tags: ExchangeTags): readonly (string | number)[] {
  const { seed, stickyBy } = rule;
  if (stickyBy === 'payout') return [seed, id, tags.payoutId];
  return [seed, id, tags.payoutId, tags.attemptNo, tags.epoch, tags.lane];
}

function refused(pointer: string, message: string): ArmOutcome {
  return { ok: false, errors: [{ pointer, message }] };
}
