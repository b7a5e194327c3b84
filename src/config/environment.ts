import { z } from 'zod';

import { isCurrency } from '../contract/currency.ts';

/** Everything the process is told from outside, checked once and never changed. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly chaosPort: number;
  /** Where health and metrics are served; `null`: on the API's port. */
  readonly opsPort: number | null;
  /** Where partners send callbacks; `null`: to the API's port. */
  readonly callbackPort: number | null;
  /** How many connections one source may hold at a listener. */
  readonly connectionsPerSourceMax: number;
  readonly chaosMode: 'off' | 'lab' | 'guarded';
  readonly sandboxPort: number;
  /** A sandbox that somebody else runs; `null`: start our own, if the mode allows it. */
  readonly sandboxUrl: string | null;
  readonly dataDir: string;
  readonly production: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly laneRulesFile: string;
  /** Tiers, prices, bounds; its calendars lie in the folder `calendars` beside it. */
  readonly routingFile: string;
  /** `always`: every partner is open at every hour, whatever its calendar. */
  readonly calendars: 'files' | 'always';
  /** JSON: the API keys, hashed. `null`: only the demo key, where it is allowed. */
  readonly apiKeysFile: string | null;
  /** JSON: where callers want to be told. */
  readonly webhooksFile: string | null;
  readonly partners: readonly string[];
  readonly creditScoreMin: number | null;
  readonly regionsBlocked: readonly string[];
  readonly amountMinorMax: ReadonlyMap<string, bigint>;
  /** How long the end may take when the process is told to stop; then it is not waited for. */
  readonly stopGraceMs: number;
  /** The first part of that: `/readyz` says stopping, new requests get 503, and come nowhere else. */
  readonly lameDuckMs: number;
  /** For how long after a restore partners are asked by our key before anything is sent. */
  readonly askFirstMs: number;
}

/** The process was told nonsense. Nothing was started, no money moved. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

const PORT_MAX = 65_535;
const HOUR_MS = 3_600_000;
/** A month. */
const ASK_FIRST_HOURS_MAX = 744;

const givenPort = z.coerce
  .number(`expected a port from 0 to ${PORT_MAX}`)
  .int()
  .min(0)
  .max(PORT_MAX);

const port = (fallback: number) => givenPort.default(fallback);

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );

const amounts = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text.split(',').filter((pair) => pair.trim() !== '');
    const read = pairs.map((pair) => /^\s*([A-Z]{3})=(\d{1,18})\s*$/.exec(pair));
    const entries = read.map((match) => [match?.[1] ?? '', BigInt(match?.[2] ?? 0)] as const);
    if (entries.every(([currency]) => isCurrency(currency))) return new Map(entries);
    context.addIssue('expected minor units by currency, such as CNY=5000000,EUR=1000000');
    return z.NEVER;
  });

const text = z.string().min(1);

/** What part of the grace the lame duck has, where nobody says. */
const LAME_DUCK_SHARE = 0.2;
const STOP_GRACE_MS_MAX = 120_000;
const CONNECTIONS_PER_SOURCE_MAX = 10_000;

const environment = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: port(8080),
  CHAOS_PORT: port(8081),
  OPS_PORT: givenPort.optional(),
  CALLBACK_PORT: givenPort.optional(),
  CONNECTIONS_PER_SOURCE: z.coerce
    .number()
    .int()
    .min(1)
    .max(CONNECTIONS_PER_SOURCE_MAX)
    .default(1_000),
  SANDBOX_PORT: port(8090),
  CHAOS_MODE: z.enum(['off', 'lab', 'guarded']).default('off'),
  SANDBOX_URL: z.url('expected a URL such as http://127.0.0.1:8090').optional(),
  DATA_DIR: text.default('.data'),
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  CONFIG_FILE: text.optional(),
  ROUTING_FILE: text.optional(),
  CALENDARS: z.enum(['files', 'always']).default('files'),
  API_KEYS_FILE: text.optional(),
  WEBHOOKS_FILE: text.optional(),
  PARTNERS: list,
  CREDIT_SCORE_MIN: z.coerce.number().int().min(0).max(1_000).optional(),
  REGIONS_BLOCKED: list,
  AMOUNT_MINOR_MAX: amounts,
  ASK_FIRST_HOURS: z.coerce.number().min(0).max(ASK_FIRST_HOURS_MAX).default(72),
  STOP_GRACE_MS: z.coerce.number().int().min(0).max(STOP_GRACE_MS_MAX).default(10_000),
  LAME_DUCK_MS: z.coerce.number().int().min(0).max(STOP_GRACE_MS_MAX).optional(),
});

/**
 * Reads the environment. Throws {@link ConfigError} that names every variable that is wrong, what
 * was expected and what stood there.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  defaults: Pick<Config, 'laneRulesFile' | 'routingFile' | 'partners'>,
): Config {
  // An empty variable means "not set": compose files and shells leave them behind.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map(({ path, message }) => {
        const name = String(path[0] ?? 'environment');
        return `${name}: ${message} (it is ${JSON.stringify(given[name] ?? '')})`;
      }),
    );
  }
  const { data } = read;
  if (data.LAME_DUCK_MS !== undefined && data.LAME_DUCK_MS > data.STOP_GRACE_MS) {
    const both = `${data.LAME_DUCK_MS} is more than STOP_GRACE_MS, ${data.STOP_GRACE_MS}`;
    throw new ConfigError([`LAME_DUCK_MS: ${both}, of which it is the first part`]);
  }
  const unknown = data.PARTNERS.filter((partner) => !defaults.partners.includes(partner));
  if (unknown.length > 0) {
    const known = defaults.partners.join(', ');
    throw new ConfigError([`PARTNERS: no partner ${unknown.join(', ')}; known are ${known}`]);
  }
  return Object.freeze({
    host: data.HOST,
    port: data.PORT,
    chaosPort: data.CHAOS_PORT,
    opsPort: data.OPS_PORT ?? null,
    callbackPort: data.CALLBACK_PORT ?? null,
    connectionsPerSourceMax: data.CONNECTIONS_PER_SOURCE,
    chaosMode: data.CHAOS_MODE,
    sandboxPort: data.SANDBOX_PORT,
    sandboxUrl: data.SANDBOX_URL ?? null,
    dataDir: data.DATA_DIR,
    production: data.NODE_ENV === 'production',
    logLevel: data.LOG_LEVEL,
    laneRulesFile: data.CONFIG_FILE ?? defaults.laneRulesFile,
    routingFile: data.ROUTING_FILE ?? defaults.routingFile,
    calendars: data.CALENDARS,
    apiKeysFile: data.API_KEYS_FILE ?? null,
    webhooksFile: data.WEBHOOKS_FILE ?? null,
    partners: data.PARTNERS.length === 0 ? defaults.partners : data.PARTNERS,
    creditScoreMin: data.CREDIT_SCORE_MIN ?? null,
    regionsBlocked: data.REGIONS_BLOCKED,
    amountMinorMax: data.AMOUNT_MINOR_MAX,
    stopGraceMs: data.STOP_GRACE_MS,
    lameDuckMs: data.LAME_DUCK_MS ?? Math.floor(data.STOP_GRACE_MS * LAME_DUCK_SHARE),
    askFirstMs: data.ASK_FIRST_HOURS * HOUR_MS,
  });
}
