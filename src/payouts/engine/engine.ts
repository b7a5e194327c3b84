import type { Emit } from '../../contract/events.ts';
import { JournalError, type WriteOutcome } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { decide } from '../decide/decide.ts';
import { attemptOf, type Decision } from '../decide/decision.ts';
import type { Effect } from '../model/effects.ts';
import type { DistrustableProof } from '../model/breach.ts';
import type { Fact } from '../model/facts.ts';
import type { Payout } from '../model/payout.ts';
import { announce } from './announce.ts';
import { createMailbox } from './mailbox.ts';
import { createPayoutStore, type PayoutStore, type PayoutStoreSettings } from './payout-store.ts';
import { toWrite } from './to-write.ts';

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
  /** Stores a new payout with its first judgement in one commit. Rejects as `tell` does. */
  create(facts: NewPayout): Promise<Created>;
  /** The payout as it is now; `null` where there is none. Rejects with JournalError. */
  load(payoutId: string): Promise<Payout | null>;
  /** Performs no more effects; resolves when every fact that was told has been taken. */
  close(): Promise<void>;
}

/** What the engine works over. */
export interface EngineSettings extends PayoutStoreSettings {
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Performs what is durable. Never throws; runs on its own. */
  readonly perform: (payout: Payout, effect: Effect) => void;
  /** Told what became durable, before the effects. Never throws. */
  readonly learn: (before: Payout | null, events: Decision['events']) => void;
  /** The proofs that are believed no more at a partner; asked anew for each piece of evidence. */
  readonly distrusted: (partner: string) => readonly DistrustableProof[];
}

/** What became of a fact. `changed: false`: it meant nothing, and nothing was written. */
export type Told =
  | { readonly kind: 'told'; readonly payout: Payout; readonly changed: boolean }
  /** There is no such payout. */
  | { readonly kind: 'missing' }
  /** It would have made two payouts pay one obligation; nothing was written. */
  | { readonly kind: 'obligationTaken'; readonly payoutId: string };

/** A payout to be stored for the first time. */
export interface NewPayout {
  readonly received: Fact & { kind: 'received' };
  readonly judged: Fact & { kind: 'judged' };
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  /** What the caller is told, to be kept with the key; made from the payout as stored. */
  readonly answer: (payout: Payout) => string;
}

/** What became of a new payout. Only `created` has stored anything. */
export type Created =
  | { readonly kind: 'created'; readonly payout: Payout }
  | Extract<WriteOutcome, { kind: 'keyTaken' | 'obligationTaken' }>;

const CONFLICTS_MAX = 5;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;

/** The parts that take a fact: where payouts are kept, and what follows a commit. */
interface Parts {
  readonly store: PayoutStore;
  readonly runtime: Runtime;
  readonly distrusted: EngineSettings['distrusted'];
  /** After the commit: remembers, teaches, tells, performs. */
  readonly finish: (before: Payout | null, after: Payout, decision: Decision) => void;
  readonly run: (payout: Payout, effects: readonly Effect[]) => void;
}

/** An engine without a scheduler: nothing happens until somebody tells it a fact. */
export function createEngine(settings: EngineSettings): Engine {
  const { runtime, emit } = settings;
  const mailbox = createMailbox();
  const store = createPayoutStore(settings);
  const { distrusted } = settings;
  const parts: Parts = { store, runtime, distrusted, finish, run };
  let closing = false;

  function finish(before: Payout | null, after: Payout, decision: Decision): void {
    store.remember(after);
    settings.learn(before, decision.events);
    announce(before, after, decision, emit);
    run(after, decision.effects);
  }

  function run(payout: Payout, effects: readonly Effect[]): void {
    if (closing) return;
    for (const effect of effects) settings.perform(payout, effect);
  }

  const tell = (payoutId: string, fact: Fact) =>
    mailbox.run(payoutId, () => take(parts, payoutId, fact));

  return {
    tell,
    load: (payoutId) => store.load(payoutId),

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

    create: (payout) => mailbox.run(payout.received.id, () => create(parts, payout)),

    async close() {
      closing = true;
      await mailbox.idle();
    },
  };
}

/** Loads, decides, commits, and again when somebody else wrote first (R12). */
async function take(
  { store, runtime, distrusted, finish, run }: Parts,
  payoutId: string,
  told: Fact,
): Promise<Told> {
  let obligationIsTaken = false;
  for (let round = 0; round < CONFLICTS_MAX; round++) {
    const before = await store.load(payoutId);
    if (before === null) return { kind: 'missing' };
    const fact = withDistrust(before, told, distrusted);
    const decided = decide(before, fact, runtime.now());
    const decision = obligationIsTaken ? withoutClaim(decided) : decided;
    if (decision.events.length === 0) {
      // Compare-and-set protects only what is written. A decision of nothing is checked by reading,
      // or evidence about an attempt that another process began would be dropped. A tick comes back
      // by itself, and every few moments: it is not worth a read.
      if (fact.kind !== 'tick' && (await store.isStale(before))) continue;
      run(before, decision.effects);
      return { kind: 'told', payout: before, changed: false };
    }
    const prepared = toWrite(before, decision.events);
    const outcome = await store.commit(prepared, decision.effects);
    if (outcome.kind === 'ok') {
      finish(before, prepared.payout, decision);
      return { kind: 'told', payout: prepared.payout, changed: true };
    }
    if (outcome.kind === 'obligationTaken' && !hasHappened(fact)) return outcome;
    // What happened has happened, whoever holds the obligation now: it is written all the same.
    obligationIsTaken ||= outcome.kind === 'obligationTaken';
    store.forget(payoutId);
  }
  throw new JournalError('overloaded', 'no', `payout ${payoutId} is written by someone else`);
}

/** True for facts about what has already become of the money. */
function hasHappened(fact: Fact): boolean {
  const { kind } = fact;
  return kind === 'evidence' || kind === 'resolved' || isFoundPaid(fact);
}

function isFoundPaid(fact: Fact): boolean {
  return fact.kind === 'reviewed' && fact.decision === 'wasPaid';
}

/**
 * Evidence with what is believed no more at its partner at this moment, and not when it was asked or
 * filed: a conflict of one payout is heeded by every attempt that is under way.
 */
function withDistrust(payout: Payout, fact: Fact, distrusted: EngineSettings['distrusted']): Fact {
  if (fact.kind !== 'evidence') return fact;
  const partner = attemptOf(payout, fact.attemptNo)?.partner;
  const proofs = partner === undefined ? [] : distrusted(partner);
  return proofs.length === 0 ? fact : { ...fact, distrusted: proofs };
}

/** The same decision where another payout has taken over the obligation in the meantime. */
function withoutClaim({ events, effects }: Decision): Decision {
  const unclaimed = events.map((event) =>
    event.kind === 'moved' ? { ...event, holdsObligation: false } : event,
  );
  return { events: unclaimed, effects };
}

/** Decides the first two facts of a payout, and stores them with its key in one commit (W1, W2). */
async function create({ store, runtime, finish }: Parts, payout: NewPayout): Promise<Created> {
  const { received, judged, idempotencyKey, fingerprint, answer } = payout;
  const nowMs = runtime.now();
  const born = decide(null, received, nowMs);
  const unjudged = toWrite(null, born.events).payout;
  const judgement = decide({ ...unjudged, version: 0 }, judged, nowMs);
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
  const outcome = await store.commit(prepared, judgement.effects, claim);
  switch (outcome.kind) {
    case 'ok':
      finish(null, prepared.payout, { events, effects: judgement.effects });
      return { kind: 'created', payout: prepared.payout };
    case 'keyTaken':
    case 'obligationTaken':
      return outcome;
    case 'conflict':
      throw new JournalError('invalid', 'no', 'a new payout has no earlier version');
  }
}
