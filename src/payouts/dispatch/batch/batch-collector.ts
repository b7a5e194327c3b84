import type { Runtime } from '../../../runtime/runtime.ts';
import type { Batching } from '../partner-client.ts';
import type { RouteRecord } from '../../model/route-record.ts';

/** A payout that was routed to a partner which takes several in one message. */
export interface Passenger {
  readonly payoutId: string;
  /** Why this partner, for the payout's timeline. */
  readonly reason: RouteRecord;
}

/** Collects passengers for one message per partner at a time. */
export interface BatchCollector {
  /**
   * Joins the partner's open message, or opens one; whoever is aboard already stays there once.
   * Resolves when the message has had its say.
   */
  join(partner: string, batching: Batching, passenger: Passenger): Promise<void>;
  /** True while a message of the partner still takes passengers. */
  isOpen(partner: string): boolean;
}

interface OpenBatch {
  readonly passengers: Map<string, Passenger>;
  readonly departed: Promise<void>;
  leave(): void;
}

/**
 * A message leaves when it is full or when its first passenger has waited `lingerMs`. What it
 * holds until then is only in memory: each payout is durably QUEUED, so losing it loses nothing.
 */
export function createBatchCollector(
  runtime: Runtime,
  depart: (partner: string, passengers: readonly Passenger[]) => Promise<void>,
): BatchCollector {
  const open = new Map<string, OpenBatch>();

  function openBatch(partner: string, lingerMs: number): OpenBatch {
    const passengers = new Map<string, Passenger>();
    let go: () => void = () => undefined;
    const departed = new Promise<void>((resolve) => (go = resolve)).then(() =>
      depart(partner, [...passengers.values()]),
    );
    const stop = runtime.schedule(lingerMs, () => batch.leave());
    const batch: OpenBatch = {
      passengers,
      departed,
      leave() {
        stop();
        open.delete(partner);
        go();
      },
    };
    open.set(partner, batch);
    return batch;
  }

  return {
    join(partner, { sizeMax, lingerMs }, passenger) {
      const batch = open.get(partner) ?? openBatch(partner, lingerMs);
      batch.passengers.set(passenger.payoutId, passenger);
      if (batch.passengers.size >= sizeMax) batch.leave();
      return batch.departed;
    },
    isOpen: (partner) => open.has(partner),
  };
}
