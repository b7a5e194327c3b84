import { ADAPTERS } from '../../adapters/registry.ts';
import { type Config, ConfigError, readConfig } from '../config/environment.ts';
import {
  DEMO_LANE_RULES_FILE,
  FIXTURES_FOLDER,
  LANE_RULES_FILE,
  ROUTING_FILE,
} from '../config/project-files.ts';
import { environmentSecrets } from '../config/secrets.ts';
import type { SecretSource } from '../contract/adapter.ts';
import { demoFaults } from '../gateway/start-faults/demo-faults.ts';
import { productionFaults } from '../gateway/start-faults/production-faults.ts';
import type { KeyRing } from '../http/api-keys.ts';
import type { WebhookEndpoint } from '../payouts/notify/webhook.ts';
import { demoSecret } from '../sandbox/partners/demo-secret.ts';
import { readKeys } from './key-file.ts';
import { readWebhooks } from './webhook-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that `serve` starts from, read and judged. */
export interface ServeSettings {
  readonly config: Config;
  readonly keys: KeyRing;
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  /** A partner's secrets; the demo's stand in the repository and are read from nowhere else. */
  readonly secretsOf: (partner: string) => SecretSource;
  /** A partner's hosts, the preferred one first; none in a demo, whose sandbox stands in. */
  readonly namedUrlsOf: (partner: string) => readonly string[];
}

/**
 * What the demo takes where nothing is set: errors only, chaos allowed, partners that never close, and the
 * lane rules that fit its bank's short drain time.
 */
const DEMO_DEFAULTS = {
  LOG_LEVEL: 'error',
  CHAOS_MODE: 'lab',
  CALENDARS: 'always',
  CONFIG_FILE: DEMO_LANE_RULES_FILE,
};

/**
 * Reads the settings of the demo, which is refused beside anything real.
 *
 * Throws {@link ConfigError} with every fault at once. Nothing was started.
 */
export function readDemoSettings(env: Environment): ServeSettings {
  const faults: string[] = [];
  const config = readFaulty({ ...DEMO_DEFAULTS, ...env }, faults);
  faults.push(...demoFaults(config, env, Object.keys(ADAPTERS)));
  const keys = attempt(faults, () => readKeys(config.apiKeysFile, { allowDemo: true }));
  const webhookEndpoints = attempt(faults, () => readWebhooks(config.webhooksFile));
  if (faults.length > 0 || keys === null || webhookEndpoints === null)
    throw new ConfigError(faults);
  return {
    config,
    keys,
    webhookEndpoints,
    secretsOf: (partner) => demoSecret(partner, FIXTURES_FOLDER),
    namedUrlsOf: () => [],
  };
}

/**
 * Reads the settings of a gateway with real partners.
 *
 * Throws {@link ConfigError} with every fault at once: what is missing or malformed, and what must not run
 * with real money ({@link productionFaults}) unless NODE_ENV says `development`. Of each partner's own
 * settings the adapter names the first that it cannot read. Nothing was started.
 */
export function readServeSettings(env: Environment): ServeSettings {
  const faults: string[] = [];
  const config = readFaulty(env, faults);
  const keys = attempt(faults, () => readKeys(config.apiKeysFile, { allowDemo: false }));
  const webhookEndpoints = attempt(faults, () => readWebhooks(config.webhooksFile)) ?? [];
  const secrets = new Map<string, string>();
  const secretsOf = (partner: string) => environmentSecrets(partner, env);
  const baseUrls = new Map(
    config.partners.map((partner) => [partner, attempt(faults, () => urlsOf(partner, env)) ?? []]),
  );
  for (const partner of config.partners) {
    faults.push(...adapterFaults(partner, noting(partner, secretsOf(partner), secrets)));
  }
  if (config.sandboxUrl !== null) {
    faults.push('SANDBOX_URL: simulated partners stand in for real ones only with --demo');
  }
  if (env['NODE_ENV'] !== 'development') {
    const webhookUrls = webhookEndpoints.map(({ url }) => url);
    faults.push(...productionFaults({ config, baseUrls, webhookUrls, secrets }));
  }
  if (faults.length > 0 || keys === null) throw new ConfigError(faults);
  const namedUrlsOf = (partner: string) => baseUrls.get(partner) ?? [];
  return { config, keys, webhookEndpoints, secretsOf, namedUrlsOf };
}

/** Leaves out what is wrong, having noted it, so that the rest is judged too. */
function readFaulty(env: Environment, faults: string[]): Config {
  const defaults = {
    laneRulesFile: LANE_RULES_FILE,
    routingFile: ROUTING_FILE,
    partners: Object.keys(ADAPTERS),
  };
  try {
    return readConfig(env, defaults);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.lines);
    const wrong = new Set(error.lines.map((line) => line.slice(0, line.indexOf(':'))));
    return readConfig(
      Object.fromEntries(Object.entries(env).filter(([name]) => !wrong.has(name))),
      defaults,
    );
  }
}

function attempt<T>(faults: string[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.lines);
    return null;
  }
}

/** `ALIPAY_URLS` names a partner's hosts in order. */
function urlsOf(partner: string, env: Environment): readonly string[] {
  const variable = `${partner.toUpperCase()}_URLS`;
  const named = (env[variable] ?? '').split(',').filter((url) => url !== '');
  if (named.length > 0) return named;
  throw new ConfigError([
    `${variable}: not set; name the partner's hosts, the preferred one first`,
  ]);
}

function noting(partner: string, secret: SecretSource, noted: Map<string, string>): SecretSource {
  return (name) => {
    const value = secret(name);
    noted.set(`${partner.toUpperCase()}_${name}`, value);
    return value;
  };
}

/** Builds the adapter for nothing but its complaints. */
function adapterFaults(partner: string, secret: SecretSource): readonly string[] {
  const create = new Map(Object.entries(ADAPTERS)).get(partner);
  try {
    create?.(secret);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    return [error instanceof Error ? error.message : String(error)];
  }
}
