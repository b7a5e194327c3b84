import type { Emit } from '../../contract/events.ts';
import type { LaneAdvice } from '../../contract/send.ts';
import { JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Engine } from '../engine/engine.ts';
import type { Payout } from '../model/payout.ts';
import { chooseRoute, type RouteChoice } from '../route/choose-route.ts';
import type { LearnedRouting } from '../route/learned-routing.ts';
import type { PartnerPause } from '../route/partner-pauses.ts';
import type { RouteCandidate } from '../route/route-candidate.ts';
import type { AskFirst } from './ask-first.ts';
import { submitAdvice } from './client-endpoint.ts';
import type { PartnerClients } from './partner-client.ts';
import { describeError } from './running-tasks.ts';
import type { Submits } from './submits.ts';
import type { WaitingPayouts } from './waiting-payouts.ts';

/** Brings queued payouts to a partner, into its wait queue, or to a later time. */
export interface Router {
  /** The routing decision as it would be taken now, without taking it. */
  preview(payout: Payout): RouteChoice;
  /**
   * Takes the decision. Rejects with JournalError when it could not be made durable; the payout
   * then stays QUEUED and its due time brings it back.
   */
  route(payout: Payout): Promise<void>;
}

/** What routing asks, and whom it hands a payout to. */
export interface RouterSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly engine: () => Engine;
  readonly isQuarantined: (partner: string) => boolean;
  readonly routing: LearnedRouting;
  readonly submits: Pick<Submits, 'hasRoom' | 'start'>;
  readonly waiting: Pick<WaitingPayouts, 'enter'>;
  readonly askFirst: AskFirst;
}

/** How long a payout that met a mistake of ours is left alone. */
const BUG_PAUSE_MS = 60_000;

/** How long a payout that found the wait queue full is postponed at least. */
const QUEUE_FULL_PAUSE_MS = 2_000;

type Postponement = Pick<RouteChoice & { kind: 'none' }, 'permanent' | 'failure' | 'retryAtMs'>;

/** Joins the pure choice of a partner with what is known of the partners at this moment. */
export function createRouter(settings: RouterSettings): Router {
  const { clients, runtime, emit, engine, routing, submits, waiting } = settings;

  function candidates(): readonly RouteCandidate[] {
    return [...clients].map(([partner, client]) => ({
      partner,
      capabilities: client.adapter.capabilities,
      advice: pausedAdvice(submitAdvice(client), routing.pauseOf(partner, runtime.now())),
      quarantined: settings.isQuarantined(partner),
      hasRoom: submits.hasRoom(partner),
      ...routing.standingOf(partner, runtime.now()),
    }));
  }

  const preview = (payout: Payout) =>
    chooseRoute(payout, candidates(), routing.rules(), runtime.now());

  async function postpone(payout: Payout, postponement: Postponement): Promise<void> {
    const { permanent, failure, retryAtMs } = postponement;
    await engine().tell(payout.id, { kind: 'unroutable', permanent, failure, retryAtMs });
  }

  /** A payout that an adapter cannot even write down must not come back every moment. */
  async function putAside(payout: Payout, partner: string, error: unknown): Promise<void> {
    if (error instanceof JournalError) throw error;
    emit({ kind: 'bug', where: `instruction for ${partner}`, detail: describeError(error) });
    await postpone(payout, afterOurMistake(partner, runtime.now()));
  }

  async function wait(payout: Payout, partner: string): Promise<void> {
    if (waiting.enter(partner, payout.id)) return;
    await postpone(payout, afterFullQueue(partner, runtime.now()));
  }

  /** Nothing of it is under way, and nothing can have been before. */
  async function send(payout: Payout): Promise<void> {
    if (payout.state !== 'QUEUED') return;
    const choice = preview(payout);
    switch (choice.kind) {
      case 'chosen':
        return await submits
          .start(payout, choice.partner, choice.reason)
          .catch((error: unknown) => putAside(payout, choice.partner, error));
      case 'wait':
        return await wait(payout, choice.partner);
      case 'none':
        return await postpone(payout, choice);
      case 'barred':
        return;
    }
  }

  return {
    preview,
    async route(payout) {
      if (payout.state !== 'QUEUED') return;
      const first = await settings.askFirst(payout);
      if (first.kind === 'adopted') return;
      if (first.kind === 'wait') return await postpone(payout, { permanent: false, ...first });
      if (payout.lostPast !== undefined) {
        const told = await engine().tell(payout.id, { kind: 'pastCleared' });
        if (told.kind === 'told' && told.changed) await send(told.payout);
        return;
      }
      await send(payout);
    },
  };
}

function afterOurMistake(partner: string, nowMs: number): Postponement {
  const detail = `the instruction for ${partner} could not be written`;
  const failure = { code: 'technical.internal', detail, partnerCode: null } as const;
  return { permanent: false, retryAtMs: nowMs + BUG_PAUSE_MS, failure };
}

function afterFullQueue(partner: string, nowMs: number): Postponement {
  const detail = `${partner} has no free slot`;
  const failure = { code: 'technical.overload.partner', detail, partnerCode: null } as const;
  return { permanent: false, retryAtMs: nowMs + QUEUE_FULL_PAUSE_MS, failure };
}

/** Whether an attempt may go there now: the submit lane's word, or the partner's own "later". */
function pausedAdvice(advice: LaneAdvice, pause: PartnerPause | null): LaneAdvice {
  if (!advice.open || pause === null) return advice;
  return { open: false, failure: pause.failure, retryAtMs: pause.untilMs };
}
