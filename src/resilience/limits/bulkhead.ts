import type { Lane } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import {
  createAdaptiveLimit,
  partition,
  type AdaptiveLimit,
  type LoadSample,
} from './adaptive-limit.ts';
import type { PartnerRules } from '../rules/rules-schema.ts';
import type { Ramp } from '../breaker/ramp.ts';
import { createSlotQueue, type SlotAnswer, type SlotQueue } from './slot-queue.ts';

/** The slots of one partner. Every entry is paired with exactly one `leave`. */
export interface Bulkhead {
  /** Takes a slot at once; false when there is none, or when others of the lane wait already. */
  tryEnter(lane: Lane): boolean;
  /**
   * Waits for a slot until `untilMs` on the monotonic clock, first in, first out. At most `queueMax`
   * calls of a lane wait.
   */
  wait(lane: Lane, untilMs: number): Promise<SlotAnswer>;
  /** Gives a slot back: exactly once for each one granted. */
  leave(lane: Lane): void;
  /** Teaches the adaptive limit. Call before `leave`. */
  learn(sample: Omit<LoadSample, 'inFlight'>): void;
  /** The adaptive limit, over all lanes. */
  capacity(): number;
  gauge(lane: Lane): { readonly inFlight: number; readonly queued: number; readonly limit: number };
  /** Answers every waiting call with `closed`; running calls keep their slots. */
  close(): void;
}

/** A freed slot goes to these in order; an inquiry below its guaranteed share never waits. */
const SERVICE_ORDER = ['cancel', 'submit', 'inquire'] as const satisfies readonly Lane[];

/**
 * Bounds the calls in flight to one partner, over all lanes, with the adaptive limit.
 *
 * Submits and cancels share at most 80 % of it; inquiries are sure of the rest and may use whatever
 * else is free, because they are what ends doubt. A lane is further bounded by what the partner
 * allows of its kind, and by its ramp when it has just closed. A full bulkhead is our own business:
 * neutral for the breaker (T6).
 */
export function createBulkhead(
  partnerRules: () => PartnerRules,
  ramps: Readonly<Record<Lane, Ramp>>,
  runtime: Runtime,
): Bulkhead {
  const adaptive: AdaptiveLimit = createAdaptiveLimit(() => partnerRules().limiter);
  const inFlight: Record<Lane, number> = { submit: 0, inquire: 0, cancel: 0 };
  const queues: Readonly<Record<Lane, SlotQueue>> = {
    submit: createSlotQueue(runtime),
    inquire: createSlotQueue(runtime),
    cancel: createSlotQueue(runtime),
  };
  let closed = false;

  const total = () => inFlight.submit + inFlight.inquire + inFlight.cancel;
  const shares = () => partition(adaptive.current(), partnerRules().limiter.inquirePercentMin);

  /** What the partner allows of this kind, and less while the lane warms up. */
  const laneMax = (lane: Lane) =>
    Math.min(partnerRules().lanes[lane].inFlightMax, ramps[lane].limit());

  const guaranteed = () =>
    inFlight.inquire < shares().inquireMin && total() < partnerRules().limiter.limitMax;

  const hasRoom = (lane: Lane) => {
    if (inFlight[lane] >= laneMax(lane)) return false;
    if (lane === 'inquire') return total() < adaptive.current() || guaranteed();
    return total() < adaptive.current() && inFlight.submit + inFlight.cancel < shares().moneyMax;
  };

  const nextLane = () => SERVICE_ORDER.find((lane) => queues[lane].length > 0 && hasRoom(lane));

  const serve = () => {
    for (let lane = nextLane(); lane !== undefined; lane = nextLane()) {
      inFlight[lane] += 1;
      queues[lane].grant();
    }
  };

  return {
    tryEnter(lane) {
      if (closed || queues[lane].length > 0 || !hasRoom(lane)) return false;
      inFlight[lane] += 1;
      return true;
    },
    wait: (lane, untilMs) => queues[lane].wait(untilMs, partnerRules().lanes[lane].queueMax),
    leave(lane) {
      inFlight[lane] -= 1;
      serve();
    },
    learn(sample) {
      adaptive.learn({ ...sample, inFlight: total() });
    },
    capacity: () => adaptive.current(),
    gauge(lane) {
      const share = lane === 'inquire' ? adaptive.current() : shares().moneyMax;
      return {
        inFlight: inFlight[lane],
        queued: queues[lane].length,
        limit: Math.min(share, laneMax(lane)),
      };
    },
    close() {
      closed = true;
      for (const queue of Object.values(queues)) queue.close();
    },
  };
}
