import { mkdirSync } from 'node:fs';

import { ADAPTERS } from '../../adapters/registry.ts';
import { ConfigError } from '../config/environment.ts';
import { JournalError } from '../journal/port.ts';
import { createLogger } from '../observe/logs/logger.ts';
import { type Gateway, startGateway } from '../gateway/start-gateway.ts';
import { systemRuntime } from '../runtime/system-runtime.ts';
import { VERSION } from '../gateway/version.ts';
import { YamlFileError } from '../config/yaml/yaml-file-error.ts';
import { type Listening, startOnFreePort } from './free-port.ts';
import { answerBackupRequest, BACKUP_SIGNAL, writePid } from './journal/backup-request.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { openSandbox } from './sandbox.ts';
import { readDemoSettings, readServeSettings, type ServeSettings } from './serve-settings.ts';

/**
 * Runs the gateway until it is told to stop.
 *
 * The demo starts the simulated partners beside it (or uses those at SANDBOX_URL), arms nothing,
 * turns chaos control on unless CHAOS_MODE says otherwise, and takes the next free port when one
 * is taken.
 */
export async function serve({ demo }: { readonly demo: boolean }): Promise<void> {
  const settings = demo ? readDemoSettings(process.env) : readServeSettings(process.env);
  const { config } = settings;
  const logger = createLogger({
    level: config.logLevel,
    stream: process.stdout,
    now: () => systemRuntime.now(),
  });
  mkdirSync(config.dataDir, { recursive: true });

  const sandbox = demo && config.sandboxUrl === null ? await openSandbox(config) : null;
  const sandboxUrl = demo ? (config.sandboxUrl ?? sandbox?.server.url ?? null) : null;
  const started = await openGateway(settings, demo, sandboxUrl, logger).catch(
    async (error: unknown) => {
      await sandbox?.server.close();
      throw explain(error);
    },
  );
  const gateway = started.server;
  sandbox?.sendCallbacksTo(gateway.callbackUrl);
  const stop = async (signal: string) => {
    await gateway.stop(signal);
    await sandbox?.server.close();
    await logger.close();
  };
  stopOnSignal({ stop, graceMs: config.stopGraceMs, runtime: systemRuntime, process });
  process.on('SIGHUP', () => gateway.reload());
  writePid(config.dataDir, process.pid);
  process.on(BACKUP_SIGNAL, () => {
    void answerBackupRequest(config.dataDir, (folder) => gateway.backUp(folder));
  });
  // Last: whoever reads it may send a signal at once.
  if (demo) printWelcome(gateway, sandboxUrl);
}

function openGateway(
  settings: ServeSettings,
  demo: boolean,
  sandboxUrl: string | null,
  logger: ReturnType<typeof createLogger>,
): Promise<Listening<Gateway>> {
  const { config, keys, webhookEndpoints, secretsOf, namedUrlsOf } = settings;
  return startOnFreePort(config.port, demo, (port) =>
    startGateway({
      config: { ...config, port },
      runtime: systemRuntime,
      logger,
      keys,
      webhookEndpoints,
      privateHostsAllowed: new Set(demo ? ['127.0.0.1', 'localhost'] : []),
      secretsOf,
      baseUrlsOf: (partner) =>
        sandboxUrl === null ? namedUrlsOf(partner) : [`${sandboxUrl}/${partner}`],
    }),
  );
}

function explain(error: unknown): unknown {
  if (error instanceof JournalError) return new ConfigError([`DATA_DIR: ${error.message}`]);
  if (error instanceof YamlFileError) return new ConfigError(error.problems);
  return error;
}

function printWelcome(gateway: Gateway, sandboxUrl: string | null): void {
  const partners = Object.keys(ADAPTERS).length;
  const lines = [
    `Breakwater ${VERSION}  node ${process.version}  demo: ${partners} simulated partners on loopback`,
    '',
    `  API       ${gateway.url}/v1/payouts        (key "demo")`,
    `  OpenAPI   ${gateway.url}/openapi.json`,
    `  Metrics   ${gateway.opsUrl}/metrics`,
    ...(gateway.chaosUrl === null ? [] : [`  Chaos     ${gateway.chaosUrl}/chaos/v1/status`]),
    ...(sandboxUrl === null ? [] : [`  Books     ${sandboxUrl}/books`]),
    ...(gateway.recovered === 0
      ? []
      : [
          '',
          `  ${gateway.recovered} attempts were under way when it last stopped.`,
          '  They are in doubt until their partners have answered our inquiries.',
        ]),
    '',
    'Create a payout:',
    '',
    `  curl -s ${gateway.url}/v1/payouts -H 'authorization: Bearer demo' \\`,
    `    -H 'idempotency-key: loan-42-tranche-1' -H 'content-type: application/json' -d '{`,
    '      "obligation": "loan-42:1", "amount": { "value": 250000, "currency": "CNY" },',
    '      "creditor": { "name": "Zhang San",',
    '        "account": { "type": "alipay_user_id", "value": "2088123456789012" } } }\'',
    '',
    'Or pay 200 loans while a bank fails, and count the money:  npx breakwater demo',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
