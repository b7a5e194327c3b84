import type { Emit } from '../contract/events.ts';
import type { Lane } from '../contract/exchange.ts';
import type { Runtime } from '../runtime/runtime.ts';

import type { Bulkhead } from './limits/bulkhead.ts';

/** Tells how full the lanes of one partner are. */
export interface LaneGauges {
  /** Tells it now. */
  tell(lane: Lane): void;
  /** Tells it unless it was told within the last second. */
  tellWhenDue(lane: Lane): void;
}

/** A lane's gauges are told at most this often, and on each move of its breaker. */
const EVERY_MS = 1_000;

/** Emits `lane.gauged` events: calls in flight, calls that wait, and the limit. */
export function createLaneGauges(
  partner: string,
  bulkhead: Pick<Bulkhead, 'gauge'>,
  runtime: Runtime,
  emit: Emit,
): LaneGauges {
  const toldAtMs: Record<Lane, number> = {
    submit: -Infinity,
    inquire: -Infinity,
    cancel: -Infinity,
  };

  const tell = (lane: Lane) => {
    toldAtMs[lane] = runtime.elapsed();
    emit({ kind: 'lane.gauged', partner, lane, ...bulkhead.gauge(lane) });
  };

  return {
    tell,
    tellWhenDue(lane) {
      if (runtime.elapsed() - toldAtMs[lane] >= EVERY_MS) tell(lane);
    },
  };
}
