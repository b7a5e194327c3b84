import type { ExchangeTags } from '../../contract/exchange.ts';
import { keyedDraw } from '../../runtime/keyed-draw.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Rule } from './read-rule.ts';

/** An armed fault as the control API shows it. */
export interface ArmedFault {
  readonly id: string;
  readonly fault: string;
  readonly truth: string;
  readonly on: Rule['on'];
  readonly params: unknown;
  /** The share of matching exchanges to strike, 0 to 1. */
  readonly rate: number;
  readonly seed: number;
  readonly stickyBy: 'payout' | 'attempt';
  /** The API key that armed it. */
  readonly by: string;
  readonly ttlLeftMs: number;
  /** Exchanges that matched the selector, and those that were struck: asked against achieved. */
  readonly matched: number;
  readonly hits: number;
}

/** An armed fault while it counts. */
export interface Armed {
  readonly id: string;
  readonly rule: Rule;
  readonly by: string;
  readonly endsAtElapsedMs: number;
  matched: number;
  hits: number;
}

/** Whether the fault strikes this exchange. Counts what it matched and what it struck. */
export function strikes(armed: Armed, tags: ExchangeTags, nowElapsedMs: number): boolean {
  if (nowElapsedMs >= armed.endsAtElapsedMs || !matches(armed.rule, tags)) return false;
  armed.matched += 1;
  if (keyedDraw(...drawKey(armed, tags)) >= armed.rule.rate) return false;
  armed.hits += 1;
  return true;
}

/** Draws that belong to this fault and this exchange: the same in every run. */
export function drawsOf(armed: Armed, tags: ExchangeTags): (purpose: string) => number {
  return (purpose) => keyedDraw(...drawKey(armed, tags), purpose);
}

/** The fault for the control API. */
export function showArmed(armed: Armed, runtime: Runtime): ArmedFault {
  const { id, rule, by, endsAtElapsedMs, matched, hits } = armed;
  const { kind, params, on, rate, seed, stickyBy } = rule;
  const truth = kind.truth(params);
  const ttlLeftMs = Math.max(0, Math.round(endsAtElapsedMs - runtime.elapsed()));
  return {
    id,
    fault: kind.id,
    truth,
    on,
    params,
    rate,
    seed,
    stickyBy,
    by,
    ttlLeftMs,
    matched,
    hits,
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
