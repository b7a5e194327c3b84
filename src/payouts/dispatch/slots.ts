import { createCounts } from './counts.ts';
import { endpointForNew } from './client-endpoint.ts';
import type { PartnerClients } from './partner-client.ts';

/**
 * The slots of each partner: as many submits as its submit lane takes at a time. A batch takes one,
 * however many members it has.
 */
export interface Slots {
  /** True when one more submit would be taken by the lane and not be refused by its bulkhead. */
  isFree(partner: string): boolean;
  take(partner: string): void;
  /** Gives a taken slot back, and tells the owner of the wait queue. */
  release(partner: string): void;
  /**
   * Keeps a slot for a payout that was taken out of the wait queue and is about to take one. Returns
   * what ends the promise.
   */
  promise(partner: string): () => void;
}

/** Counts slots over the submit lanes of `clients`; `onRelease` runs after each that is given back. */
export function createSlots(clients: PartnerClients, onRelease: (partner: string) => void): Slots {
  const taken = createCounts();
  const promised = createCounts();

  return {
    /**
     * Counts what we are about to send and what the lane still holds, answers it only listens for
     * included: an intent that the bulkhead must refuse would cost a dead attempt for nothing.
     */
    isFree(partner) {
      const client = clients.get(partner);
      const lanes = client === undefined ? [] : endpointForNew(client).lanes.status();
      const lane = lanes.find((status) => status.lane === 'submit');
      if (lane === undefined) return true;
      const underWay = Math.max(taken.of(partner), lane.inFlight + lane.queued);
      return underWay + promised.of(partner) < Math.max(1, lane.limit);
    },
    take: (partner) => taken.add(partner, 1),
    release(partner) {
      taken.add(partner, -1);
      onRelease(partner);
    },
    promise(partner) {
      promised.add(partner, 1);
      return () => promised.add(partner, -1);
    },
  };
}
