import type { Runtime } from '../../../runtime/runtime.ts';
import type { SandboxReply } from '../messages.ts';

/** Calls under way at once: 50 of the one function, 20 of all others together (1.并发限制). */
const PAYMENTS_MAX = 50;
const OTHERS_MAX = 20;

/** Counts the calls under way, in the two classes that the bank tells apart. */
export interface Callers {
  /** `handle` runs unless too many of its class are under way; then `refuse` does. */
  admit(funcode: string, handle: () => SandboxReply, refuse: () => SandboxReply): SandboxReply;
}

/**
 * A call is under way until its answer leaves, which for a late answer is later. A connection that
 * breaks ends it at once: the socket tells nobody here when a caller hangs up.
 */
export function countCallers(runtime: Runtime): Callers {
  const underWay = { payments: 0, others: 0 };
  return {
    admit(funcode, handle, refuse) {
      const kind = funcode === 'BB1PAYOP' ? 'payments' : 'others';
      const limit = kind === 'payments' ? PAYMENTS_MAX : OTHERS_MAX;
      if (underWay[kind] >= limit) return refuse();
      const reply = handle();
      const { delayMs = 0 } = reply;
      if (delayMs > 0) {
        underWay[kind] += 1;
        runtime.schedule(delayMs, () => {
          underWay[kind] -= 1;
        });
      }
      return reply;
    },
  };
}
