import type { Emit } from '../../contract/events.ts';
import { JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { Effect } from '../model/effects.ts';
import type { Engine } from '../engine/engine.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import { createBatchCollector, type Passenger } from './batch/batch-collector.ts';
import { chooseRoute, type RouteChoice } from '../route/choose-route.ts';
import { createGroupCalls } from './batch/batch-calls.ts';
import { createGroups } from './batch/batches.ts';
import type { PartnerClient, PartnerClients } from './partner-client.ts';
import { createPartnerCalls } from './partner-calls.ts';
import { createQuietClock } from './quiet-clock.ts';
import type { RouteCandidate } from '../route/route-candidate.ts';
import type { RouteRecord } from '../model/route-record.ts';
import type { LearnedRouting } from '../route/learned-routing.ts';
import { createWaitingRoom } from './wait-queue.ts';
import { contentDigest, routedFact } from './written-intent.ts';

/** Performs the effects that touch partners: routes, sends, asks. Everything ends in a fact. */
export interface Dispatcher {
  perform(payout: Payout, effect: Effect): void;
  /** The routing decision as it would be taken now, without taking it. */
  preview(payout: Payout): RouteChoice;
  /** True while this process works on the payout, so that a due time needs no second hand. */
  isBusy(payoutId: string): boolean;
  /** Resolves when every call under way has ended or been left to doubt. */
  idle(): Promise<void>;
}

export interface DispatcherSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly engine: () => Engine;
  readonly isQuarantined: (partner: string) => boolean;
  readonly routing: LearnedRouting;
}

/** Payouts that wait in memory for a place at one partner; more are postponed durably. */
const WAITING_MAX = 500;

/** How long a payout that met a mistake of ours is left alone. */
const BUG_PAUSE_MS = 60_000;

/** How often waiting payouts look for a place that fell free by itself. */
const LOOK_AROUND_MS = 100;

/** How long a payout that found the waiting room full is postponed at least. */
const CROWDED_MS = 2_000;

export function createDispatcher(settings: DispatcherSettings): Dispatcher {
  const { clients, runtime, emit } = settings;
  const quiet = createQuietClock(runtime);
  const waiting = createWaitingRoom(WAITING_MAX);
  const submitting = new Map<string, number>();
  /** Places promised to payouts that were called in and are about to look for them. */
  const promised = new Map<string, number>();
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let lookingAround = false;
  const { engine } = settings;
  const calls = createPartnerCalls({ clients, runtime, quiet, engine, launch });
  const groups = createGroups({
    engine,
    calls: createGroupCalls({ runtime, quiet, engine, launch }),
    runtime,
    emit,
  });
  const batches = createBatchCollector(runtime, depart);

  function candidates(): readonly RouteCandidate[] {
    return [...clients].map(([partner, client]) => ({
      partner,
      capabilities: client.adapter.capabilities,
      advice: client.lanes.advice('submit'),
      quarantined: settings.isQuarantined(partner),
      hasRoom: batches.isOpen(partner) || hasRoom(partner, client),
      ...settings.routing.standingOf(partner, runtime.now()),
    }));
  }

  /**
   * Counts what we are about to send and what the lane still holds, answers it only listens for
   * included: an intent that the bulkhead must refuse would cost a dead attempt for nothing.
   */
  function hasRoom(partner: string, client: PartnerClient): boolean {
    const status = client.lanes.status().find(({ lane }) => lane === 'submit');
    if (status === undefined) return true;
    const underWay = Math.max(submitting.get(partner) ?? 0, status.inFlight + status.queued);
    return underWay + (promised.get(partner) ?? 0) < Math.max(1, status.limit);
  }

  const preview = (payout: Payout) =>
    chooseRoute(payout, candidates(), settings.routing.rules(), runtime.now());

  async function route(payout: Payout): Promise<void> {
    if (payout.state !== 'QUEUED') return;
    const choice = preview(payout);
    switch (choice.kind) {
      case 'chosen':
        return await start(payout, choice.partner, choice.reason).catch((error: unknown) =>
          putAside(payout, choice.partner, error),
        );
      case 'wait':
        if (waiting.enter(choice.partner, payout.id)) {
          lookAround();
          return;
        }
        return await postpone(payout, {
          permanent: false,
          retryAtMs: runtime.now() + CROWDED_MS,
          failure: {
            code: 'technical.overload.partner',
            detail: `${choice.partner} has no free slot`,
            partnerCode: null,
          },
        });
      case 'none':
        return await postpone(payout, choice);
      case 'barred':
        return;
    }
  }

  /** A payout that an adapter cannot even write down must not come back every moment. */
  async function putAside(payout: Payout, partner: string, error: unknown): Promise<void> {
    if (error instanceof JournalError) throw error;
    emit({ kind: 'bug', where: `instruction for ${partner}`, detail: nameOf(error) });
    await postpone(payout, {
      permanent: false,
      retryAtMs: runtime.now() + BUG_PAUSE_MS,
      failure: {
        code: 'technical.internal',
        detail: `the instruction for ${partner} could not be written`,
        partnerCode: null,
      },
    });
  }

  async function postpone(
    payout: Payout,
    {
      permanent,
      failure,
      retryAtMs,
    }: Pick<RouteChoice & { kind: 'none' }, 'permanent' | 'failure' | 'retryAtMs'>,
  ): Promise<void> {
    const fact = { kind: 'unroutable', permanent, failure, retryAtMs } as const;
    await engine().tell(payout.id, fact);
  }

  /** W3: the intent is durable before the first byte; the `submit` effect follows the commit. */
  async function start(payout: Payout, partner: string, reason: RouteRecord): Promise<void> {
    const client = clients.get(partner);
    if (client === undefined) return;
    if (client.batching !== undefined) {
      // An instruction that cannot even be written must not hold up the others: it fails here.
      routedFact(payout, client, runtime.now(), reason);
      const passenger = { payoutId: payout.id, reason };
      const alone = wasRefusedInCompany(payout, partner);
      if (alone || !batches.isOpen(partner)) count(submitting, partner, 1);
      if (alone) await depart(partner, [passenger]);
      else await batches.join(partner, client.batching(), passenger);
      return;
    }
    count(submitting, partner, 1);
    let started = false;
    try {
      const fact = routedFact(payout, client, runtime.now(), reason);
      const told = await engine().tell(payout.id, fact);
      // The place is handed on to the submit, which gives it back when the answer is in.
      started = told.kind === 'told' && told.payout.state === 'DISPATCHING' && told.changed;
    } finally {
      if (!started) leave(partner);
    }
  }

  /**
   * A message leaves; the place it took when it was opened is given back when it was answered. Where
   * the partner was closed or taken out of service while it waited, it stays: nothing was written,
   * and the due times bring its passengers back to be routed anew.
   */
  async function depart(partner: string, passengers: readonly Passenger[]): Promise<void> {
    const client = clients.get(partner);
    const isOpen = client?.lanes.advice('submit').open === true && !settings.isQuarantined(partner);
    try {
      if (client !== undefined && isOpen) await groups.depart(client, passengers);
    } finally {
      leave(partner);
    }
  }

  async function submit(payout: Payout, attempt: Attempt, epoch: number): Promise<void> {
    try {
      await calls.submit(payout, attempt, epoch);
    } finally {
      leave(attempt.partner);
    }
  }

  /** Row 10 needs an open submit lane and the very content of the first send. */
  async function resend(payout: Payout, attempt: Attempt): Promise<void> {
    const client = clients.get(attempt.partner);
    if (client === undefined) return;
    if (attempt.group !== undefined) return await groups.resend(client, attempt.group);
    if (!client.lanes.advice('submit').open) return;
    const digest = contentDigest(client, payout, attempt);
    if (digest !== attempt.contentDigest) {
      emit({ kind: 'bug', where: 'resend', detail: `content of ${payout.id} changed` });
      return;
    }
    count(submitting, attempt.partner, 1);
    let started = false;
    try {
      const fact = { kind: 'resendReady', attemptNo: attempt.no, contentDigest: digest } as const;
      const told = await engine().tell(payout.id, fact);
      started = told.kind === 'told' && told.changed;
    } finally {
      if (!started) leave(attempt.partner);
    }
  }

  async function inquire(payout: Payout, attempt: Attempt, epoch: number): Promise<void> {
    const { group, partner, partnerReference } = attempt;
    const client = clients.get(partner);
    return group === undefined || client?.adapter.batch === undefined || partnerReference === null
      ? await calls.inquire(payout, attempt, epoch)
      : await groups.inquire(client, group, partnerReference);
  }

  /** Gives a place back and calls in whoever waited longest. */
  function leave(partner: string): void {
    count(submitting, partner, -1);
    callIn(partner);
  }

  function callIn(partner: string): void {
    const client = clients.get(partner);
    if (client === undefined) return;
    // One place is one message, whoever fits into it.
    const inOnePlace = client.batching?.().sizeMax ?? 1;
    for (let calls = 0; calls < CALL_IN_MAX * inOnePlace && hasRoom(partner, client); calls++) {
      const payoutId = waiting.next(partner);
      if (payoutId === undefined) return;
      if (inOnePlace > 1) {
        launchRoute(payoutId);
        continue;
      }
      // One waiting payout per place: whoever found none would go to the end of the queue.
      count(promised, partner, 1);
      launchRoute(payoutId, () => count(promised, partner, -1));
    }
  }

  /**
   * A place may also fall free without us: a late answer ends, a limit grows, a circuit opens.
   * While somebody waits, look around.
   */
  function lookAround(): void {
    if (lookingAround || waiting.partners().length === 0) return;
    lookingAround = true;
    runtime.schedule(LOOK_AROUND_MS, () => {
      lookingAround = false;
      for (const partner of waiting.partners()) {
        const open = clients.get(partner)?.lanes.advice('submit').open ?? false;
        if (open) callIn(partner);
        else sendAway(partner);
      }
      lookAround();
    });
  }

  /** The lane closed while they waited: each is routed anew, elsewhere or to a later time. */
  function sendAway(partner: string): void {
    for (let payoutId = waiting.next(partner); payoutId; payoutId = waiting.next(partner)) {
      launchRoute(payoutId);
    }
  }

  function launchRoute(payoutId: string, arrived: () => void = () => undefined): void {
    launch(payoutId, async () => {
      const payout = await engine().load(payoutId).finally(arrived);
      if (payout !== null) await route(payout);
    });
  }

  function launch(payoutId: string, task: () => Promise<void>): void {
    count(busy, payoutId, 1);
    const run = task()
      .catch((error: unknown) => {
        // The journal refused a step that moves no money by itself; the due time brings it back.
        if (error instanceof JournalError) return;
        emit({ kind: 'bug', where: 'dispatch', detail: nameOf(error) });
      })
      .finally(() => {
        count(busy, payoutId, -1);
        running.delete(run);
      });
    running.add(run);
  }

  function taskOf(payout: Payout, effect: Effect): (() => Promise<void>) | null {
    if (effect.kind === 'route') return () => route(payout);
    if (!('attemptNo' in effect)) return null;
    const attempt = attemptOf(payout, effect.attemptNo);
    if (attempt === undefined) return null;
    switch (effect.kind) {
      case 'submit':
        // A group's message leaves when the last of its members is written, not with the first.
        return attempt.group === undefined ? () => submit(payout, attempt, effect.epoch) : null;
      case 'inquire':
        return () => inquire(payout, attempt, effect.epoch);
      case 'cancel':
        return () => calls.cancel(payout, attempt, effect.epoch);
      case 'resend':
        return () => resend(payout, attempt);
    }
  }

  return {
    perform(payout, effect) {
      const task = taskOf(payout, effect);
      if (task !== null) launch(payout.id, task);
    },
    preview,
    isBusy: (payoutId) => busy.has(payoutId) || waiting.has(payoutId),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/**
 * A message that was refused as a whole may have been refused for one of its members. Nobody knows
 * for whom, so each of them goes alone the next time, and the innocent get through.
 */
function wasRefusedInCompany({ attempts }: Payout, partner: string): boolean {
  const last = attempts.findLast((attempt) => attempt.partner === partner);
  return last?.proof === 'P2_REFUSED' && (last.group?.payoutIds.length ?? 1) > 1;
}

/** How many waiting payouts one freed place may call in, since the limit may have grown. */
const CALL_IN_MAX = 4;

function count(counts: Map<string, number>, key: string, step: number): void {
  const sum = (counts.get(key) ?? 0) + step;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}
