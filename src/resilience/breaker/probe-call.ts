import type { ProbeCall } from '../../contract/adapter.ts';
import type { Exchange, Lane } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import { openExchange } from '../try/open-exchange.ts';
import type { Probe } from './prober.ts';

/** What a probe of one lane needs. */
export interface ProbeSettings {
  readonly partner: string;
  readonly lane: Lane;
  readonly timeoutMs: () => number;
  readonly probe: () => ProbeCall;
  /** With every tap around it: a fault on the lane must keep its breaker open. */
  readonly exchange: Exchange;
  readonly runtime: Runtime;
}

/**
 * Turns the adapter's money-free call into a probe that always settles: on its answer, or after its
 * own timeout (T11), whatever the exchange does. Alive means that the adapter read its answer so.
 */
export function createProbe(settings: ProbeSettings): Probe {
  const { partner, lane, runtime } = settings;
  const tags = { partner, lane, payoutId: '', attemptNo: 0, epoch: 0, amountMinor: 0n };

  return async () => {
    const call = settings.probe();
    const opened = openExchange(settings.exchange, call.request, { ...tags }, 0);
    let stopTimer: () => void = () => undefined;
    const timeUp = new Promise<null>((resolve) => {
      stopTimer = runtime.schedule(settings.timeoutMs(), () => resolve(null));
    });
    const end = await Promise.race([opened.ended, timeUp]);
    stopTimer();
    if (end === null) opened.abort();
    return end?.kind === 'reply' && call.read(end.reply, runtime.now()).alive;
  };
}
