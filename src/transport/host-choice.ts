import type { Runtime } from '../runtime/runtime.ts';

/** Which of a partner's equal hosts the next try goes to. */
export interface HostChoice {
  /** The index of a base URL for the n-th try of a call, counted from 0. */
  choose(tryIndex: number): number;
  /** Notes that no connection to this host came about. */
  refused(hostIndex: number): void;
  /** Notes that a connection to this host came about. */
  connected(hostIndex: number): void;
}

/**
 * Picks host `tryIndex % hosts`, and steps over hosts that refused within the last `memoryMs`
 * unless all of them did.
 *
 * So a retry goes to the backup host (WeChat publishes a second one for this), and while the first
 * host is down a new call does not spend its first try on finding that out again. The memory is
 * short because the order of preference is the partner's wish. All hosts share one ledger
 * (`PartnerEndpoint`), otherwise a change of host would be another attempt.
 */
export function createHostChoice(settings: {
  readonly hosts: number;
  readonly memoryMs: number;
  readonly runtime: Pick<Runtime, 'elapsed'>;
}): HostChoice {
  const { hosts, memoryMs, runtime } = settings;
  const refusedAtMs = new Map<number, number>();

  const isDown = (hostIndex: number): boolean => {
    const atMs = refusedAtMs.get(hostIndex);
    return atMs !== undefined && runtime.elapsed() - atMs < memoryMs;
  };

  return {
    choose(tryIndex) {
      const preferred = tryIndex % hosts;
      for (let step = 0; step < hosts; step += 1) {
        const candidate = (preferred + step) % hosts;
        if (!isDown(candidate)) return candidate;
      }
      return preferred;
    },
    refused(hostIndex) {
      refusedAtMs.set(hostIndex, runtime.elapsed());
    },
    connected(hostIndex) {
      refusedAtMs.delete(hostIndex);
    },
  };
}
