/**
 * Payouts that have a partner but no free slot there yet, first come first served, per partner.
 *
 * Only a convenience in memory: each is durably QUEUED with a due time, so losing the queue loses
 * nothing.
 */
export interface WaitQueue {
  /** False when the partner's queue is full: the payout must be postponed durably instead. */
  enter(partner: string, payoutId: string): boolean;
  /** Takes out the one that waited longest. */
  next(partner: string): string | undefined;
  has(payoutId: string): boolean;
  /** The partners somebody waits for. */
  partners(): readonly string[];
}

/** An empty queue for each partner, with at most `lengthMax` payouts in each. */
export function createWaitQueue(lengthMax: number): WaitQueue {
  const queues = new Map<string, Set<string>>();
  const everyone = new Set<string>();
  return {
    enter(partner, payoutId) {
      if (everyone.has(payoutId)) return true;
      const queue = queues.get(partner) ?? new Set();
      if (queue.size >= lengthMax) return false;
      queues.set(partner, queue.add(payoutId));
      everyone.add(payoutId);
      return true;
    },
    next(partner) {
      const queue = queues.get(partner);
      const first = queue?.values().next();
      if (queue === undefined || first === undefined || first.done === true) return undefined;
      queue.delete(first.value);
      everyone.delete(first.value);
      return first.value;
    },
    has: (payoutId) => everyone.has(payoutId),
    partners: () => [...queues].filter(([, queue]) => queue.size > 0).map(([partner]) => partner),
  };
}
