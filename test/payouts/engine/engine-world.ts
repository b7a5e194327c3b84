import type { GatewayEvent } from '../../../src/contract/events.ts';
import { createMemoryJournal } from '../../../src/journal/memory/memory-journal.ts';
import type { JournalRecord, OutboxEntry } from '../../../src/journal/port.ts';
import type { Effect } from '../../../src/payouts/model/effects.ts';
import {
  createEngine,
  type Engine,
  type EngineSettings,
  type NewPayout,
} from '../../../src/payouts/engine/engine.ts';
import type { Payout, PayoutRequest } from '../../../src/payouts/model/payout.ts';
import { REQUEST } from '../../support/payouts.ts';
import { type VirtualRuntime, virtualRuntime } from '../../support/virtual-runtime.ts';
import { type ScriptedJournal, scriptedJournal } from './scripted-journal.ts';

export interface Performed {
  readonly effect: Effect;
  /** The version of the payout on disk when the effect was performed. */
  readonly payout: Payout;
}

/** An engine alone: a journal that can be scripted, and effects that are only written down. */
export interface EngineWorld {
  readonly runtime: VirtualRuntime;
  readonly journal: ScriptedJournal;
  readonly engine: Engine;
  readonly performed: readonly Performed[];
  readonly emitted: readonly GatewayEvent[];
  /** The kinds of the effects performed so far. */
  kinds(): readonly Effect['kind'][];
  /** Stores a payout that passed the policy, and forgets the effects of doing so. */
  queued(id?: string, request?: Partial<PayoutRequest>): Promise<Payout>;
}

export interface EngineWorldOptions {
  /** Shares the disk and the clock of another world, as a second process would. */
  readonly beside?: EngineWorld;
  readonly notice?: (payout: Payout) => OutboxEntry | null;
  readonly distrusted?: EngineSettings['distrusted'];
  readonly freeze?: (
    payout: Payout,
    effect: Effect & { kind: 'freeze' },
  ) => readonly JournalRecord[];
}

export function engineWorld(options: EngineWorldOptions = {}): EngineWorld {
  const runtime = options.beside?.runtime ?? virtualRuntime(1);
  const journal = options.beside?.journal ?? scriptedJournal(createMemoryJournal(runtime));
  const performed: Performed[] = [];
  const emitted: GatewayEvent[] = [];
  const engine = createEngine({
    journal,
    runtime,
    emit: (event) => emitted.push(event),
    perform: (payout, effect) => performed.push({ payout, effect }),
    notice: options.notice ?? (() => null),
    learn: () => undefined,
    freeze: options.freeze ?? (() => []),
    distrusted: options.distrusted ?? (() => []),
  });
  return {
    runtime,
    journal,
    engine,
    performed,
    emitted,
    kinds: () => performed.map(({ effect }) => effect.kind),
    async queued(id = 'po_1', request = {}) {
      const created = await engine.create(newPayout(id, request));
      if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
      performed.length = 0;
      emitted.length = 0;
      return created.payout;
    },
  };
}

export function newPayout(
  id: string,
  request: Partial<PayoutRequest> = {},
  details: Partial<NewPayout> = {},
): NewPayout {
  return {
    received: {
      kind: 'received',
      id,
      caller: 'lender',
      request: { ...REQUEST, obligation: `loan of ${id}`, ...request },
    },
    judged: { kind: 'judged', hold: null, holdsObligation: true },
    idempotencyKey: `key of ${id}`,
    fingerprint: 'body',
    answer: ({ state }) => `answer: ${state}`,
    ...details,
  };
}

export function outboxEntry(payout: Payout): OutboxEntry {
  const { id, version, updatedAtMs } = payout;
  return {
    id: `msg:${id}:${version}`,
    payoutId: id,
    createdAtMs: updatedAtMs,
    dueAtMs: updatedAtMs,
    attempts: 0,
    document: payout.state,
  };
}
