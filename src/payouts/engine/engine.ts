import type { Emit } from '../../contract/events.ts';
import type { Journal, JournalWrite, OutboxEntry, WriteOutcome } from '../../journal/port.ts';
import { JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { decodePayout } from '../model/codec.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import type { Effect } from '../model/effects.ts';
import type { Fact } from '../model/facts.ts';
import type { Payout } from '../model/payout.ts';
import { announce } from './announce.ts';
import { createMailbox } from './mailbox.ts';
import { createPayoutCache } from './payout-cache.ts';
import { type PreparedWrite, toWrite } from './to-write.ts';

/**
 * The shell around `decide()`: loads, decides, commits, and only then performs the effects.
 *
 * Facts about one payout are taken one after the other. Every promise here resolves after fsync.
 */
export interface Engine {
  /** Rejects with JournalError when the fact could not be made durable. */
  tell(payoutId: string, fact: Fact): Promise<Told>;
  /**
   * For evidence, which must not be lost while this process lives: tries again until the journal
   * takes it. Resolves without having told only when the engine closes; the attempt is then found
   * on disk as sent and becomes doubt at the next start.
   */
  tellSurely(payoutId: string, fact: Fact): Promise<void>;
  /** Stores a new payout with its first judgement in one commit. */
  create(facts: NewPayout): Promise<Created>;
  load(payoutId: string): Promise<Payout | null>;
  close(): Promise<void>;
}

export interface EngineSettings {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Performs what is durable. Never throws; runs on its own. */
  readonly perform: (payout: Payout, effect: Effect) => void;
  /** The outbox entry that tells the caller of this change; `null` when nobody listens. */
  readonly notice: (payout: Payout) => OutboxEntry | null;
  /** Told what became durable, before the effects. Never throws. */
  readonly learn: (before: Payout | null, events: Decision['events']) => void;
  /** Records that take a partner and a payee out of service. */
  readonly freeze: (payout: Payout, effect: Effect & { kind: 'freeze' }) => JournalWrite['records'];
}

export type Told =
  | { readonly kind: 'told'; readonly payout: Payout; readonly changed: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'obligationTaken'; readonly payoutId: string };

export interface NewPayout {
  readonly received: Fact & { kind: 'received' };
  readonly judged: Fact & { kind: 'judged' };
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  /** The answer to keep for replays, made from the payout as stored. */
  readonly answer: (payout: Payout) => string;
}

export type Created =
  | { readonly kind: 'created'; readonly payout: Payout }
  | Extract<WriteOutcome, { kind: 'keyTaken' | 'obligationTaken' }>;

const CACHE_ENTRIES_MAX = 20_000;
const CONFLICTS_MAX = 5;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;

export function createEngine(settings: EngineSettings): Engine {
  const { journal, runtime, emit } = settings;
  const mailbox = createMailbox();
  const cache = createPayoutCache(CACHE_ENTRIES_MAX);
  let closing = false;

  async function load(payoutId: string): Promise<Payout | null> {
    const cached = cache.get(payoutId);
    if (cached !== undefined) return cached;
    const row = await journal.get(payoutId);
    if (row === null) return null;
    const payout = decodePayout(row.document);
    // While the row was read, somebody here may have written: what is remembered never goes back.
    const meanwhile = cache.get(payoutId);
    if (meanwhile !== undefined && meanwhile.version > payout.version) return meanwhile;
    cache.put(payout);
    return payout;
  }

  /**
   * Compare-and-set protects only what is written. A decision of nothing is checked by reading, or
   * evidence about an attempt that another process began would be dropped.
   */
  async function isStale(remembered: Payout): Promise<boolean> {
    const row = await journal.get(remembered.id);
    if (row === null || row.version === remembered.version) return false;
    cache.forget(remembered.id);
    return true;
  }

  async function take(payoutId: string, fact: Fact): Promise<Told> {
    for (let round = 0; round < CONFLICTS_MAX; round++) {
      const before = await load(payoutId);
      if (before === null) return { kind: 'missing' };
      const decision = decide(before, fact, runtime.now());
      if (decision.events.length === 0) {
        // A tick comes back by itself, and every few moments: it is not worth a read.
        if (fact.kind !== 'tick' && (await isStale(before))) continue;
        run(before, decision.effects);
        return { kind: 'told', payout: before, changed: false };
      }
      const prepared = toWrite(before, decision.events);
      const outcome = await commit(prepared, decision.effects);
      if (outcome.kind === 'ok') {
        finish(before, prepared.payout, decision);
        return { kind: 'told', payout: prepared.payout, changed: true };
      }
      if (outcome.kind === 'obligationTaken') return outcome;
      cache.forget(payoutId);
    }
    throw new JournalError('overloaded', 'no', `payout ${payoutId} is written by someone else`);
  }

  /** Writes the decision together with what it tells the caller and takes out of service. */
  async function commit(
    { payout, write }: PreparedWrite,
    effects: readonly Effect[],
    claim?: NonNullable<JournalWrite['payout']>['claim'],
  ): Promise<WriteOutcome> {
    const notices = effects.some((effect) => effect.kind === 'notify')
      ? [settings.notice(payout)].filter((entry) => entry !== null)
      : [];
    const records = effects.flatMap((effect) =>
      effect.kind === 'freeze' ? (settings.freeze(payout, effect) ?? []) : [],
    );
    const full: JournalWrite = {
      payout: { ...write.payout, ...(claim === undefined ? {} : { claim }) },
      ...(notices.length === 0 ? {} : { outbox: notices }),
      ...(records.length === 0 ? {} : { records }),
    };
    try {
      return await journal.write(full);
    } catch (error) {
      cache.forget(payout.id);
      if (error instanceof JournalError && error.stored === 'unknown') {
        return await outcomeOf(payout, write.payout.row.document, error);
      }
      throw error;
    }
  }

  /** The commit's own answer was lost: what stands in the journal decides. */
  async function outcomeOf(
    payout: Payout,
    document: string,
    error: JournalError,
  ): Promise<WriteOutcome> {
    const row = await journal.get(payout.id).catch((cause: unknown) => {
      throw new JournalError(error.code, 'unknown', 'nor could it be read back', cause);
    });
    if (row?.document === document) return { kind: 'ok' };
    if (row !== null && row.version >= payout.version) {
      return { kind: 'conflict', actualVersion: row.version };
    }
    throw new JournalError(error.code, 'no', error.message, error);
  }

  function finish(before: Payout | null, after: Payout, decision: Decision): void {
    cache.put(after);
    settings.learn(before, decision.events);
    announce(before, after, decision, emit);
    run(after, decision.effects);
  }

  function run(payout: Payout, effects: readonly Effect[]): void {
    if (closing) return;
    for (const effect of effects) settings.perform(payout, effect);
  }

  const tell = (payoutId: string, fact: Fact) => mailbox.run(payoutId, () => take(payoutId, fact));

  return {
    tell,
    load,

    async tellSurely(payoutId, fact) {
      for (let delayMs = RETRY_MS_MIN; !closing; delayMs = Math.min(RETRY_MS_MAX, delayMs * 2)) {
        try {
          await tell(payoutId, fact);
          return;
        } catch (error) {
          if (!(error instanceof JournalError)) throw error;
          await runtime.sleep(delayMs);
        }
      }
    },

    create({ received, judged, idempotencyKey, fingerprint, answer }) {
      return mailbox.run(received.id, async () => {
        const nowMs = runtime.now();
        const born = decide(null, received, nowMs);
        const received1 = toWrite(null, born.events).payout;
        const judgement = decide({ ...received1, version: 0 }, judged, nowMs);
        const events = [...born.events, ...judgement.events];
        const prepared = toWrite(null, events);
        const { caller, id: payoutId } = received;
        const claim = {
          caller,
          key: idempotencyKey,
          fingerprint,
          payoutId,
          answer: answer(prepared.payout),
        };
        const outcome = await commit(prepared, judgement.effects, claim);
        switch (outcome.kind) {
          case 'ok':
            finish(null, prepared.payout, { events, effects: judgement.effects });
            return { kind: 'created', payout: prepared.payout } as const;
          case 'keyTaken':
          case 'obligationTaken':
            return outcome;
          case 'conflict':
            throw new JournalError('invalid', 'no', 'a new payout has no earlier version');
        }
      });
    },

    async close() {
      closing = true;
      await mailbox.idle();
    },
  };
}
