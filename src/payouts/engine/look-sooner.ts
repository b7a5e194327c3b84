import type { Journal } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { longestStepMs } from '../decide/longest-step.ts';
import { decodePayout } from '../model/codec.ts';
import { liveAttempt, type Payout } from '../model/payout.ts';
import type { Engine } from './engine.ts';

/** Brings due times forward when what they were waiting for is over. */
export interface LookSooner {
  /**
   * To be called before each look for due payouts; does something once a second at most. Rejects
   * with JournalError; what it did not reach is looked at again.
   */
  look(): Promise<void>;
}

/** What it reads, and whom it tells. */
export interface LookSoonerSettings {
  readonly journal: Pick<Journal, 'inStates'>;
  readonly engine: Pick<Engine, 'tell'>;
  readonly runtime: Runtime;
  /** The partners that cannot be asked at this moment (a breaker), or that said "later". */
  readonly inquiriesShut: () => readonly string[];
}

const PAUSE_MS = 1_000;
const PAGE = 500;
/** Questions that come forward leave one after the other: twenty a second. */
const SPACING_MS = 50;
/** A wall clock that falls behind the steady one by more than this has jumped back. */
const JUMP_MS = 5_000;
const SLACK_MS = 1_000;

const DOUBTFUL = ['IN_DOUBT', 'PROCESSING'] as const;
const UNFINISHED = ['QUEUED', 'DISPATCHING', 'HELD', 'CONFLICT', ...DOUBTFUL] as const;

/**
 * Two things make a due time wrong. A partner whose inquiries went unanswered is asked hourly in the
 * end: when it answers again, every doubt there is asked about soon, and the schedule begins anew.
 * And a wall clock that ran ahead and came back leaves due times further off than any step of their
 * schedule: at the start, and after each jump back, they come forward.
 */
export function createLookSooner(settings: LookSoonerSettings): LookSooner {
  const { runtime } = settings;
  let lookedMs = -Infinity;
  /** Partners whose inquiries were shut at the last look, or could not all be brought forward. */
  let shut: ReadonlySet<string> = new Set();
  let aheadMs = Infinity;

  return {
    async look() {
      const elapsedMs = runtime.elapsed();
      if (elapsedMs - lookedMs < PAUSE_MS) return;
      lookedMs = elapsedMs;
      const nowAheadMs = runtime.now() - elapsedMs;
      if (nowAheadMs < aheadMs - JUMP_MS) await clampAll(settings);
      aheadMs = nowAheadMs;

      const stillShut = new Set(settings.inquiriesShut());
      const healed = new Set([...shut].filter((partner) => !stillShut.has(partner)));
      shut = new Set([...shut, ...stillShut]);
      if (healed.size > 0) await askSoon(settings, healed);
      shut = stillShut;
    },
  };
}

/** Every doubt at these partners is asked about soon, one after the other. */
function askSoon(settings: LookSoonerSettings, healed: ReadonlySet<string>): Promise<void> {
  return bringForward(settings, DOUBTFUL, (payout) => {
    const partner = liveAttempt(payout)?.partner;
    return partner !== undefined && healed.has(partner);
  });
}

/** No due time lies further off than the longest step of its schedule. */
function clampAll(settings: LookSoonerSettings): Promise<void> {
  const nowMs = settings.runtime.now();
  return bringForward(settings, UNFINISHED, (payout) => {
    const { nextAction } = payout;
    return nextAction !== null && nextAction.atMs > nowMs + longestStepMs(payout) + SLACK_MS;
  });
}

async function bringForward(
  { journal, engine, runtime }: LookSoonerSettings,
  states: readonly string[],
  isWanted: (payout: Payout) => boolean,
): Promise<void> {
  let dueAtMs = runtime.now();
  for (let afterId = ''; ;) {
    const rows = await journal.inStates(states, afterId, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    const wanted = rows.filter((row) => isWanted(decodePayout(row.document)));
    await Promise.all(
      wanted.map(({ id }) => {
        dueAtMs += SPACING_MS;
        return engine.tell(id, { kind: 'lookSooner', dueAtMs });
      }),
    );
    afterId = last.id;
  }
}
