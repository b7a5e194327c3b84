import type { Express } from 'express';

import type { Emit } from '../contract/events.ts';
import type { PayoutService } from '../payouts/service.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { KeyRing } from './api-keys.ts';
import { callbackRoutes, httpRoutes, opsRoutes } from './routes.ts';
import { mountRoutes } from './serve/mount-routes.ts';
import type { Route } from './serve/route.ts';
import type { MetricsPage } from './system/system-routes.ts';

/** What the gateway's API needs from the rest of the process. */
export interface HttpAppSettings {
  readonly service: PayoutService;
  readonly keys: KeyRing;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** The text of a scrape; a rejection answers 500. */
  readonly metrics: () => Promise<MetricsPage>;
  /** Ours, as `/version` and the document say it. */
  readonly version: string;
  /** True where faults may be injected: every answer then carries `Breakwater-Chaos: on`. */
  readonly chaosHint?: boolean;
  /** True from the moment when this process was told to end; never, when left out. */
  readonly isStopping?: () => boolean;
  /** What {@link createOpsApp} or {@link createCallbackApp} serves instead; nothing, when left out. */
  readonly elsewhere?: ReadonlySet<'ops' | 'callbacks'>;
}

/** An app that is not listening yet, and the table it was built from. */
export interface HttpApp {
  readonly app: Express;
  readonly routes: readonly Route[];
}

/**
 * Builds the gateway's API.
 *
 * It stores nothing and decides nothing about money: requests become calls of the service, and
 * the service's words become answers. A request that is refused here never reaches the service.
 */
export function createHttpApp(settings: HttpAppSettings): HttpApp {
  const { chaosHint = false, elsewhere = new Set() } = settings;
  return mount(httpRoutes({ ...settings, chaosHint, elsewhere }), settings);
}

/** Builds the app of health and metrics, for a port that no caller can fill. */
export function createOpsApp(settings: HttpAppSettings): HttpApp {
  return mount(opsRoutes(settings), settings);
}

/** Builds the app of the partners' callbacks, for a port that may stand open to the world. */
export function createCallbackApp(settings: HttpAppSettings): HttpApp {
  return mount(callbackRoutes(settings), settings);
}

function mount(routes: readonly Route[], settings: HttpAppSettings): HttpApp {
  const { keys, runtime, emit, chaosHint = false, isStopping = () => false } = settings;
  const headers: Record<string, string> = chaosHint ? { 'Breakwater-Chaos': 'on' } : {};
  return { app: mountRoutes(routes, { keys, runtime, emit, headers, isStopping }), routes };
}
