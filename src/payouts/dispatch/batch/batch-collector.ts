import type { Runtime } from '../../../runtime/runtime.ts';
import type { RouteRecord } from '../../model/route-record.ts';
import type { Batching } from '../partner-client.ts';

/** A payout that was routed to a partner which takes several in one batch. */
export interface RoutedPayout {
  readonly payoutId: string;
  /** Why this partner, for the payout's timeline. */
  readonly reason: RouteRecord;
}

/** Collects members for one batch per partner at a time. */
export interface BatchCollector {
  /**
   * Joins the partner's open batch, or opens one; who joined already is in it once. Resolves when
   * the batch was answered.
   */
  join(partner: string, batching: Batching, payout: RoutedPayout): Promise<void>;
  /** True while a batch of the partner still takes members. */
  isOpen(partner: string): boolean;
}

interface OpenBatch {
  readonly members: Map<string, RoutedPayout>;
  readonly answered: Promise<void>;
  close(): void;
}

/**
 * A batch is sent when it is full or when its first member has waited `lingerMs`. What it holds
 * until then is only in memory: each payout is durably QUEUED, so losing it loses nothing.
 */
export function createBatchCollector(
  runtime: Runtime,
  send: (partner: string, payouts: readonly RoutedPayout[]) => Promise<void>,
): BatchCollector {
  const open = new Map<string, OpenBatch>();

  function openBatch(partner: string, lingerMs: number): OpenBatch {
    const members = new Map<string, RoutedPayout>();
    let closed: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (closed = resolve)).then(() =>
      send(partner, [...members.values()]),
    );
    const stop = runtime.schedule(lingerMs, () => batch.close());
    const batch: OpenBatch = {
      members,
      answered,
      close() {
        stop();
        open.delete(partner);
        closed();
      },
    };
    open.set(partner, batch);
    return batch;
  }

  return {
    join(partner, { sizeMax, lingerMs }, payout) {
      const batch = open.get(partner) ?? openBatch(partner, lingerMs);
      batch.members.set(payout.payoutId, payout);
      if (batch.members.size >= sizeMax) batch.close();
      return batch.answered;
    },
    isOpen: (partner) => open.has(partner),
  };
}
