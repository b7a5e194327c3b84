import type { Journal } from '../journal/port.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Acceptor } from './accept/acceptor.ts';
import type { ReceiveCallback } from './dispatch/receive-callback.ts';
import { decide } from './decide/decide.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import type { LearnedRouting } from './route/learned-routing.ts';
import type { PartnerClients } from './dispatch/partner-client.ts';
import type { Engine } from './engine/engine.ts';
import { explainPayout } from './views/explain-payout.ts';
import { routeRecords } from './views/route-records.ts';
import { showPayout } from './views/show-payout.ts';
import { showChoice, showOpening } from './views/show-route.ts';
import { showTimelineEntry } from './views/show-timeline.ts';
import type { Fact } from './model/facts.ts';
import type { Holds } from './holds.ts';
import { notAccepted } from './accept/not-accepted.ts';
import type { Notifier } from './notify/notifier.ts';
import { applyEvent } from './model/apply-event.ts';
import { decodePayout } from './model/codec.ts';
import type { Payout } from './model/payout.ts';
import type { ActionOutcome, PayoutService, Readiness, Scope } from './service.ts';

export interface ServiceParts {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly clients: PartnerClients;
  readonly dispatcher: Dispatcher;
  readonly routing: LearnedRouting;
  readonly acceptor: Acceptor;
  readonly holds: Holds;
  readonly notifier: Notifier;
  readonly receiveCallback: ReceiveCallback;
  readonly readiness: () => Readiness;
}

/** Joins the parts of the engine into the one door that HTTP and the command line use. */
export function createPayoutService(parts: ServiceParts): PayoutService {
  const { journal, runtime, engine, clients, dispatcher, acceptor, holds, notifier } = parts;

  async function find(scope: Scope, payoutId: string): Promise<Payout | null> {
    const payout = await engine.load(payoutId);
    const visible = payout !== null && (scope.caller === null || scope.caller === payout.caller);
    return visible ? payout : null;
  }

  /** Tells a fact on somebody's word; `refusal` explains a fact that meant nothing. */
  async function act(
    payoutId: string,
    fact: Fact,
    refusal: (payout: Payout) => string,
  ): Promise<ActionOutcome> {
    try {
      const told = await engine.tell(payoutId, fact);
      if (told.kind === 'missing') return { kind: 'notFound' };
      if (told.kind === 'obligationTaken') {
        const payout = await engine.load(payoutId);
        if (payout === null) return { kind: 'notFound' };
        const detail = `${told.payoutId} holds the obligation; cancel or finish it first`;
        return { kind: 'refused', detail, payout: showPayout(payout) };
      }
      const payout = showPayout(told.payout);
      if (told.changed) return { kind: 'done', payout };
      return { kind: 'refused', detail: refusal(told.payout), payout };
    } catch (error) {
      return notAccepted(error);
    }
  }

  async function inDoubtByPartner(): Promise<ReadonlyMap<string, number>> {
    const census = await journal.census(['IN_DOUBT']);
    return new Map(census.map(({ partner, count }) => [partner ?? '', count]));
  }

  return {
    accept: (order) => acceptor.accept(order),

    async dryRun(caller, request) {
      const errors = acceptor.unpayable(request);
      const hold = acceptor.hold(request, null);
      const nowMs = runtime.now();
      const received = { kind: 'received', id: 'po_dry_run', caller, request } as const;
      const born = decide(null, received, nowMs).events.reduce<Payout | null>(applyEvent, null);
      if (born === null) throw new TypeError('a received payout has an event');
      const choice = dispatcher.preview({ ...born, state: 'QUEUED' });
      const held = hold?.code === 'DEADLINE' ? null : (hold?.code ?? null);
      return {
        wouldBe: errors.length > 0 ? 'INVALID' : hold === null ? 'QUEUED' : 'HELD',
        failure: held,
        errors,
        route: showChoice(choice),
      };
    },

    async get(scope, payoutId) {
      const payout = await find(scope, payoutId);
      return payout && showPayout(payout);
    },

    async list(scope, query) {
      const { cursor, limit, ...filter } = query;
      const rows = await journal.list({
        ...filter,
        beforeId: cursor,
        limit: limit + 1,
        caller: scope.caller ?? undefined,
      });
      const data = rows.slice(0, limit).map((row) => showPayout(decodePayout(row.document)));
      return { data, hasMore: rows.length > limit };
    },

    async events(scope, payoutId, afterSeq, limit) {
      if ((await find(scope, payoutId)) === null) return null;
      return (await journal.events(payoutId, afterSeq, limit)).map(showTimelineEntry);
    },

    async explain(scope, payoutId) {
      const payout = await find(scope, payoutId);
      if (payout === null) return null;
      const records = await routeRecords(journal, payoutId);
      return explainPayout(payout, dispatcher.preview(payout), records);
    },

    async cancel(scope, payoutId) {
      const payout = await find(scope, payoutId);
      if (payout === null) return { kind: 'notFound' };
      return await act(payoutId, { kind: 'cancelRequested', by: scope.by }, (current) =>
        current.cancelRequested === null
          ? `a payout that is ${current.state} cannot be cancelled`
          : 'the cancellation was already requested; its outcome depends on the partner',
      );
    },

    review: (payoutId, review) =>
      act(
        payoutId,
        { kind: 'reviewed', ...review },
        ({ state }) => `only a HELD payout is reviewed; this one is ${state}`,
      ),

    resolve: (payoutId, { by, attemptNo, verdict, evidence }) =>
      act(
        payoutId,
        { kind: 'resolved', proposal: { by, attemptNo, verdict, evidence, atMs: runtime.now() } },
        ({ state }) =>
          `only the attempt that an IN_DOUBT or PROCESSING payout waits for is resolved; it is ${state}`,
      ),

    callback: parts.receiveCallback,

    async partners() {
      const inDoubt = await inDoubtByPartner();
      return [...clients].map(([partner, { adapter, lanes }]) => ({
        partner,
        lanes: lanes.status(),
        quarantined: holds.quarantineOf(partner),
        isolation: holds.isolationOf(partner),
        opening: showOpening(parts.routing.standingOf(partner, runtime.now()).opening),
        success: parts.routing.successOf(partner),
        inDoubt: inDoubt.get(partner) ?? 0,
        accountTypes: adapter.capabilities.limits.accountTypes,
        currencies: adapter.capabilities.limits.currencies,
      }));
    },

    async isolate(partner, isolation) {
      const client = clients.get(partner);
      if (client === undefined) return false;
      client.lanes.isolate(isolation);
      await holds.isolate(partner, isolation);
      return true;
    },

    async restore(partner) {
      const client = clients.get(partner);
      if (client === undefined) return false;
      await holds.restore(partner);
      client.lanes.restore();
      return true;
    },

    redeliver: (webhookId) => notifier.redeliver(webhookId),
    readiness: parts.readiness,
  };
}
