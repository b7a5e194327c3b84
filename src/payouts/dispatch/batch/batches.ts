import type { Emit } from '../../../contract/events.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Engine } from '../../engine/engine.ts';
import { nextPartnerKey } from '../../model/next-partner-key.ts';
import { batchKey } from '../../model/partner-key.ts';
import type { AttemptBatch, Payout } from '../../model/payout.ts';
import { endpointForNew, endpointOf } from '../client-endpoint.ts';
import type { PartnerClient } from '../partner-client.ts';
import { contentDigest, routedFact } from '../written-intent.ts';
import type { BatchCalls } from './batch-calls.ts';
import type { RoutedPayout } from './batch-collector.ts';
import { type Member, membersOf, writtenMembers } from './batch-members.ts';
import { createSharedTasks } from './shared-tasks.ts';

/** Attempts in one batch at one endpoint: written one by one, sent and asked for as one. */
export interface Batches {
  /** W3 for every payout that is still QUEUED, then one batch of those whose intent was written. */
  send(client: PartnerClient, payouts: readonly RoutedPayout[]): Promise<void>;
  /** Row 10 for a whole batch: W4 for every member still in doubt, then one copy. */
  resend(client: PartnerClient, endpoint: string, batch: AttemptBatch): Promise<void>;
  /** One question for all members that wait for an answer. */
  inquire(client: PartnerClient, batch: AttemptBatch, partnerReference: string): Promise<void>;
}

/** What batches need of their surroundings. */
export interface BatchesSettings {
  readonly engine: () => Engine;
  readonly calls: BatchCalls;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** Members come due one after the other; what was asked this moment need not be asked again. */
const FRESH_MS = 1_000;

/**
 * One resend and one inquiry per batch at a time. Each method rejects with JournalError when an
 * intent or a resend could not be written: then nothing is sent, and the due times bring all back.
 */
export function createBatches(settings: BatchesSettings): Batches {
  const { calls, runtime } = settings;
  const share = createSharedTasks(runtime);

  return {
    async send(client, payouts) {
      const { name: endpoint } = endpointForNew(client);
      const { batch, members } = await startMembers(settings, client, endpoint, payouts);
      if (members.length > 0) await calls.submit(client, batch.key, members);
    },

    resend: (client, endpoint, batch) =>
      share(`resend ${batch.key}`, 0, async () => {
        if (endpointOf(client, { endpoint })?.lanes.advice('submit').open !== true) return;
        const members = await resendMembers(settings, client, batch);
        if (members.length > 0) await calls.submit(client, batch.key, members);
      }),

    inquire: (client, batch, partnerReference) =>
      share(`inquire ${batch.key}`, FRESH_MS, async () => {
        const all = await membersOf(settings.engine(), client.adapter.partner, batch);
        const members = all.filter(
          ({ attempt }) =>
            attempt.partnerReference === partnerReference &&
            (attempt.state === 'UNKNOWN' || attempt.state === 'ACCEPTED'),
        );
        if (members.length === 0) return;
        await calls.inquire(client, batch.key, partnerReference, members);
      }),
  };
}

/** W3 for each: the intents of one batch, under one key and with one date. */
async function startMembers(
  { engine, runtime }: BatchesSettings,
  client: PartnerClient,
  endpoint: string,
  routed: readonly RoutedPayout[],
): Promise<{ readonly batch: AttemptBatch; readonly members: readonly Member[] }> {
  const loaded = await Promise.all(routed.map(({ payoutId }) => engine().load(payoutId)));
  const queued = routed.flatMap(({ reason }, index) => {
    const payout = loaded[index];
    return payout?.state === 'QUEUED' ? [{ payout, reason }] : [];
  });
  const intentAtMs = runtime.now();
  const keys = queued.map(({ payout }) => keyOf(payout, client, endpoint));
  const batch = {
    key: batchKey(keys, intentAtMs),
    payoutIds: queued.map(({ payout }) => payout.id),
  };
  const tellings = queued.map(({ payout, reason }) =>
    engine().tell(
      payout.id,
      routedFact(payout, client, { name: endpoint }, intentAtMs, reason, { batch }),
    ),
  );
  return { batch, members: await writtenMembers(tellings, batch) };
}

/** W4 for each that is still in doubt and whose content is still that of the first copy (R5). */
async function resendMembers(
  { engine, emit }: BatchesSettings,
  client: PartnerClient,
  batch: AttemptBatch,
): Promise<readonly Member[]> {
  const all = await membersOf(engine(), client.adapter.partner, batch);
  const doubted = all.filter(
    ({ payout, attempt }) => payout.state === 'IN_DOUBT' && attempt.state === 'UNKNOWN',
  );
  const tellings = doubted.flatMap(({ payout, attempt }) => {
    const digest = contentDigest(client, payout, attempt);
    if (digest !== attempt.contentDigest) {
      emit({ kind: 'bug', where: 'resend', detail: `content of ${payout.id} changed` });
      return [];
    }
    const fact = { kind: 'resendReady', attemptNo: attempt.no, contentDigest: digest } as const;
    return [engine().tell(payout.id, fact)];
  });
  return await writtenMembers(tellings, batch);
}

function keyOf(payout: Payout, { adapter }: PartnerClient, endpoint: string): string {
  return nextPartnerKey(payout, {
    partner: adapter.partner,
    endpoint,
    terms: adapter.capabilities,
  });
}
