import { createHash } from 'node:crypto';

import type { Emit } from '../../contract/events.ts';
import { JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { Effect } from '../effects.ts';
import type { Engine } from '../engine/engine.ts';
import { partnerKey } from '../partner-key.ts';
import type { Attempt, Payout } from '../payout.ts';
import { chooseRoute, type RouteCandidate, type RouteChoice } from './choose-route.ts';
import { instructionOf, type PartnerDesk, type PartnerDesks, termsOf } from './partner-desk.ts';
import { createPartnerCalls } from './partner-calls.ts';
import { createQuietClock } from './quiet-clock.ts';
import { createWaitingRoom } from './waiting-room.ts';

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
  readonly desks: PartnerDesks;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly engine: () => Engine;
  readonly isQuarantined: (partner: string) => boolean;
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
  const { desks, runtime, emit } = settings;
  const quiet = createQuietClock(runtime);
  const waiting = createWaitingRoom(WAITING_MAX);
  const submitting = new Map<string, number>();
  /** Places promised to payouts that were called in and are about to look for them. */
  const promised = new Map<string, number>();
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let lookingAround = false;
  const calls = createPartnerCalls({ desks, runtime, quiet, engine: settings.engine, launch });

  function candidates(): readonly RouteCandidate[] {
    return [...desks].map(([partner, desk]) => ({
      partner,
      capabilities: desk.adapter.capabilities,
      advice: desk.lanes.advice('submit'),
      quarantined: settings.isQuarantined(partner),
      hasRoom: hasRoom(partner, desk),
    }));
  }

  /**
   * Counts what we are about to send and what the lane still holds, answers it only listens for
   * included: an intent that the bulkhead must refuse would cost a dead attempt for nothing.
   */
  function hasRoom(partner: string, desk: PartnerDesk): boolean {
    const status = desk.lanes.status().find(({ lane }) => lane === 'submit');
    if (status === undefined) return true;
    const underWay = Math.max(submitting.get(partner) ?? 0, status.inFlight + status.queued);
    return underWay + (promised.get(partner) ?? 0) < Math.max(1, status.limit);
  }

  const preview = (payout: Payout) => chooseRoute(payout, candidates(), runtime.now());

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
            detail: `${choice.partner} has no free place`,
            partnerCode: null,
          },
        });
      case 'none':
        return await postpone(payout, choice);
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
    await settings.engine().tell(payout.id, fact);
  }

  /** W3: the intent is durable before the first byte; the `submit` effect follows the commit. */
  async function start(payout: Payout, partner: string, reason: string): Promise<void> {
    const desk = desks.get(partner);
    if (desk === undefined) return;
    count(submitting, partner, 1);
    let started = false;
    try {
      const intentAtMs = runtime.now();
      const key = partnerKey(payout.id, payout.attempts.length + 1);
      const content = desk.adapter.content(
        instructionOf(payout, {
          partnerKey: key,
          intentAtMs,
          partnerReference: null,
        }),
      );
      const told = await settings.engine().tell(payout.id, {
        kind: 'routed',
        partner,
        endpoint: desk.endpoint,
        contentDigest: sha256(content),
        adapterVersion: desk.adapter.version,
        terms: termsOf(desk.adapter, intentAtMs),
        intentAtMs,
        reason,
      });
      // The place is handed on to the submit, which gives it back when the answer is in.
      started = told.kind === 'told' && told.payout.state === 'DISPATCHING' && told.changed;
    } finally {
      if (!started) leave(partner);
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
    const desk = desks.get(attempt.partner);
    if (desk === undefined || !desk.lanes.advice('submit').open) return;
    const contentDigest = sha256(desk.adapter.content(instructionOf(payout, attempt)));
    if (contentDigest !== attempt.contentDigest) {
      emit({ kind: 'bug', where: 'resend', detail: `content of ${payout.id} changed` });
      return;
    }
    count(submitting, attempt.partner, 1);
    let started = false;
    try {
      const fact = { kind: 'resendReady', attemptNo: attempt.no, contentDigest } as const;
      const told = await settings.engine().tell(payout.id, fact);
      started = told.kind === 'told' && told.changed;
    } finally {
      if (!started) leave(attempt.partner);
    }
  }

  /** Gives a place back and calls in whoever waited longest. */
  function leave(partner: string): void {
    count(submitting, partner, -1);
    callIn(partner);
  }

  function callIn(partner: string): void {
    const desk = desks.get(partner);
    if (desk === undefined) return;
    for (let calls = 0; calls < CALL_IN_MAX && hasRoom(partner, desk); calls++) {
      const payoutId = waiting.next(partner);
      if (payoutId === undefined) return;
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
        const open = desks.get(partner)?.lanes.advice('submit').open ?? false;
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
      const payout = await settings.engine().load(payoutId).finally(arrived);
      if (payout !== null) await route(payout);
    });
  }

  function launch(payoutId: string, task: () => Promise<void>): void {
    count(busy, payoutId, 1);
    const run = task()
      .catch((error: unknown) => {
        // The journal refused a step that moves no money by itself; the due time brings it back.
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
        return () => submit(payout, attempt, effect.epoch);
      case 'inquire':
        return () => calls.inquire(payout, attempt, effect.epoch);
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

/** How many waiting payouts one freed place may call in, since the limit may have grown. */
const CALL_IN_MAX = 4;

function count(counts: Map<string, number>, key: string, step: number): void {
  const sum = (counts.get(key) ?? 0) + step;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}
