import type { Emit } from '../contract/events.ts';
import type { Routing } from '../contract/routing.ts';
import type { Journal } from '../journal/port.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createAcceptor } from './accept/acceptor.ts';
import { openRealm } from './accept/open-realm.ts';
import { unaskable } from './dispatch/ask-first.ts';
import { createReceiveCallback } from './dispatch/receive-callback.ts';
import { openUnplacedNews, type UnplacedNewsStore } from './dispatch/unplaced-news.ts';
import type { RiskPolicy } from './checks/judge-request.ts';
import { createPayoutService } from './create-payout-service.ts';
import { createDispatcher, type Dispatcher } from './dispatch/dispatcher.ts';
import { createLearnedRouting, type LearnedRouting } from './route/learned-routing.ts';
import type { PartnerClients } from './dispatch/partner-client.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { createScheduler } from './engine/scheduler.ts';
import { type DistrustableProof, DISTRUSTABLE_PROOFS } from './model/breach.ts';
import type { Fact } from './model/facts.ts';
import type { LostPast, PayoutRequest } from './model/payout.ts';
import { noteLostPasts } from './dispatch/note-lost-pasts.ts';
import { readRestored, type RestoredJournal } from './dispatch/restored-journal.ts';
import { showPayout } from './views/show-payout.ts';
import { createMalformedRequests, type MalformedRequests } from './malformed-requests.ts';
import { type OutOfService, openOutOfService } from './out-of-service.ts';
import { createNotifier, type Notifier } from './notify/notifier.ts';
import type { PostWebhook } from './notify/post-webhook.ts';
import { webhookEntry, type WebhookEndpoint } from './notify/webhook.ts';
import type { PayoutService, Readiness } from './service.ts';

/** The engine, put together and recovered, ready to serve. */
export interface Payouts {
  readonly service: PayoutService;
  /** How many attempts an earlier process left under way; they are in doubt now. */
  readonly recovered: number;
  /** Begins to dispatch, to inquire and to deliver webhooks. */
  start(): void;
  /** How well each partner's latest submits came out, 0 to 1. */
  successRatios(): readonly { readonly partner: string; readonly ratio: number }[];
  /** How much verified news of each partner waits for people. */
  unplacedNews(): readonly { readonly partner: string; readonly count: number }[];
  /** Each proof that can be distrusted at each partner, and whether it is. */
  distrustedProofs(): readonly {
    readonly partner: string;
    readonly proof: DistrustableProof;
    readonly isDistrusted: boolean;
  }[];
  /** Adds a line to a payout's timeline: a fault of a chaos session touched it. */
  noteFault(payoutId: string, fact: Fact & { kind: 'faultInjected' }): void;
  /**
   * Stops taking on work and lets running calls end for `graceMs`; what has not ended by then is
   * on disk as under way and becomes doubt at the next start.
   */
  stop(graceMs: number): Promise<void>;
}

/** What the engine is put together from. */
export interface PayoutsSettings {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly clients: PartnerClients;
  readonly policy: RiskPolicy;
  readonly routing: Routing;
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  readonly postWebhook: PostWebhook;
  readonly readiness: () => Readiness;
  /** For how long after a restore each attempt is preceded by questions to the partners. */
  readonly askFirstMs: number;
}

/** Puts the engine together and recovers it. Rejects with JournalError; then nothing was sent. */
export async function openPayouts(settings: PayoutsSettings): Promise<Payouts> {
  const { journal, runtime, emit, clients } = settings;
  const outOfService = await openOutOfService(journal);
  isolateAgain(settings, outOfService);
  const { postWebhook: post, webhookEndpoints: endpoints } = settings;
  const notifier = createNotifier({ journal, runtime, emit, post, endpoints });
  const routing = createLearnedRouting(settings.routing, runtime);
  const restored = await readRestored(journal, runtime);
  const { engine, dispatcher } = openEngine(settings, {
    outOfService,
    notifier,
    routing,
    restored,
  });
  const { isBusy } = dispatcher;
  const scheduler = createScheduler({
    journal,
    engine,
    runtime,
    emit,
    isBusy,
    inquiriesShut: () => whoMustWait(clients, routing, runtime),
  });
  const acceptor = createAcceptor({
    ...settings,
    realm: await openRealm(journal, runtime),
    engine,
    isPayeeQuarantined: (creditor) => outOfService.isPayeeQuarantined(creditor),
    termsOf: (partner) => settings.routing.termsOf(partner),
    show: showPayout,
    lostPast: (request) => lostPast(settings, restored, request),
  });
  const unplaced = await openUnplacedNews(journal, runtime);
  const service = createPayoutService({
    ...settings,
    engine,
    dispatcher,
    routing,
    acceptor,
    outOfService,
    notifier,
    unplaced,
    receiveCallback: createReceiveCallback({ ...settings, engine, unplaced }),
  });
  if (restored?.isNoted === false) await noteLostPasts({ journal, engine, clients, restored });
  const recovered = await scheduler.recover();

  return {
    service,
    recovered,
    ...gaugesOf(clients, { routing, unplaced, outOfService }),
    start() {
      scheduler.start();
      notifier.start();
    },
    noteFault(payoutId, fact) {
      void engine.tellSurely(payoutId, fact);
    },
    async stop(graceMs) {
      scheduler.stop();
      const endpoints = [...clients.values()].flatMap((client) => client.endpoints);
      for (const { lanes } of endpoints) lanes.close();
      await Promise.race([dispatcher.idle(), runtime.sleep(graceMs)]);
      await notifier.stop();
      await engine.close();
    },
  };
}

/** What the lost time leaves unknown of a payout that is posted now; `null`: nothing. */
function lostPast(
  { clients, runtime, askFirstMs }: PayoutsSettings,
  restored: RestoredJournal | null,
  request: PayoutRequest,
): LostPast | null {
  if (restored === null || runtime.now() >= restored.restoredAtMs + askFirstMs) return null;
  return { unaskable: unaskable(clients, { request }) };
}

interface GaugeParts {
  readonly routing: LearnedRouting;
  readonly unplaced: UnplacedNewsStore;
  readonly outOfService: OutOfService;
}

/** What a scrape asks of each partner. */
function gaugesOf(
  clients: PartnerClients,
  { routing, unplaced, outOfService }: GaugeParts,
): Pick<Payouts, 'successRatios' | 'unplacedNews' | 'distrustedProofs'> {
  const partners = [...clients.keys()];
  return {
    successRatios: () =>
      partners.map((partner) => ({ partner, ratio: routing.successOf(partner).percent / 100 })),
    unplacedNews: () => partners.map((partner) => ({ partner, count: unplaced.count(partner) })),
    distrustedProofs: () =>
      partners.flatMap((partner) => {
        const distrusts = outOfService.distrustsOf(partner);
        return DISTRUSTABLE_PROOFS.map((proof) => {
          const isDistrusted = distrusts.some((each) => each.proof === proof);
          return { partner, proof, isDistrusted };
        });
      }),
  };
}

/** The guards of a new process know no isolation yet; one that is over stays over. */
function isolateAgain({ clients, runtime }: PayoutsSettings, outOfService: OutOfService): void {
  for (const [partner, client] of clients) {
    const isolation = outOfService.isolationOf(partner);
    if (isolation !== null && isolation.expiresAtMs > runtime.now()) {
      for (const { lanes } of client.endpoints) lanes.isolate(isolation);
    }
  }
}

/**
 * Partners of which some endpoint cannot be asked at this moment, and those that said "later": every doubt
 * there waits for the end of it.
 */
function whoMustWait(
  clients: PartnerClients,
  routing: LearnedRouting,
  runtime: Runtime,
): readonly string[] {
  const nowMs = runtime.now();
  return [...clients].flatMap(([partner, { endpoints }]) => {
    const isShut = endpoints.some(({ lanes }) => !lanes.advice('inquire').open);
    return isShut || routing.pauseOf(partner, nowMs) !== null ? [partner] : [];
  });
}

/** The rules of a partner that is not configured any more: nobody says how many conflicts it may have. */
const ONE_IS_ENOUGH = { countMax: 1, windowMs: 1 } as const;

/** Isolates a partner that calls our requests malformed: at once, and durably as soon as may be. */
function watchMalformed(
  { clients, runtime, emit }: PayoutsSettings,
  outOfService: OutOfService,
): MalformedRequests {
  return createMalformedRequests({
    now: () => runtime.now(),
    maxOf: (partner) => clients.get(partner)?.malformedMax() ?? Number.POSITIVE_INFINITY,
    isIsolated(partner) {
      const isolation = outOfService.isolationOf(partner);
      return isolation !== null && isolation.expiresAtMs > runtime.now();
    },
    pause(partner, isolation) {
      for (const { lanes } of clients.get(partner)?.endpoints ?? []) lanes.isolate(isolation);
      // Where the journal takes no more, this process's lanes stay isolated, and it takes no payouts.
      outOfService.isolate(partner, isolation).catch(() => {
        emit({ kind: 'bug', where: 'malformed requests', detail: `${partner}: not on disk` });
      });
    },
  });
}

interface EngineParts {
  readonly outOfService: OutOfService;
  readonly notifier: Notifier;
  readonly routing: LearnedRouting;
  readonly restored: RestoredJournal | null;
}

/** The engine and the dispatcher, each of which hands its results to the other. */
function openEngine(
  settings: PayoutsSettings,
  { outOfService, notifier, routing, restored }: EngineParts,
): { readonly engine: Engine; readonly dispatcher: Dispatcher } {
  const { journal, runtime, emit, clients } = settings;
  const distrusted = (partner: string) =>
    outOfService.distrustsOf(partner).map(({ proof }) => proof);
  const dispatcher = createDispatcher({
    clients,
    runtime,
    emit,
    engine: () => engine,
    isQuarantined: (partner) => outOfService.quarantineOf(partner) !== null,
    distrusted,
    routing,
    restored,
  });
  const malformed = watchMalformed(settings, outOfService);
  const engine = createEngine({
    journal,
    runtime,
    emit,
    perform: (payout, effect) => dispatcher.perform(payout, effect),
    learn(before, events) {
      routing.learn(before, events);
      malformed.learn(before, events);
    },
    notice: (payout) =>
      notifier.hasEndpoint(payout.caller) ? webhookEntry(payout, showPayout(payout)) : null,
    distrusted,
    freeze(payout, { kind: _kind, ...effect }) {
      const { creditor } = payout.request;
      const conflict = { ...effect, payoutId: payout.id, atMs: runtime.now() };
      const rules = clients.get(effect.partner)?.conflicts() ?? ONE_IS_ENOUGH;
      return outOfService.noteConflict(conflict, creditor, rules);
    },
  });
  return { engine, dispatcher };
}
