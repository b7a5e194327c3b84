import type { Chaos, createChaos } from '../chaos/arm/control.ts';
import type { Config } from '../config/environment.ts';
import type { Emit } from '../contract/events.ts';
import type { createChaosApp } from '../http/chaos/chaos-app.ts';
import type { HttpApp } from '../http/http-app.ts';
import type { KeyRing } from '../http/api-keys.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What a chaos session is made of. When chaos is off none of it is even loaded. */
export interface ChaosParts {
  readonly createChaos: typeof createChaos;
  readonly createChaosApp: typeof createChaosApp;
}

/** Chaos that may be armed, and the app that it is controlled by. */
export interface OpenChaos {
  readonly control: Chaos;
  app(keys: KeyRing, isStopping: () => boolean): HttpApp;
}

/** What chaos needs of its surroundings. */
export interface ChaosSettings {
  readonly config: Pick<Config, 'chaosMode' | 'partners'>;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Parts that are loaded already; loading takes real time. */
  readonly parts?: ChaosParts | undefined;
}

/** Loads and opens chaos with nothing armed; `null` where the configuration has it off. */
export async function openChaos(settings: ChaosSettings): Promise<OpenChaos | null> {
  const { config, runtime, emit } = settings;
  const { chaosMode: mode, partners } = config;
  if (mode === 'off') return null;
  const parts = settings.parts ?? (await loadParts());
  const control = parts.createChaos({ mode, runtime, emit, partners });
  return {
    control,
    app: (keys, isStopping) => parts.createChaosApp({ control, keys, runtime, emit, isStopping }),
  };
}

async function loadParts(): Promise<ChaosParts> {
  const { createChaos } = await import('../chaos/arm/control.ts');
  const { createChaosApp } = await import('../http/chaos/chaos-app.ts');
  return { createChaos, createChaosApp };
}
