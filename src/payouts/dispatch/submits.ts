import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Engine } from '../engine/engine.ts';
import type { Fact } from '../model/facts.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import type { RouteRecord } from '../model/route-record.ts';
import { type BatchingClient, createBatchSubmits } from './batch/batch-submits.ts';
import type { Batches } from './batch/batches.ts';
import { endpointForNew, endpointOf } from './client-endpoint.ts';
import type { PartnerCalls } from './partner-calls.ts';
import type { PartnerClient, PartnerClients } from './partner-client.ts';
import type { Slots } from './slots.ts';
import { contentDigest, routedFact } from './written-intent.ts';

/** Everything that puts a copy on the wire. Each copy holds a slot from before its intent is written. */
export interface Submits {
  /** True when a payout that is routed there now need not wait: for a slot, or for an open batch. */
  hasRoom(partner: string): boolean;
  /**
   * W3: writes the intent of a new attempt; the `submit` effect follows its commit. Rejects with
   * JournalError when it could not be written, and with whatever an adapter throws over its
   * instruction. Nothing was sent then.
   */
  start(payout: Payout, partner: string, reason: RouteRecord): Promise<void>;
  /** Sends one copy whose intent (W3, W4) is durable. */
  submit(payout: Payout, attempt: Attempt, epoch: number): Promise<void>;
  /**
   * Row 10: needs an open submit lane at the attempt's own endpoint and the very content of the first
   * send; W4 comes first.
   */
  resend(payout: Payout, attempt: Attempt): Promise<void>;
}

/** What submitting needs of its surroundings. */
export interface SubmitsSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly engine: () => Engine;
  readonly isQuarantined: (partner: string) => boolean;
  /** True while the partner itself asked for time: no copy goes there, new or again. */
  readonly isPaused: (partner: string) => boolean;
  readonly slots: Slots;
  readonly calls: Pick<PartnerCalls, 'submit'>;
  readonly batches: Pick<Batches, 'send' | 'resend'>;
}

/** Joins the copies of single payouts with those of batches. */
export function createSubmits(settings: SubmitsSettings): Submits {
  const { clients, runtime, emit, engine, slots, calls, batches } = settings;
  const batchSubmits = createBatchSubmits(settings);

  /** Tells the fact that makes a copy leave. The slot goes on to the submit, which releases it. */
  async function tellInSlot(payout: Payout, partner: string, makeFact: () => Fact): Promise<void> {
    slots.take(partner);
    let leaves = false;
    try {
      const fact = makeFact();
      const told = await engine().tell(payout.id, fact);
      if (told.kind !== 'told' || !told.changed) return;
      // A route that came after the deadline ends the payout instead.
      leaves = fact.kind !== 'routed' || told.payout.state === 'DISPATCHING';
    } finally {
      if (!leaves) slots.release(partner);
    }
  }

  return {
    hasRoom: (partner) => batchSubmits.isOpen(partner) || slots.isFree(partner),

    async start(payout, partner, reason) {
      const client = clients.get(partner);
      if (client === undefined) return;
      if (sendsBatches(client)) return await batchSubmits.start(payout, client, reason);
      const endpoint = endpointForNew(client);
      await tellInSlot(payout, partner, () =>
        routedFact(payout, client, endpoint, runtime.now(), reason),
      );
    },

    async submit(payout, attempt, epoch) {
      try {
        await calls.submit(payout, attempt, epoch);
      } finally {
        slots.release(attempt.partner);
      }
    },

    async resend(payout, attempt) {
      if (settings.isPaused(attempt.partner)) return;
      const client = clients.get(attempt.partner);
      if (client === undefined) return;
      if (attempt.batch !== undefined) {
        return await batches.resend(client, attempt.endpoint, attempt.batch);
      }
      if (endpointOf(client, attempt)?.lanes.advice('submit').open !== true) return;
      const digest = contentDigest(client, payout, attempt);
      if (digest !== attempt.contentDigest) {
        emit({ kind: 'bug', where: 'resend', detail: `content of ${payout.id} changed` });
        return;
      }
      const fact = { kind: 'resendReady', attemptNo: attempt.no, contentDigest: digest } as const;
      await tellInSlot(payout, attempt.partner, () => fact);
    },
  };
}

function sendsBatches(client: PartnerClient): client is BatchingClient {
  return client.batching !== undefined;
}
