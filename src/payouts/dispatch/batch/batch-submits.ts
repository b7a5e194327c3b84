import type { Runtime } from '../../../runtime/runtime.ts';
import type { Payout } from '../../model/payout.ts';
import type { RouteRecord } from '../../model/route-record.ts';
import { endpointForNew, submitAdvice } from '../client-endpoint.ts';
import type { PartnerClient, PartnerClients } from '../partner-client.ts';
import type { Slots } from '../slots.ts';
import { routedFact } from '../written-intent.ts';
import { createBatchCollector, type RoutedPayout } from './batch-collector.ts';
import type { Batches } from './batches.ts';

/** A partner that takes batches. */
export type BatchingClient = PartnerClient & Required<Pick<PartnerClient, 'batching'>>;

/** First copies of payouts at partners that take batches. A batch holds one slot while it is open. */
export interface BatchSubmits {
  /** True while a batch of the partner still takes members. */
  isOpen(partner: string): boolean;
  /**
   * Collects the payout for a batch, and resolves when that was answered. Rejects with JournalError
   * when an intent could not be written, and with whatever the adapter throws over this payout's
   * instruction; nothing was sent then.
   */
  start(payout: Payout, client: BatchingClient, reason: RouteRecord): Promise<void>;
}

/** What batches of first copies need of their surroundings. */
export interface BatchSubmitsSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly isQuarantined: (partner: string) => boolean;
  readonly slots: Slots;
  readonly batches: Pick<Batches, 'send'>;
}

/** Starts with no batch open. What it collects is only in memory, and each payout durably QUEUED. */
export function createBatchSubmits(settings: BatchSubmitsSettings): BatchSubmits {
  const { clients, runtime, slots, batches } = settings;
  const collector = createBatchCollector(runtime, send);

  /**
   * The slot that the batch took when it was opened is given back when the batch was answered. Where
   * the partner was closed or taken out of service while its members waited, nothing is sent:
   * nothing was written, and the due times bring them back to be routed anew.
   */
  async function send(partner: string, payouts: readonly RoutedPayout[]): Promise<void> {
    const client = clients.get(partner);
    try {
      if (client === undefined || settings.isQuarantined(partner)) return;
      if (submitAdvice(client).open) await batches.send(client, payouts);
    } finally {
      slots.release(partner);
    }
  }

  return {
    isOpen: (partner) => collector.isOpen(partner),

    async start(payout, client, reason) {
      const { partner } = client.adapter;
      // An instruction that cannot even be written must not hold up the others: it fails here.
      routedFact(payout, client, endpointForNew(client), runtime.now(), reason);
      const routed = { payoutId: payout.id, reason };
      const alone = wasRefusedWithOthers(payout, partner);
      if (alone || !collector.isOpen(partner)) slots.take(partner);
      if (alone) await send(partner, [routed]);
      else await collector.join(partner, client.batching(), routed);
    },
  };
}

/**
 * A batch that was refused as a whole may have been refused for one of its members. Nobody knows for
 * which, so each of them goes alone the next time, and those that were not to blame get through.
 */
function wasRefusedWithOthers({ attempts }: Payout, partner: string): boolean {
  const last = attempts.findLast((attempt) => attempt.partner === partner);
  return last?.proof === 'P2_REFUSED' && (last.batch?.payoutIds.length ?? 1) > 1;
}
