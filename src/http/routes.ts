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
  /** What has a listener of its own, and is not served here. */
  readonly elsewhere: ReadonlySet<'ops' | 'callbacks'>;
}

/** Health and metrics: what machines ask of this process. */
export function opsRoutes({
  service,
  metrics,
}: Pick<RouteSettings, 'service' | 'metrics'>): readonly Route[] {
  return [liveRoute('/livez'), liveRoute('/healthz'), readyRoute(service), metricsRoute(metrics)];
}

/** Where partners bring their news. */
export function callbackRoutes({ service }: Pick<RouteSettings, 'service'>): readonly Route[] {
  return [callbackRoute(service)];
}

/** The whole API, one row per route: express is driven by it and the document written from it. */
export function httpRoutes(settings: RouteSettings): readonly Route[] {
  const { service, runtime, version, chaosHint, elsewhere } = settings;
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
    ...(elsewhere.has('callbacks') ? [] : callbackRoutes(settings)),
    ...(elsewhere.has('ops') ? [] : opsRoutes(settings)),
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
