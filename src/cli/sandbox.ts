import { ADAPTERS } from '../../adapters/registry.ts';
import { type Config, readConfig } from '../config/environment.ts';
import { systemRuntime } from '../runtime/system-runtime.ts';
import { deliverOverHttp } from '../sandbox/callbacks/callback-delivery.ts';
import { createSandboxPartners } from '../sandbox/partners/sandbox-partners.ts';
import { type Sandbox, startSandbox } from '../sandbox/server/sandbox-server.ts';
import { type Listening, startOnFreePort } from './free-port.ts';
import { EXIT } from './exit-codes.ts';
import { FIXTURES_FOLDER, LANE_RULES_FILE, ROUTING_FILE } from '../config/project-files.ts';

/** How long an ordinary order stays accepted before it settles. */
const SETTLE_MS = 300;

/** A billion yuan: a demo never runs dry by accident. */
const OPENING_BALANCE_MINOR = 100_000_000_000n;

/** Runs the simulated partners alone until a signal comes: they outlive a killed gateway. */
export async function sandbox(): Promise<void> {
  const config = readConfig(process.env, {
    laneRulesFile: LANE_RULES_FILE,
    routingFile: ROUTING_FILE,
    partners: Object.keys(ADAPTERS),
  });
  const { server } = await openSandbox(config);
  process.stdout.write(`sandbox partners at ${server.url}  (books: ${server.url}/books)\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      void server.close().finally(() => process.exit(EXIT.ok));
    });
  }
}

/** Starts the simulated partners on the configured port, or the next free one. */
export async function openSandbox(
  config: Config,
): Promise<Listening<Sandbox> & { sendCallbacksTo(gatewayUrl: string): void }> {
  let gatewayUrl = `http://${config.host}:${config.port}`;
  const deliver = deliverOverHttp(systemRuntime);
  const partners = createSandboxPartners({
    runtime: systemRuntime,
    seed: 'demo',
    gatewayUrl,
    fixturesFolder: FIXTURES_FOLDER,
    settleMs: SETTLE_MS,
    openingBalanceMinor: OPENING_BALANCE_MINOR,
    log: () => undefined,
  });
  const listening = await startOnFreePort(config.sandboxPort, true, (port) =>
    startSandbox({
      port,
      host: config.host,
      partners,
      runtime: systemRuntime,
      log: () => undefined,
      // The gateway's port may move after the partners were built: the address is looked up late.
      deliver: (callback) => deliver({ ...callback, url: rebase(callback.url, gatewayUrl) }),
    }),
  );
  return {
    ...listening,
    sendCallbacksTo(url) {
      gatewayUrl = url;
    },
  };
}

function rebase(url: string, origin: string): string {
  const { pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
