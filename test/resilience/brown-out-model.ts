import type { Exchange } from '../../src/contract/exchange.ts';
import { WireError } from '../../src/contract/exchange.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';

/** The overload of docs/RESILIENCE.md: 200 offered, 250 possible, for 20 s only a fifth of that. */
export const BROWN_OUT = {
  offeredPerSecond: 200,
  capacityPerSecond: 250,
  brownOutShare: 0.2,
  fromMs: 20_000,
  toMs: 40_000,
  timeoutMs: 2_000,
  /** Each way. */
  networkMs: 15,
} as const;

/** A bank that serves first come, first served, and finishes work whose caller has given up. */
export interface QueueingBank {
  readonly exchange: Exchange;
  /** When each request arrived at the bank, on the monotonic clock. */
  readonly arrivals: readonly number[];
  /** Requests whose answer came after the caller's timeout. */
  wasted(): number;
}

/** Builds the bank of the model: one queue, no cancelling, capacity by the clock. */
export function queueingBank(runtime: Runtime): QueueingBank {
  const { networkMs, timeoutMs } = BROWN_OUT;
  const arrivals: number[] = [];
  let freeAtMs = 0;
  let wasted = 0;

  return {
    arrivals,
    wasted: () => wasted,
    async exchange(_request, { onPhase, signal }) {
      const sentAtMs = runtime.elapsed();
      onPhase('sent');
      arrivals.push(sentAtMs);
      const startMs = Math.max(freeAtMs, sentAtMs + networkMs);
      freeAtMs = startMs + 1_000 / capacityAt(startMs);
      const answerMs = freeAtMs + networkMs - sentAtMs;
      if (answerMs > timeoutMs) wasted += 1;
      await runtime.sleep(answerMs, signal).catch(() => {
        throw new WireError('sent', 'ABORTED');
      });
      onPhase('headers');
      onPhase('body');
      return { status: 200, headers: {}, body: 'executed' };
    },
  };
}

/** One order offered to the gateway, and whether it was paid in time. */
export interface Offer {
  readonly atMs: number;
  paid: boolean;
}

/** What the run looked like, in the terms of docs/RESILIENCE.md. */
export interface Figures {
  readonly loadPerSecondDuring: number;
  readonly paidPercentDuring: number;
  /** From the end of the brown-out until ten seconds in a row pay 95 %; `null`: never. */
  readonly recoveryMs: number | null;
  readonly wastedPercent: number;
}

/** Measures a finished run. */
export function measure(offers: readonly Offer[], bank: QueueingBank, untilMs: number): Figures {
  const { fromMs, toMs } = BROWN_OUT;
  const within = (ms: number) => ms >= fromMs && ms < toMs;
  const during = offers.filter(({ atMs }) => within(atMs));
  const load = bank.arrivals.filter(within).length / ((toMs - fromMs) / 1_000);
  return {
    loadPerSecondDuring: Math.round(load),
    paidPercentDuring: percent(during.filter(({ paid }) => paid).length, during.length),
    recoveryMs: recovery(offers, untilMs),
    wastedPercent: percent(bank.wasted(), bank.arrivals.length),
  };
}

const STEADY_SECONDS = 10;

function recovery(offers: readonly Offer[], untilMs: number): number | null {
  for (let startMs = BROWN_OUT.toMs; startMs + STEADY_SECONDS * 1_000 <= untilMs; startMs += 500) {
    const seconds = Array.from({ length: STEADY_SECONDS }, (_, index) => startMs + index * 1_000);
    const steady = seconds.every((fromMs) => {
      const second = offers.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 1_000);
      return second.filter(({ paid }) => paid).length >= second.length * 0.95;
    });
    if (steady) return startMs - BROWN_OUT.toMs;
  }
  return null;
}

function capacityAt(ms: number): number {
  const { capacityPerSecond, brownOutShare, fromMs, toMs } = BROWN_OUT;
  return ms >= fromMs && ms < toMs ? capacityPerSecond * brownOutShare : capacityPerSecond;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}
