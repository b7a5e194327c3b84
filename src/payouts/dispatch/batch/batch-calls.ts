import assert from 'node:assert/strict';

import type { BatchRules, Instruction, Stamp } from '../../../contract/adapter.ts';
import type { ExchangeTags, Lane } from '../../../contract/exchange.ts';
import type { EvidenceSource, Verdict } from '../../../contract/verdict.ts';
import type { Attempt } from '../../model/payout.ts';
import { endpointOf } from '../client-endpoint.ts';
import {
  CALL_BUDGET_MS,
  cannotCall,
  type PartnerCallsSettings,
  reportTo,
} from '../partner-calls.ts';
import { instructionOf, type PartnerClient } from '../partner-client.ts';
import { type WitnessedBatch, witnessingBatch } from '../witness.ts';
import type { Member } from './batch-members.ts';

/**
 * Calls about several payouts at once, at the endpoint of their intents and nowhere else. Each member
 * gets its own evidence, whatever happens.
 */
export interface BatchCalls {
  /** Sends one copy of the batch. The intent (W3) or the resend (W4) of every member is durable. */
  submit(client: PartnerClient, batchKey: string, members: readonly Member[]): Promise<void>;
  /** Asks for the whole batch by the partner's reference. */
  inquire(
    client: PartnerClient,
    batchKey: string,
    partnerReference: string,
    members: readonly Member[],
  ): Promise<void>;
}

type BatchCallsSettings = Omit<PartnerCallsSettings, 'clients'>;

/** Calls through the lanes of the client that is handed in; total, like the calls of one payout. */
export function createBatchCalls(settings: BatchCallsSettings): BatchCalls {
  const { runtime, quiet, launch } = settings;
  const tellMembers = tellMembersTo(settings.engine);

  function touch(members: readonly Member[]): void {
    for (const { attempt } of members) quiet.touch(attempt.partnerKey);
  }

  const stamp = (): Stamp => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });

  return {
    async submit(client, batchKey, members) {
      const batch = { key: batchKey, members: instructionsOf(members) };
      const witness = witnessingBatch(rulesOf(client).submit(batch, stamp()));
      touch(members);
      const whole = await send(settings, client, 'submit', witness, members, (late) => {
        touch(members);
        for (const { payout } of members.slice(0, 1)) {
          launch(payout.id, () => tellMembers(members, 'response', witness, late));
        }
      });
      touch(members);
      const source = whole.kind === 'neverSent' ? 'socket' : 'response';
      await tellMembers(members, source, witness, whole);
    },

    async inquire(client, batchKey, partnerReference, members) {
      const quietMs = new Map(
        members.map(({ attempt: { partnerKey } }) => [partnerKey, quiet.quietMs(partnerKey)]),
      );
      const batch = { key: batchKey, members: instructionsOf(members) };
      const witness = witnessingBatch(rulesOf(client).inquire(batch, partnerReference, stamp()));
      const whole = await send(settings, client, 'inquire', witness, members, () => undefined);
      await tellMembers(members, 'inquiry', witness, whole, ({ partnerKey }) => {
        return quietMs.get(partnerKey) ?? 0;
      });
    },
  };
}

async function send(
  { runtime, quiet }: BatchCallsSettings,
  client: PartnerClient,
  lane: Lane,
  witness: WitnessedBatch,
  members: readonly Member[],
  onLate: (late: Verdict) => void,
): Promise<Verdict> {
  const [first] = members;
  assert(first !== undefined, 'a batch has at least one member');
  const endpoint = endpointOf(client, first.attempt);
  if (endpoint === null) return cannotCall(first.attempt, lane);
  return await endpoint.lanes.send({
    lane,
    call: witness.call,
    tags: tagsOf(first, lane, members),
    deadlineAtElapsedMs: runtime.elapsed() + CALL_BUDGET_MS[lane],
    onLate,
    ...(lane === 'submit' ? { onListening: () => listening(quiet, members) } : {}),
  });
}

/** The line of a batch is the line of each of its members. */
function listening(quiet: BatchCallsSettings['quiet'], members: readonly Member[]): () => void {
  const closings = members.map(({ attempt }) => quiet.listening(attempt.partnerKey));
  return () => {
    for (const close of closings) close();
  };
}

/** Tells what the batch came to, member by member, side by side: one commit takes them all. */
function tellMembersTo(engine: BatchCallsSettings['engine']) {
  const report = reportTo(engine);
  return async (
    members: readonly Member[],
    source: EvidenceSource,
    witness: WitnessedBatch,
    whole: Verdict,
    quietMsOf: (attempt: Attempt) => number = () => 0,
  ): Promise<void> => {
    await Promise.all(
      members.map(({ payout, attempt, epoch }) => {
        const verdict = witness.memberVerdict(attempt.partnerKey, whole);
        const witnessed = { verdict, digest: witness.digest() };
        return report(payout, attempt, source, epoch, witnessed, quietMsOf(attempt));
      }),
    );
  };
}

function instructionsOf(members: readonly Member[]): readonly Instruction[] {
  return members.map(({ payout, attempt }) => instructionOf(payout, attempt));
}

function rulesOf({ adapter }: PartnerClient): BatchRules {
  assert(adapter.batch !== undefined, 'only a partner with batches is given one');
  return adapter.batch;
}

/** One exchange, many payouts: filed under the first of them, with what all of them weigh. */
function tagsOf(first: Member, lane: Lane, members: readonly Member[]): ExchangeTags {
  return {
    partner: first.attempt.partner,
    lane,
    payoutId: first.payout.id,
    attemptNo: first.attempt.no,
    epoch: first.epoch,
    amountMinor: members.reduce((sum, { payout }) => sum + payout.request.amount.minor, 0n),
  };
}
