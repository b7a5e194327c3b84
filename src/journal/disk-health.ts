import type { Emit } from '../contract/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { JournalHealth } from './journal-health.ts';
import { JournalError, type JournalErrorCode } from './port.ts';

/** A failure that hits every write alike, so that trying them one by one is of no use. */
export const DISK_CODES: ReadonlySet<JournalErrorCode> = new Set([
  'full',
  'io',
  'readonly',
  'locked',
  'corrupt',
  'closed',
]);

/** What the last commits and probes say of the disk; looks by itself whether it is back. */
export interface DiskHealth {
  /** The failure that still holds since its first occurrence, or a commit that runs too long. */
  health(): JournalHealth;
  /** A commit begins; returns the moment, on the monotonic clock. */
  commitStarted(): number;
  commitEnded(): void;
  /** Notes a failure and tells it. Returns it as the error for whoever waits for the write. */
  failed(error: unknown): JournalError;
  /** The disk has just taken something. */
  recovered(): void;
  /** Looks no more. */
  stop(): void;
}

/** What it takes to ask the disk. */
export interface DiskHealthSettings {
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Writes something that changes nothing; rejects while the disk does not take it. */
  readonly probe: () => Promise<void>;
  readonly probeEveryMs: number;
  /** A commit that runs longer than this makes the journal unhealthy; it is not given up. */
  readonly commitMsMax: number;
}

/** A disk is taken for healthy until it fails. */
export function createDiskHealth(settings: DiskHealthSettings): DiskHealth {
  const { runtime, emit, probe, probeEveryMs, commitMsMax } = settings;
  let failure: (JournalHealth & { ok: false }) | null = null;
  let stopProbing: (() => void) | null = null;
  let stopped = false;
  let commitStartedAtMs: number | null = null;

  function failed(error: unknown): JournalError {
    const known = asJournalError(error);
    emit({ kind: 'journal.failed', code: known.code, detail: known.message });
    if (known.stored === 'unknown' || DISK_CODES.has(known.code)) {
      failure ??= { ok: false, code: known.code, detail: known.message, sinceMs: runtime.now() };
      probeLater();
    }
    return known;
  }

  function recovered(): void {
    failure = null;
    stopProbing?.();
    stopProbing = null;
  }

  function probeLater(): void {
    if (stopped) return;
    stopProbing ??= runtime.schedule(probeEveryMs, () => {
      stopProbing = null;
      probe().then(recovered, failed);
    });
  }

  return {
    health() {
      if (failure !== null) return failure;
      const runningMs = commitStartedAtMs === null ? 0 : runtime.elapsed() - commitStartedAtMs;
      if (runningMs > commitMsMax) {
        const detail = `a commit has been running for ${Math.round(runningMs)} ms`;
        return { ok: false, code: 'io', detail, sinceMs: runtime.now() - runningMs };
      }
      return { ok: true };
    },
    commitStarted: () => (commitStartedAtMs = runtime.elapsed()),
    commitEnded() {
      commitStartedAtMs = null;
    },
    failed,
    recovered,
    stop() {
      stopped = true;
      stopProbing?.();
      stopProbing = null;
    },
  };
}

/** A store that throws anything else has a bug, and a bug proves nothing about the disk. */
function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  return new JournalError('io', 'unknown', 'the store failed in an unforeseen way', error);
}
