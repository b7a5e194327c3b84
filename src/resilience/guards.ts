import type { Lane } from '../contract/exchange.ts';
import type { Runtime } from '../runtime/runtime.ts';

import type { Breaker } from './breaker/breaker.ts';
import type { Bulkhead } from './limits/bulkhead.ts';
import { sliceDeadline } from './try/deadline.ts';
import type { PartnerRules } from './rules/rules-schema.ts';
import type { RateLimit } from './limits/rate-limit.ts';
import type { SlotAnswer } from './limits/slot-queue.ts';
import { refusal } from './try/refusals.ts';
import type { Guard, Step, Try, TryResult } from './try/try-result.ts';

/** Refuses what cannot be answered in time, and says how long the try may queue. */
export function deadlineGuard(
  lane: Lane,
  partnerRules: () => PartnerRules,
  runtime: Runtime,
): Guard {
  return {
    name: 'deadline slice',
    wrap: (next) => (oneTry) => {
      const nowMs = runtime.elapsed();
      const slices = sliceDeadline(
        oneTry.order.deadlineAtElapsedMs - nowMs,
        partnerRules().lanes[lane],
      );
      if (slices === null) return Promise.resolve(tooLate());
      return next({ ...oneTry, queueUntilMs: nowMs + slices.queueMs });
    },
  };
}

/** Refuses at once, with a value and without asking opossum, while the lane is shut. */
export function peekGuard(shut: () => TryResult | null): Guard {
  return {
    name: 'breaker peek',
    wrap: (next) => (oneTry) => {
      const refused = shut();
      return refused === null ? next(oneTry) : Promise.resolve(refused);
    },
  };
}

/** Keeps to the partner's quota; waits a little for it when the order's slice allows. */
export function rateGuard(rate: RateLimit, runtime: Runtime): Guard {
  const settle = (result: TryResult): TryResult => {
    if (!result.fromWire) rate.giveBack();
    const { verdict } = result;
    if (result.outcome === 'throttled' && 'retryAfterMs' in verdict) {
      rate.pause(verdict.retryAfterMs ?? 0);
    }
    return result;
  };
  return {
    name: 'rate limit',
    wrap: (next) => async (oneTry) => {
      const answer = rate.take(oneTry.queueUntilMs - runtime.elapsed());
      if (answer.kind === 'refused') {
        return refusal('rate', 'our rate towards the partner is used up', answer.retryAfterMs);
      }
      if (answer.waitMs > 0) await runtime.sleep(answer.waitMs);
      return settle(await next(oneTry));
    },
  };
}

/** Bounds the calls in flight; a detached call keeps its slot until its exchange has ended. */
export function bulkheadGuard(
  lane: Lane,
  bulkhead: Bulkhead,
  partnerRules: () => PartnerRules,
  runtime: Runtime,
): Guard {
  const inside = async (next: Step, oneTry: Try): Promise<TryResult> => {
    const startedAtMs = runtime.elapsed();
    const result = await next(oneTry);
    bulkhead.learn({
      lane,
      load: result.load,
      latencyMs: result.durationMs,
      startedAtMs,
      endedAtMs: runtime.elapsed(),
    });
    if (result.detached === null) bulkhead.leave(lane);
    else void result.detached.then(() => bulkhead.leave(lane)); // Never rejects: it is a timer.
    return result;
  };
  return {
    name: 'bulkhead, adaptive',
    wrap: (next) => async (oneTry) => {
      if (bulkhead.tryEnter(lane)) return inside(next, oneTry);
      const answer = await bulkhead.wait(lane, oneTry.queueUntilMs);
      if (answer !== 'granted') return noSlot(answer, partnerRules().lanes[lane].queueMsMax);
      const leftMs = oneTry.order.deadlineAtElapsedMs - runtime.elapsed();
      if (sliceDeadline(leftMs, partnerRules().lanes[lane]) !== null) return inside(next, oneTry);
      bulkhead.leave(lane);
      return tooLate();
    },
  };
}

/** Asks opossum for the permit last, so that nobody queues while holding one. */
export function permitGuard(breaker: Breaker): Guard {
  return {
    name: 'breaker permit (opossum)',
    wrap: (next) => (oneTry) => breaker.run(() => next(oneTry)),
  };
}

const NO_SLOT: Readonly<Record<Exclude<SlotAnswer, 'granted'>, string>> = {
  full: 'too many calls to the partner wait already',
  expired: 'no slot came free in time',
  closed: 'the gateway is closing',
};

function noSlot(answer: Exclude<SlotAnswer, 'granted'>, retryAfterMs: number): TryResult {
  return refusal(answer === 'closed' ? 'closing' : 'slots', NO_SLOT[answer], retryAfterMs);
}

function tooLate(): TryResult {
  return refusal('deadline', 'too little of the deadline is left for an answer', TOO_LATE_RETRY_MS);
}

/** A new order has a new deadline: it may come at once, give or take the scheduler's jitter. */
const TOO_LATE_RETRY_MS = 1;
