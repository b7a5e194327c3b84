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
}

/**
 * Builds the control API of chaos, for a port of its own.
 *
 * Import this file only when chaos is on, and dynamically: where it is off, nothing that could
 * disturb a payout is in the process.
 */
export function createChaosApp(settings: ChaosAppSettings): HttpApp {
  const { control, keys, runtime, emit } = settings;
  const routes = chaosRoutes(control);
  const headers = { 'Breakwater-Chaos': 'on' };
  return { app: mountRoutes(routes, { keys, runtime, emit, headers }), routes };
}
