import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { Engine } from '../engine/engine.ts';
import type { DistrustableProof } from '../model/breach.ts';
import type { Effect } from '../model/effects.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import type { RestoredJournal } from './restored-journal.ts';
import type { RouteChoice } from '../route/choose-route.ts';
import type { LearnedRouting } from '../route/learned-routing.ts';
import { createBatchCalls } from './batch/batch-calls.ts';
import { createBatches } from './batch/batches.ts';
import { createAskFirst } from './ask-first.ts';
import { createPartnerCalls } from './partner-calls.ts';
import type { PartnerClients } from './partner-client.ts';
import { createQuietClock } from './quiet-clock.ts';
import { createRouter } from './router.ts';
import { createRunningTasks } from './running-tasks.ts';
import { createSlots } from './slots.ts';
import { createSubmits } from './submits.ts';
import { createWaitingPayouts } from './waiting-payouts.ts';

/** Performs the effects that touch partners: routes, sends, asks. Everything ends in a fact. */
export interface Dispatcher {
  /** Starts the effect and returns at once; never throws. Effects of other kinds are left alone. */
  perform(payout: Payout, effect: Effect): void;
  /** The routing decision as it would be taken now, without taking it. */
  preview(payout: Payout): RouteChoice;
  /** True while this process works on the payout, so that a due time needs no second hand. */
  isBusy(payoutId: string): boolean;
  /** Resolves when every call under way has ended or been left to doubt. */
  idle(): Promise<void>;
}

/** What dispatching needs of its surroundings. */
export interface DispatcherSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Asked for at each use: the engine performs effects here, and is told facts from here. */
  readonly engine: () => Engine;
  readonly isQuarantined: (partner: string) => boolean;
  /** The proofs that are believed no more at a partner. */
  readonly distrusted: (partner: string) => readonly DistrustableProof[];
  readonly routing: LearnedRouting;
  /** When the journal was restored from a backup; `null`: never. */
  readonly restored: RestoredJournal | null;
}

/**
 * Puts the parts together; each owns one piece of state: running tasks, slots, waiting payouts, open
 * batches, the quiet clock. Nothing of it is durable: what is lost with the process is found again
 * by the payouts' due times.
 */
export function createDispatcher(settings: DispatcherSettings): Dispatcher {
  const { clients, runtime, emit, engine } = settings;
  const tasks = createRunningTasks(emit);
  const { launch } = tasks;
  const quiet = createQuietClock(runtime);
  const calls = createPartnerCalls({ clients, runtime, quiet, engine, launch });
  const batchCalls = createBatchCalls({ runtime, quiet, engine, launch });
  const batches = createBatches({ engine, calls: batchCalls, runtime, emit });
  const slots = createSlots(clients, (partner) => waiting.fill(partner));
  const waiting = createWaitingPayouts({ clients, runtime, slots, route: routeWaiting });
  const isPaused = (partner: string) => settings.routing.pauseOf(partner, runtime.now()) !== null;
  const submits = createSubmits({ ...settings, isPaused, slots, calls, batches });
  const askFirst = createAskFirst({ ...settings, quiet });
  const router = createRouter({ ...settings, submits, waiting, askFirst });

  function routeWaiting(payoutId: string, onLoaded: () => void = () => undefined): void {
    launch(payoutId, async () => {
      const payout = await engine().load(payoutId).finally(onLoaded);
      if (payout !== null) await router.route(payout);
    });
  }

  async function inquire(
    payout: Payout,
    attempt: Attempt,
    { epoch, askBy }: Effect & { kind: 'inquire' },
  ): Promise<void> {
    const { batch, partner, partnerReference } = attempt;
    if (partnerReference === null && askBy !== undefined) {
      return await calls.inquireByLentName(payout, attempt, epoch, askBy);
    }
    const client = clients.get(partner);
    return batch === undefined || client?.adapter.batch === undefined || partnerReference === null
      ? await calls.inquire(payout, attempt, epoch)
      : await batches.inquire(client, batch, partnerReference);
  }

  function taskOf(payout: Payout, effect: Effect): (() => Promise<void>) | null {
    if (effect.kind === 'route') return () => router.route(payout);
    if (!('attemptNo' in effect)) return null;
    const attempt = attemptOf(payout, effect.attemptNo);
    if (attempt === undefined) return null;
    switch (effect.kind) {
      case 'submit':
        // A batch is sent when the last of its members is written, not with the first.
        if (attempt.batch !== undefined) return null;
        return () => submits.submit(payout, attempt, effect.epoch);
      case 'inquire':
        return () => inquire(payout, attempt, effect);
      case 'cancel':
        return () => calls.cancel(payout, attempt, effect.epoch);
      case 'resend':
        return () => submits.resend(payout, attempt);
      case 'freeze':
        // Its records were written with the conflict itself.
        return null;
    }
  }

  return {
    perform(payout, effect) {
      const task = taskOf(payout, effect);
      if (task !== null) launch(payout.id, task);
    },
    preview: (payout) => router.preview(payout),
    isBusy: (payoutId) => tasks.isBusy(payoutId) || waiting.has(payoutId),
    idle: () => tasks.idle(),
  };
}
