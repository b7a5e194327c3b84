import assert from 'node:assert/strict';

import type { Lane } from '../../contract/exchange.ts';
import type { Isolation } from '../../contract/send.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** The lanes that an isolation stops. Inquiries go on: it must not keep payouts in doubt. */
export const ISOLATED_LANES = ['submit', 'cancel'] as const satisfies readonly Lane[];

/** An isolation in force. */
export interface Isolated {
  readonly isolation: Isolation;
  /** When it was placed, Unix ms. */
  readonly sinceMs: number;
}

/** Takes a partner out of service and puts it back. At most one isolation at a time. */
export interface IsolationSwitch {
  /** The isolation in force now, or `null`. */
  current(): Isolated | null;
  /** From now on; replaces an earlier one. Throws when it has no owner, no reason, or has ended. */
  isolate(isolation: Isolation): void;
  /** False when there was nothing to end. */
  restore(): boolean;
  /** Forgets its timer. */
  stop(): void;
}

/** Checked again at least this often: the wall clock may jump, and timers have a longest delay. */
const CHECK_MS_MAX = 3_600_000;

/**
 * A person's isolation of a partner: apart from opossum (whose `open()` would half-open by itself),
 * with an owner, a reason and an end on the wall clock. `expired` is told when it reaches its end.
 */
export function createIsolation(runtime: Runtime, expired: () => void): IsolationSwitch {
  let isolated: Isolated | null = null;
  let stopTimer: (() => void) | null = null;

  const watch = () => {
    stopTimer?.();
    stopTimer = null;
    if (isolated === null) return;
    const leftMs = isolated.isolation.expiresAtMs - runtime.now();
    stopTimer = runtime.schedule(Math.min(CHECK_MS_MAX, Math.max(1, leftMs)), () => {
      if (endIfDue()) expired();
      else watch();
    });
  };

  const endIfDue = (): boolean => {
    if (isolated === null || runtime.now() < isolated.isolation.expiresAtMs) return false;
    isolated = null;
    return true;
  };

  return {
    current() {
      if (endIfDue()) {
        watch();
        expired();
      }
      return isolated;
    },
    isolate(isolation) {
      assert(isolation.owner.trim() !== '', 'an isolation names its owner');
      assert(isolation.reason.trim() !== '', 'an isolation gives its reason');
      assert(isolation.expiresAtMs > runtime.now(), 'an isolation ends in the future');
      isolated = { isolation, sinceMs: runtime.now() };
      watch();
    },
    restore() {
      const ended = isolated !== null;
      isolated = null;
      watch();
      return ended;
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
    },
  };
}
