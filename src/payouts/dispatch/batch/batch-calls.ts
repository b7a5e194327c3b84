import assert from 'node:assert/strict';

import type { BatchRules } from '../../../contract/adapter.ts';
import type { ExchangeTags, Lane } from '../../../contract/exchange.ts';
import type { EvidenceSource, Verdict } from '../../../contract/verdict.ts';
import type { Attempt, Payout } from '../../model/payout.ts';
import { CALL_BUDGET_MS, type PartnerCallsSettings, reportTo } from '../partner-calls.ts';
import { instructionOf, type PartnerClient } from '../partner-client.ts';
import { type WitnessedBatch, witnessingBatch } from '../witness.ts';

/** One payout's part in a message. */
export interface Member {
  readonly payout: Payout;
  readonly attempt: Attempt;
  /** The copy that this message is, or at the question the copy it asks about. */
  readonly epoch: number;
}

/** Calls about several payouts at once. Each member gets its own evidence, whatever happens. */
export interface GroupCalls {
  /** The W record of every member is durable. */
  submit(client: PartnerClient, groupKey: string, members: readonly Member[]): Promise<void>;
  inquire(
    client: PartnerClient,
    groupKey: string,
    partnerReference: string,
    members: readonly Member[],
  ): Promise<void>;
}

type GroupCallsSettings = Omit<PartnerCallsSettings, 'clients'>;

export function createGroupCalls(settings: GroupCallsSettings): GroupCalls {
  const { runtime, quiet, launch } = settings;
  const report = reportTo(settings.engine);

  async function send(
    client: PartnerClient,
    lane: Lane,
    witness: WitnessedBatch,
    members: readonly Member[],
    onLate: (late: Verdict) => void,
  ): Promise<Verdict> {
    return await client.lanes.send({
      lane,
      call: witness.call,
      tags: tagsOf(client.adapter.partner, lane, members),
      deadlineAtElapsedMs: runtime.elapsed() + CALL_BUDGET_MS[lane],
      onLate,
    });
  }

  /** What the message came to, member by member, side by side: one commit takes them all. */
  async function tellMembers(
    members: readonly Member[],
    source: EvidenceSource,
    witness: WitnessedBatch,
    whole: Verdict,
    quietMsOf: (attempt: Attempt) => number = () => 0,
  ): Promise<void> {
    await Promise.all(
      members.map(({ payout, attempt, epoch }) => {
        const verdict = witness.memberVerdict(attempt.partnerKey, whole);
        const witnessed = { verdict, digest: witness.digest() };
        return report(payout, attempt, source, epoch, witnessed, quietMsOf(attempt));
      }),
    );
  }

  function touch(members: readonly Member[]): void {
    for (const { attempt } of members) quiet.touch(attempt.partnerKey);
  }

  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });

  return {
    async submit(client, groupKey, members) {
      const witness = witnessingBatch(
        rulesOf(client).submit({ key: groupKey, members: instructionsOf(members) }, stamp()),
      );
      touch(members);
      const whole = await send(client, 'submit', witness, members, (late) => {
        touch(members);
        for (const { payout } of members.slice(0, 1)) {
          launch(payout.id, () => tellMembers(members, 'response', witness, late));
        }
      });
      touch(members);
      const source = whole.kind === 'neverSent' ? 'socket' : 'response';
      await tellMembers(members, source, witness, whole);
    },

    async inquire(client, groupKey, partnerReference, members) {
      const quietMs = new Map(
        members.map(({ attempt: { partnerKey } }) => [partnerKey, quiet.quietMs(partnerKey)]),
      );
      const batch = { key: groupKey, members: instructionsOf(members) };
      const witness = witnessingBatch(rulesOf(client).inquire(batch, partnerReference, stamp()));
      const whole = await send(client, 'inquire', witness, members, () => undefined);
      await tellMembers(members, 'inquiry', witness, whole, ({ partnerKey }) => {
        return quietMs.get(partnerKey) ?? 0;
      });
    },
  };
}

function instructionsOf(members: readonly Member[]) {
  return members.map(({ payout, attempt }) => instructionOf(payout, attempt));
}

function rulesOf({ adapter }: PartnerClient): BatchRules {
  assert(adapter.batch !== undefined, 'only a partner with batches is given a group');
  return adapter.batch;
}

/** One exchange, many payouts: filed under the first of them, with what all of them weigh. */
function tagsOf(partner: string, lane: Lane, members: readonly Member[]): ExchangeTags {
  const [first] = members;
  assert(first !== undefined, 'a message has at least one member');
  return {
    partner,
    lane,
    payoutId: first.payout.id,
    attemptNo: first.attempt.no,
    epoch: first.epoch,
    amountMinor: members.reduce((sum, { payout }) => sum + payout.request.amount.minor, 0n),
  };
}
