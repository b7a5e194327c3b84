import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { KeyRing } from '../api-keys.ts';
import type { HttpApp } from '../http-app.ts';
import { mountRoutes } from '../serve/mount-routes.ts';
import type { ChaosControl } from './chaos-port.ts';
import { chaosRoutes } from './chaos-routes.ts';

/** What the control API needs from the rest of the process. */
export interface ChaosAppSettings {
  readonly control: ChaosControl;
  readonly keys: KeyRing;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** True from the moment when this process was told to end. */
  readonly isStopping: () => boolean;
}

/**
 * Builds the control API of chaos, for a port of its own.
 *
 * Import this file only when chaos is on, and dynamically: where it is off, nothing that could
 * disturb a payout is in the process.
 */
export function createChaosApp(settings: ChaosAppSettings): HttpApp {
  const { control, ...served } = settings;
  const routes = chaosRoutes(control);
  const headers = { 'Breakwater-Chaos': 'on' };
  return { app: mountRoutes(routes, { ...served, headers }), routes };
}
