import type { Journal } from '../journal/port.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PartnerClients } from './dispatch/partner-client.ts';
import type { UnplacedNewsStore } from './dispatch/unplaced-news.ts';
import type { OutOfService } from './out-of-service.ts';
import type { LearnedRouting } from './route/learned-routing.ts';
import type { PartnerView, PayoutService } from './service.ts';
import { showOpening } from './views/show-route.ts';

/** What operators see of the partners, and what they act on. */
export interface OperateParts {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly clients: PartnerClients;
  readonly outOfService: OutOfService;
  readonly unplaced: Pick<UnplacedNewsStore, 'list' | 'close'>;
  readonly routing: Pick<LearnedRouting, 'standingOf' | 'successOf'>;
}

/** The part of the service in which operators look at partners and take them out of service. */
export function operatePartners(
  parts: OperateParts,
): Pick<
  PayoutService,
  | 'partners'
  | 'isolate'
  | 'restore'
  | 'quarantinedPayees'
  | 'releasePayee'
  | 'unplacedNews'
  | 'closeNews'
> {
  const { journal, runtime, clients, outOfService, unplaced, routing } = parts;

  async function inDoubtByPartner(): Promise<ReadonlyMap<string, number>> {
    const census = await journal.census(['IN_DOUBT']);
    return new Map(census.map(({ partner, count }) => [partner ?? '', count]));
  }

  return {
    async partners() {
      const inDoubt = await inDoubtByPartner();
      return [...clients].map(([partner, { adapter, endpoints }]) => ({
        partner,
        lanes: endpoints.flatMap(({ name, lanes }) =>
          lanes.status().map((lane) => ({ endpoint: name, ...lane })),
        ),
        ...serviceOf(outOfService, partner),
        opening: showOpening(routing.standingOf(partner, runtime.now()).opening),
        success: routing.successOf(partner),
        inDoubt: inDoubt.get(partner) ?? 0,
        accountTypes: adapter.capabilities.limits.accountTypes,
        currencies: adapter.capabilities.limits.currencies,
      }));
    },

    async isolate(partner, isolation) {
      const client = clients.get(partner);
      if (client === undefined) return false;
      for (const { lanes } of client.endpoints) lanes.isolate(isolation);
      await outOfService.isolate(partner, isolation);
      return true;
    },

    async restore(partner, by, reason = '') {
      const client = clients.get(partner);
      if (client === undefined) return false;
      await outOfService.restore(partner, { by, reason, atMs: runtime.now() });
      for (const { lanes } of client.endpoints) lanes.restore();
      return true;
    },

    async quarantinedPayees() {
      return outOfService.quarantinedPayees().map((quarantine) => ({
        ...quarantine,
        call: `POST /v1/payees/${quarantine.payee}/release`,
      }));
    },

    releasePayee: (payee, by, reason) =>
      outOfService.releasePayee(payee, { by, reason, atMs: runtime.now() }),
    unplacedNews: (partner) => (clients.has(partner) ? unplaced.list(partner) : null),
    closeNews: (partner, newsId, closing) => unplaced.close(partner, newsId, closing),
  };
}

/** Whether it is in service, what of it is believed no more, and the call that ends either. */
function serviceOf(
  outOfService: OutOfService,
  partner: string,
): Pick<
  PartnerView,
  'quarantined' | 'isolation' | 'distrusted' | 'conflicts' | 'restored' | 'call'
> {
  const quarantined = outOfService.quarantineOf(partner);
  const isolation = outOfService.isolationOf(partner);
  const distrusted = outOfService.distrustsOf(partner);
  const isWhole = quarantined === null && isolation === null && distrusted.length === 0;
  return {
    quarantined,
    isolation,
    distrusted,
    conflicts: outOfService.conflictsOf(partner),
    restored: outOfService.restoredBy(partner),
    ...(isWhole ? {} : { call: `POST /v1/partners/${partner}/restore` }),
  };
}
