import type { Emit } from '../../../contract/events.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Engine, Told } from '../../engine/engine.ts';
import { nextPartnerKey } from '../../model/next-partner-key.ts';
import { groupKey } from '../../model/partner-key.ts';
import type { Attempt, AttemptGroup, Payout } from '../../model/payout.ts';
import type { Passenger } from './batch-collector.ts';
import type { GroupCalls, Member } from './batch-calls.ts';
import type { PartnerClient } from '../partner-client.ts';
import { contentDigest, routedFact } from '../written-intent.ts';

/** Attempts that travel together: written one by one, sent and asked for as one. */
export interface Groups {
  /** W3 for every passenger, then one message for those who got it. */
  depart(client: PartnerClient, passengers: readonly Passenger[]): Promise<void>;
  /** Row 10 for a whole group: W4 for every member still in doubt, then one copy. */
  resend(client: PartnerClient, group: AttemptGroup): Promise<void>;
  /** One question for all members that wait for an answer. */
  inquire(client: PartnerClient, group: AttemptGroup, partnerReference: string): Promise<void>;
}

export interface GroupsSettings {
  readonly engine: () => Engine;
  readonly calls: GroupCalls;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** Members come due one after the other; what was asked this moment need not be asked again. */
const FRESH_MS = 1_000;

export function createGroups({ engine, calls, runtime, emit }: GroupsSettings): Groups {
  const underWay = new Map<string, Promise<void>>();

  /** One message per group and purpose at a time; whoever comes meanwhile shares its end. */
  function once(name: string, freshMs: number, task: () => Promise<void>): Promise<void> {
    const running = underWay.get(name);
    if (running !== undefined) return running;
    const started = task().finally(() => {
      if (freshMs === 0) underWay.delete(name);
      else runtime.schedule(freshMs, () => underWay.delete(name));
    });
    underWay.set(name, started);
    return started;
  }

  /** The members as they are now, in the order of the message. */
  async function membersOf(partner: string, group: AttemptGroup): Promise<readonly Member[]> {
    const payouts = await Promise.all(group.payoutIds.map((id) => engine().load(id)));
    return payouts.flatMap((payout) => {
      const attempt = payout?.attempts.find(
        (candidate) => candidate.partner === partner && candidate.group?.key === group.key,
      );
      if (!payout || attempt === undefined) return [];
      return [{ payout, attempt, epoch: attempt.epoch }];
    });
  }

  /** Told about a group, only those whose fact was written get into its message. */
  async function written(
    tellings: readonly Promise<Told>[],
    group: AttemptGroup,
  ): Promise<readonly Member[]> {
    // A write whose fate is unknown fails them all: sent without one that the journal does hold,
    // the message would leave it in doubt for ever. The due times bring everybody back.
    const told = await Promise.all(tellings);
    return told.flatMap((outcome) => {
      if (outcome.kind !== 'told' || !outcome.changed) return [];
      const { payout } = outcome;
      const attempt = payout.attempts.find((candidate) => candidate.group?.key === group.key);
      return attempt === undefined || !isUnderWay(attempt)
        ? []
        : [{ payout, attempt, epoch: attempt.epoch }];
    });
  }

  return {
    async depart(client, passengers) {
      const loaded = await Promise.all(passengers.map(({ payoutId }) => engine().load(payoutId)));
      const aboard = passengers.flatMap(({ reason }, index) => {
        const payout = loaded[index];
        return payout?.state === 'QUEUED' ? [{ payout, reason }] : [];
      });
      const intentAtMs = runtime.now();
      const group = {
        key: groupKey(
          aboard.map(({ payout }) => keyOf(payout, client)),
          intentAtMs,
        ),
        payoutIds: aboard.map(({ payout }) => payout.id),
      };
      const members = await written(
        aboard.map(({ payout, reason }) =>
          engine().tell(payout.id, routedFact(payout, client, intentAtMs, reason, group)),
        ),
        group,
      );
      if (members.length > 0) await calls.submit(client, group.key, members);
    },

    resend: (client, group) =>
      once(`resend ${group.key}`, 0, async () => {
        if (!client.lanes.advice('submit').open) return;
        const { partner } = client.adapter;
        const doubted = (await membersOf(partner, group)).filter(
          ({ payout, attempt }) => payout.state === 'IN_DOUBT' && attempt.state === 'UNKNOWN',
        );
        const tellings = doubted.flatMap(({ payout, attempt }) => {
          const digest = contentDigest(client, payout, attempt);
          if (digest !== attempt.contentDigest) {
            emit({ kind: 'bug', where: 'resend', detail: `content of ${payout.id} changed` });
            return [];
          }
          const fact = {
            kind: 'resendReady',
            attemptNo: attempt.no,
            contentDigest: digest,
          } as const;
          return [engine().tell(payout.id, fact)];
        });
        const members = await written(tellings, group);
        if (members.length > 0) await calls.submit(client, group.key, members);
      }),

    inquire: (client, group, partnerReference) =>
      once(`inquire ${group.key}`, FRESH_MS, async () => {
        const members = (await membersOf(client.adapter.partner, group)).filter(
          ({ attempt }) =>
            attempt.partnerReference === partnerReference &&
            (attempt.state === 'UNKNOWN' || attempt.state === 'ACCEPTED'),
        );
        if (members.length > 0) await calls.inquire(client, group.key, partnerReference, members);
      }),
  };
}

function keyOf(payout: Payout, { adapter, endpoint }: PartnerClient): string {
  return nextPartnerKey(payout, {
    partner: adapter.partner,
    endpoint,
    terms: adapter.capabilities,
  });
}

/** A copy of it may go out now: its intent or its resend has just been written. */
function isUnderWay({ state }: Attempt): boolean {
  return state === 'INTENT' || state === 'SENT';
}
