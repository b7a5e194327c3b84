import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { ToldPayout } from '../../oracle/evidence-from-api.ts';
import { CRASH_ENV, CRASH_LINE, type CrashPoint, MISSED_LINE } from './crash-points.ts';

const CHILD = fileURLToPath(new URL('./gateway-child.ts', import.meta.url));
const HEADERS = { authorization: 'Bearer demo', 'content-type': 'application/json' };

/** What a started gateway lives on, and how it is to die. */
export interface GatewayOrders {
  readonly dataDir: string;
  readonly sandboxUrl: string;
  readonly webhookUrl: string;
  /** Base URLs of partners that have other ones than the sandbox's, in order of preference. */
  readonly urls?: Readonly<Record<string, readonly string[]>>;
  readonly crash?: {
    readonly point: CrashPoint;
    readonly passing: number;
    readonly delayMicros: number;
  };
  readonly clockBackMs?: number;
  /** A program and its arguments to run node under, such as strace. */
  readonly under?: readonly string[];
}

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Sends that an earlier process left under way. */
  readonly recovered: number;
  /** Resolves once the process is gone. */
  readonly ended: Promise<void>;
  isGone(): boolean;
  /**
   * How its own fuse killed it: `at` the point, or `past` it, because the SQLite call that was to
   * be struck had just ended; `null` while it lives or died otherwise.
   */
  burnt(): 'at' | 'past' | null;
  /** Everything it said. */
  output(): string;
  /** The new payout's id; `null` when the gateway died or did not take it. */
  post(key: string, body: object): Promise<string | null>;
  /** The payout as told; `null` when it is not known. Rejects when the gateway is gone. */
  get(id: string): Promise<ToldPayout | null>;
  /** Moments of the payout's timeline, oldest first, in Unix ms. */
  timeline(id: string): Promise<readonly number[]>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one and waits until it serves; `null` when its fuse burnt before that. */
export async function startGatewayProcess(orders: GatewayOrders): Promise<GatewayProcess | null> {
  const child = spawnChild(orders);
  let output = '';
  let gone = false;
  const ended = once(child, 'close').then(() => {
    gone = true;
  });
  const ready = new Promise<boolean>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('READY ') && output.endsWith('\n')) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  const burnt = () => {
    if (!output.includes(CRASH_LINE)) return null;
    return output.includes(MISSED_LINE) ? 'past' : 'at';
  };
  if (!(await ready)) {
    if (burnt() === null) throw new Error(`the gateway did not start: ${output}`);
    return null;
  }
  // The child's own words.
  const { url, recovered, pid } = JSON.parse(/READY (.*)/.exec(output)?.[1] ?? '') as {
    readonly url: string;
    readonly recovered: number;
    readonly pid: number;
  };
  /** Signals the gateway itself, also under a tracer, which then ends by itself. */
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!gone) process.kill(pid, signal);
    await ended;
  };
  return {
    url,
    recovered,
    ended,
    isGone: () => gone,
    burnt,
    output: () => output,
    async post(key, body) {
      try {
        const reply = await fetch(`${url}/v1/payouts`, {
          method: 'POST',
          headers: { ...HEADERS, 'idempotency-key': key },
          body: JSON.stringify(body),
        });
        const told = (await reply.json()) as { readonly id?: string };
        return reply.status === 202 ? (told.id ?? null) : null;
      } catch {
        return null; // The connection died with the gateway: posted again after the restart.
      }
    },
    async get(id) {
      const reply = await fetch(`${url}/v1/payouts/${id}`, { headers: HEADERS });
      return reply.status === 404 ? null : ((await reply.json()) as ToldPayout);
    },
    async timeline(id) {
      const reply = await fetch(`${url}/v1/payouts/${id}/events?limit=100`, { headers: HEADERS });
      const { data } = (await reply.json()) as {
        readonly data: readonly { readonly at: string }[];
      };
      return data.map(({ at }) => Date.parse(at));
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function spawnChild(orders: GatewayOrders): ChildProcess {
  const { crash } = orders;
  const [program, ...before] = [...(orders.under ?? []), process.execPath];
  return spawn(program ?? process.execPath, [...before, CHILD], {
    env: {
      ...process.env,
      DATA_DIR: orders.dataDir,
      SANDBOX_URL: orders.sandboxUrl,
      WEBHOOK_URL: orders.webhookUrl,
      [CRASH_ENV.urls]: JSON.stringify(orders.urls ?? {}),
      [CRASH_ENV.clockBackMs]: String(orders.clockBackMs ?? 0),
      ...(crash === undefined
        ? {}
        : {
            [CRASH_ENV.point]: crash.point,
            [CRASH_ENV.passing]: String(crash.passing),
            [CRASH_ENV.delayMicros]: String(crash.delayMicros),
          }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
