import type { PayoutService } from '../payouts/service.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { callbackRoute } from './callbacks/callback-route.ts';
import { openApiDocument } from './openapi/openapi-document.ts';
import { closeNewsRoute, listNewsRoute } from './partners/news-routes.ts';
import {
  isolatePartnerRoute,
  listPartnersRoute,
  redeliverWebhookRoute,
  restorePartnerRoute,
} from './partners/partner-routes.ts';
import { listPayeesRoute, releasePayeeRoute } from './partners/payee-routes.ts';
import {
  cancelPayoutRoute,
  resolvePayoutRoute,
  reviewPayoutRoute,
} from './payouts/act-on-payouts.ts';
import { createPayoutRoute } from './payouts/create-payout.ts';
import {
  explainPayoutRoute,
  getPayoutRoute,
  listPayoutsRoute,
  payoutEventsRoute,
} from './payouts/read-payouts.ts';
import type { Route } from './serve/route.ts';
import {
  liveRoute,
  type MetricsPage,
  metricsRoute,
  openApiRoute,
  readyRoute,
  versionRoute,
} from './system/system-routes.ts';

/** What the routes stand on. */
export interface RouteSettings {
  readonly service: PayoutService;
  readonly runtime: Runtime;
  /** The text of a scrape. */
  readonly metrics: () => Promise<MetricsPage>;
  readonly version: string;
  readonly chaosHint: boolean;
}

/** The whole API, one row per route: express is driven by it and the document written from it. */
export function httpRoutes(settings: RouteSettings): readonly Route[] {
  const { service, runtime, metrics, version, chaosHint } = settings;
  const routes: readonly Route[] = [
    createPayoutRoute(service),
    listPayoutsRoute(service),
    getPayoutRoute(service),
    payoutEventsRoute(service),
    explainPayoutRoute(service),
    cancelPayoutRoute(service),
    reviewPayoutRoute(service),
    resolvePayoutRoute(service),
    listPartnersRoute(service),
    isolatePartnerRoute(service, runtime),
    restorePartnerRoute(service),
    listPayeesRoute(service),
    releasePayeeRoute(service),
    listNewsRoute(service),
    closeNewsRoute(service),
    redeliverWebhookRoute(service),
    callbackRoute(service),
    liveRoute('/livez'),
    liveRoute('/healthz'),
    readyRoute(service),
    metricsRoute(metrics),
    versionRoute(version, chaosHint),
    openApiRoute('/openapi.json', () =>
      openApiDocument(routes, { title: 'Breakwater', version, description: DESCRIPTION }),
    ),
  ];
  return routes;
}

const DESCRIPTION = `Pays each payout at most once and loses none, also while a bank fails.

Ask two things of every answer. May money have moved (\`moneyMoved\`)? May I send it again
(\`retryable\` on a problem, \`safeToResubmit\` on a payout)? HTTP says only whether we took your
request: a bank's outage is the state QUEUED, a lost answer of a bank the state IN_DOUBT.`;
