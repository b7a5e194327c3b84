import type { Runtime } from '../../runtime/runtime.ts';
import type { BookEntry } from '../bank/bank.ts';
import type { Behaviour, BehaviourName } from '../behaviours/behaviour.ts';
import { deliverOverHttp } from '../callbacks/callback-delivery.ts';
import type { SandboxPartner } from '../partners/sandbox-partner.ts';
import { createSandboxPartners } from '../partners/sandbox-partners.ts';
import { type Sandbox, startSandbox } from './sandbox-server.ts';

/** What a sandbox in this process is opened with. */
export interface SandboxWorldOptions {
  readonly runtime: Runtime;
  /** The folder that holds `<partner>/demo`. */
  readonly fixturesFolder: string;
  /** How long an ordinary order stays accepted before it settles. */
  readonly settleMs: number;
}

/** All simulated partners on one loopback port, with a hand on each bank. */
export interface SandboxWorld {
  readonly sandbox: Sandbox;
  readonly partners: readonly SandboxPartner[];
  /** Makes a partner's bank misbehave; by default always, without an end. */
  arm(partner: string, name: BehaviourName, details?: Partial<Behaviour>): void;
  /** The books of all banks: what was truly executed. */
  books(): readonly BookEntry[];
  /** Callbacks go to this gateway from now on. Before, they go nowhere. */
  sendCallbacksTo(gatewayUrl: string): void;
  close(): Promise<void>;
}

const NOWHERE = 'http://127.0.0.1:9';
const OPENING_BALANCE_MINOR = 100_000_000_000n;

/** Opens the sandbox on a free port of the loopback interface. Rejects when it cannot listen. */
export async function openSandboxWorld(options: SandboxWorldOptions): Promise<SandboxWorld> {
  const { runtime, fixturesFolder, settleMs } = options;
  let gatewayUrl = NOWHERE;
  const partners = createSandboxPartners({
    runtime,
    seed: 'test',
    gatewayUrl,
    fixturesFolder,
    settleMs,
    openingBalanceMinor: OPENING_BALANCE_MINOR,
    log: () => undefined,
  });
  const deliver = deliverOverHttp(runtime);
  const sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    partners,
    runtime,
    log: () => undefined,
    deliver: (callback) =>
      deliver({ ...callback, url: new URL(new URL(callback.url).pathname, gatewayUrl).href }),
  });
  return {
    sandbox,
    partners,
    arm(partner, name, details = {}) {
      const bank = partners.find((candidate) => candidate.name === partner)?.bank;
      bank?.behaviours.arm({ name, rate: 1, times: null, endsAtMs: null, value: null, ...details });
    },
    books: () => partners.flatMap(({ bank }) => bank.books()),
    sendCallbacksTo(url) {
      gatewayUrl = url;
    },
    close: () => sandbox.close(),
  };
}
