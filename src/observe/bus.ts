import type { Emit, GatewayEvent } from '../contract/events.ts';

/** Hands each event to every listener. */
export interface Bus {
  readonly emit: Emit;
  /** Returns the way to stop listening. */
  listen(listener: Emit): () => void;
}

/**
 * Synchronous, in the order of listening. A listener that throws disturbs neither the emitter nor
 * its neighbours: a metric with a wrong label must never turn a paid answer into an error.
 */
export function createBus(): Bus {
  const listeners = new Set<Emit>();

  function hand(event: GatewayEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        if (event.kind === 'bug') continue; // Reporting a broken reporter ends nowhere.
        const detail = error instanceof Error ? error.message : String(error);
        hand({ kind: 'bug', where: `listener of ${event.kind}`, detail });
      }
    }
  }

  return {
    emit: hand,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
