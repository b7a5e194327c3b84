import type { Emit } from '../../contract/events.ts';
import { type Journal, JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { decodePayout } from '../model/codec.ts';
import type { Fact } from '../model/facts.ts';
import { dueAtMsOf } from '../model/hint-schedule.ts';
import { deadlineOf, type Payout } from '../model/payout.ts';
import type { Engine } from './engine.ts';
import { createLookSooner, type LookSoonerSettings } from './look-sooner.ts';

/** Brings each payout back when its due time comes, and after a restart (I5). */
export interface Scheduler {
  /**
   * Turns what an earlier process left on its way into doubt (row 7). Must end before anything is
   * dispatched; resolves with the number of payouts found.
   */
  recover(): Promise<number>;
  /** Looks for due payouts every 100 ms. */
  start(): void;
  /** Looks no more; what it has told already goes on. */
  stop(): void;
}

/** What the scheduler reads, and whom it tells. */
export interface SchedulerSettings extends Pick<LookSoonerSettings, 'inquiriesShut'> {
  readonly journal: Journal;
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly isBusy: (payoutId: string) => boolean;
}

const PAUSE_MS = 100;
const PAUSE_AFTER_ERROR_MS = 1_000;
/** More than all wait queues hold together, so that waiting payouts never hide due inquiries. */
const DUE_MAX = 4_000;
const RECOVER_PAGE = 500;

/** The states in which a send may have been under way when the process died. */
const UNFINISHED = ['DISPATCHING', 'IN_DOUBT', 'CONFLICT'] as const;

/** A scheduler that sleeps until it is started. */
export function createScheduler(settings: SchedulerSettings): Scheduler {
  const { journal, engine, runtime, emit } = settings;
  const sooner = createLookSooner(settings);
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function round(): Promise<void> {
    await sooner.look();
    const due = await journal.due(runtime.now(), DUE_MAX);
    await Promise.all(
      due.map(async (row) => {
        const payout = await engine.load(row.id);
        if (payout === null) return;
        const nowMs = runtime.now();
        if (settings.isBusy(row.id) && !missedItsTurn(payout, nowMs)) return;
        const fact = factFor(payout, nowMs);
        if (fact !== null) await engine.tell(row.id, fact);
      }),
    );
  }

  function again(delayMs: number): void {
    if (stopped) return;
    cancel = runtime.schedule(delayMs, () => {
      round().then(
        () => again(PAUSE_MS),
        (error: unknown) => {
          if (!(error instanceof JournalError)) {
            emit({ kind: 'bug', where: 'scheduler', detail: String(error) });
          }
          again(PAUSE_AFTER_ERROR_MS);
        },
      );
    });
  }

  return {
    async recover() {
      let recovered = 0;
      for (let afterId = ''; ;) {
        const rows = await journal.inStates(UNFINISHED, afterId, RECOVER_PAGE);
        const last = rows.at(-1);
        if (last === undefined) return recovered;
        const unfinished = rows.filter((row) => hasSendUnderWay(decodePayout(row.document)));
        await Promise.all(unfinished.map((row) => engine.tell(row.id, { kind: 'recovered' })));
        recovered += unfinished.length;
        afterId = last.id;
      }
    },
    start() {
      stopped = false;
      again(0);
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

function hasSendUnderWay(payout: Payout): boolean {
  return payout.attempts.some(({ state }) => state === 'INTENT' || state === 'SENT');
}

/** A payout that waits in memory for a slot is left alone, but its deadline waits for nobody. */
function missedItsTurn(payout: Payout, nowMs: number): boolean {
  const deadlineAtMs = deadlineOf(payout);
  return payout.state === 'QUEUED' && deadlineAtMs !== null && deadlineAtMs <= nowMs;
}

/** What a due payout that nobody here works on is to be told. */
function factFor(payout: Payout, nowMs: number): Fact | null {
  const dueAtMs = dueAtMsOf(payout);
  if (dueAtMs === null || dueAtMs > nowMs) return null;
  // Nobody waits for its answer any more: the call ended without a word, which is a bug or a crash.
  if (hasSendUnderWay(payout)) return { kind: 'recovered' };
  return { kind: 'tick' };
}
