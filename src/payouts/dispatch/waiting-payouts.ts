import type { Runtime } from '../../runtime/runtime.ts';
import { submitAdvice } from './client-endpoint.ts';
import type { PartnerClients } from './partner-client.ts';
import type { Slots } from './slots.ts';
import { createWaitQueue } from './wait-queue.ts';

/** Payouts that wait in memory for a slot, and who brings them back to be routed. */
export interface WaitingPayouts {
  /** False when the partner's queue is full: the payout must be postponed durably instead. */
  enter(partner: string, payoutId: string): boolean;
  /** Routes those that waited longest, as many as free slots allow. */
  fill(partner: string): void;
  has(payoutId: string): boolean;
}

/** What waiting needs of its surroundings. */
export interface WaitingPayoutsSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly slots: Pick<Slots, 'isFree' | 'promise'>;
  /** Routes a payout anew; calls `onLoaded` once it is loaded and about to look for a slot. */
  readonly route: (payoutId: string, onLoaded?: () => void) => void;
}

/** Payouts that wait for one partner at most; more are postponed durably. */
const WAITING_MAX = 500;

/** How often waiting payouts look for a slot that fell free by itself. */
const LOOK_AGAIN_MS = 100;

/** How many slots one freed slot may fill, since the limit may have grown. */
const SLOTS_FILLED_MAX = 4;

/** Nobody waits at the start. */
export function createWaitingPayouts(settings: WaitingPayoutsSettings): WaitingPayouts {
  const { clients, runtime, slots, route } = settings;
  const queue = createWaitQueue(WAITING_MAX);
  let isLookingAgain = false;

  function fill(partner: string): void {
    const client = clients.get(partner);
    if (client === undefined) return;
    const perSlot = client.batching?.().sizeMax ?? 1;
    for (let routed = 0; routed < SLOTS_FILLED_MAX * perSlot && slots.isFree(partner); routed++) {
      const payoutId = queue.next(partner);
      if (payoutId === undefined) return;
      // One waiting payout per slot: whoever found none would go to the end of the queue. A batch
      // takes one slot for all of its members, so nothing is promised to them one by one.
      if (perSlot > 1) route(payoutId);
      else route(payoutId, slots.promise(partner));
    }
  }

  /** The lane closed while they waited: each is routed anew, elsewhere or to a later time. */
  function routeAll(partner: string): void {
    for (let payoutId = queue.next(partner); payoutId; payoutId = queue.next(partner)) {
      route(payoutId);
    }
  }

  /**
   * A slot may also fall free without a word from us: a late answer ends, a limit grows, a circuit
   * opens. While somebody waits, look again and again.
   */
  function lookAgain(): void {
    if (isLookingAgain || queue.partners().length === 0) return;
    isLookingAgain = true;
    runtime.schedule(LOOK_AGAIN_MS, () => {
      isLookingAgain = false;
      for (const partner of queue.partners()) {
        const client = clients.get(partner);
        if (client !== undefined && submitAdvice(client).open) fill(partner);
        else routeAll(partner);
      }
      lookAgain();
    });
  }

  return {
    enter(partner, payoutId) {
      const entered = queue.enter(partner, payoutId);
      if (entered) lookAgain();
      return entered;
    },
    fill,
    has: (payoutId) => queue.has(payoutId),
  };
}
