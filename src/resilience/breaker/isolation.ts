import assert from 'node:assert/strict';

import type { Lane } from '../../contract/exchange.ts';
import type { Isolation } from '../../contract/send.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/**
 * The lanes a person's hold stops. Inquiries go on: a hold must not keep payouts in doubt.
 */
export const ISOLATED_LANES = ['submit', 'cancel'] as const satisfies readonly Lane[];

/** At most one hold at a time. */
export interface Hold {
  /** The hold in force now, or `null`. */
  current(): Isolation | null;
  /** When the hold in force was placed, Unix ms. */
  sinceMs(): number;
  /** Holds from now on; replaces an earlier hold. Throws when it has no owner, reason or future. */
  place(isolation: Isolation): void;
  /** False when there was nothing to lift. */
  lift(): boolean;
  /** Forgets its timer. */
  stop(): void;
}

/** Checked again at least this often: the wall clock may jump, and timers have a longest delay. */
const CHECK_MS_MAX = 3_600_000;

/**
 * A person's hold on a partner: sticky, apart from opossum (whose `open()` would half-open by
 * itself), with an owner, a reason and an end on the wall clock. `ended` is told when it expires.
 */
export function createHold(runtime: Runtime, ended: () => void): Hold {
  let isolation: Isolation | null = null;
  let placedAtMs = 0;
  let stopTimer: (() => void) | null = null;

  const watch = () => {
    stopTimer?.();
    stopTimer = null;
    if (isolation === null) return;
    const leftMs = isolation.expiresAtMs - runtime.now();
    stopTimer = runtime.schedule(Math.min(CHECK_MS_MAX, Math.max(1, leftMs)), () => {
      if (expire()) ended();
      else watch();
    });
  };

  const expire = (): boolean => {
    if (isolation === null || runtime.now() < isolation.expiresAtMs) return false;
    isolation = null;
    return true;
  };

  return {
    current() {
      if (expire()) {
        stopTimer?.();
        stopTimer = null;
        ended();
      }
      return isolation;
    },
    sinceMs: () => placedAtMs,
    place(next) {
      assert(next.owner.trim() !== '', 'a hold names its owner');
      assert(next.reason.trim() !== '', 'a hold gives its reason');
      assert(next.expiresAtMs > runtime.now(), 'a hold ends in the future');
      isolation = next;
      placedAtMs = runtime.now();
      watch();
    },
    lift() {
      const held = isolation !== null;
      isolation = null;
      watch();
      return held;
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
    },
  };
}
