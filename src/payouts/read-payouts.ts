import type { Journal } from '../journal/port.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Acceptor } from './accept/acceptor.ts';
import { decide } from './decide/decide.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import type { Engine } from './engine/engine.ts';
import { applyEvent } from './model/apply-event.ts';
import { decodePayout } from './model/codec.ts';
import type { Payout, PayoutRequest } from './model/payout.ts';
import type { OutOfService } from './out-of-service.ts';
import type { DryRunView, PayoutService, Scope } from './service.ts';
import { explainPayout } from './views/explain-payout.ts';
import { routeRecords } from './views/route-records.ts';
import { showPayout } from './views/show-payout.ts';
import { showChoice } from './views/show-route.ts';
import { showTimelineEntry } from './views/show-timeline.ts';

/** Where the answers to a caller's questions are found. */
export interface ReadParts {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly engine: Pick<Engine, 'load'>;
  readonly dispatcher: Pick<Dispatcher, 'preview'>;
  readonly acceptor: Pick<Acceptor, 'foresee'>;
  readonly outOfService: OutOfService;
}

/** The part of the service that changes nothing. Rejects with JournalError when it cannot read. */
export function readPayouts(
  parts: ReadParts,
): Pick<PayoutService, 'dryRun' | 'get' | 'list' | 'events' | 'explain'> {
  const { journal, engine, dispatcher, outOfService } = parts;
  const distrusted = (partner: string) =>
    outOfService.distrustsOf(partner).map(({ proof }) => proof);
  return {
    async dryRun(caller, request) {
      return dryRun(parts, caller, request);
    },

    async get(scope, payoutId) {
      const payout = await findPayout(engine, scope, payoutId);
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
      if ((await findPayout(engine, scope, payoutId)) === null) return null;
      return (await journal.events(payoutId, afterSeq, limit)).map(showTimelineEntry);
    },

    async explain(scope, payoutId) {
      const payout = await findPayout(engine, scope, payoutId);
      if (payout === null) return null;
      const records = await routeRecords(journal, payoutId);
      return explainPayout(payout, dispatcher.preview(payout), records, distrusted);
    },
  };
}

/** The payout as far as the scope may see it: another caller's is not there for it. */
export async function findPayout(
  engine: Pick<Engine, 'load'>,
  scope: Scope,
  payoutId: string,
): Promise<Payout | null> {
  const payout = await engine.load(payoutId);
  const visible = payout !== null && (scope.caller === null || scope.caller === payout.caller);
  return visible ? payout : null;
}

/** Judges and routes a payout that exists only for this answer. */
async function dryRun(
  { runtime, dispatcher, acceptor }: ReadParts,
  caller: string,
  request: PayoutRequest,
): Promise<DryRunView> {
  const { hold, errors } = await acceptor.foresee(caller, request);
  const received = { kind: 'received', id: 'po_dry_run', caller, request } as const;
  const { events } = decide(null, received, runtime.now());
  const born = events.reduce<Payout | null>(applyEvent, null);
  if (born === null) throw new TypeError('a received payout has an event');
  const choice = dispatcher.preview({ ...born, state: 'QUEUED' });
  return {
    wouldBe: errors.length > 0 ? 'INVALID' : hold === null ? 'QUEUED' : 'HELD',
    failure: hold?.code === 'DEADLINE' ? null : (hold?.code ?? null),
    errors,
    route: showChoice(choice),
  };
}
