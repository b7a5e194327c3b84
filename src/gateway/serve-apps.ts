import type { Config } from '../config/environment.ts';
import type { KeyRing } from '../http/api-keys.ts';
import {
  createCallbackApp,
  createHttpApp,
  createOpsApp,
  type HttpApp,
  type HttpAppSettings,
} from '../http/http-app.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ListenSettings, Served } from './listen.ts';
import type { OpenChaos } from './open-chaos.ts';

/** The listeners of a gateway. */
export interface ServedApps {
  readonly api: Served;
  /** The API's where callbacks have no port of their own. */
  readonly callbacks: Served;
  /** `null`: health and metrics are on the API's port. */
  readonly ops: Served | null;
  /** `null`: chaos is off. */
  readonly control: Served | null;
}

/** What the listeners are opened from. */
export interface ServeAppsSettings {
  readonly config: Config;
  readonly http: HttpAppSettings & { readonly isStopping: () => boolean };
  readonly chaos: OpenChaos | null;
  readonly keys: KeyRing;
  readonly runtime: Runtime;
  readonly serve: (http: HttpApp, at: ListenSettings) => Promise<Served>;
}

/**
 * Opens the API's port, and those that the configuration gives to health and metrics, to callbacks
 * and to chaos. Rejects when one cannot be had; those that were opened before are closed then.
 */
export async function serveApps(settings: ServeAppsSettings): Promise<ServedApps> {
  const { config, chaos, keys, runtime } = settings;
  const { connectionsPerSourceMax, host } = config;
  const open: Served[] = [];
  const serve = async (app: HttpApp, port: number) => {
    const served = await settings.serve(app, { host, port, connectionsPerSourceMax, runtime });
    open.push(served);
    return served;
  };
  const { opsPort, callbackPort } = config;
  const elsewhere = new Set<'ops' | 'callbacks'>();
  if (opsPort !== null) elsewhere.add('ops');
  if (callbackPort !== null) elsewhere.add('callbacks');
  const http = { ...settings.http, elsewhere };
  try {
    const api = await serve(createHttpApp(http), config.port);
    return {
      api,
      callbacks: callbackPort === null ? api : await serve(createCallbackApp(http), callbackPort),
      ops: opsPort === null ? null : await serve(createOpsApp(http), opsPort),
      control:
        chaos === null ? null : await serve(chaos.app(keys, http.isStopping), config.chaosPort),
    };
  } catch (error) {
    await Promise.all(open.map((served) => served.close(0)));
    throw error;
  }
}
