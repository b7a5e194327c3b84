import { z } from 'zod';

import { systemRuntime } from '../../runtime/system-runtime.ts';
import { timeoutSignal } from '../../runtime/timeout-signal.ts';
import type { BookLine, ToldPayout } from '../../oracle/evidence-from-api.ts';

/** A server of the demo did not answer, or not as expected. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const TIMEOUT_MS = 10_000;

const payoutView = z.object({
  id: z.string(),
  state: z.string(),
  moneyMoved: z.enum(['no', 'unknown', 'yes']),
  safeToResubmit: z.boolean(),
  obligation: z.string(),
  amount: z.object({ value: z.number(), currency: z.string() }),
  attempts: z.array(z.object({ no: z.number(), partner: z.string(), partnerKey: z.string() })),
});

const laneView = z.object({ lane: z.string(), state: z.string() });
const partnersView = z.object({
  data: z.array(z.object({ partner: z.string(), lanes: z.array(laneView) })),
});
const bookLine = z.object({
  partner: z.string(),
  reference: z.string(),
  amountMinor: z.string(),
  currency: z.string(),
  executions: z.number(),
  status: z.string(),
});

/** The three servers of a demo session, as an outside client sees them. */
export interface DemoClient {
  /** Resolves with the payout's id once it is durably accepted. */
  create(key: string, body: object): Promise<string>;
  get(id: string): Promise<ToldPayout | null>;
  breakerOf(partner: string, lane: string): Promise<string>;
  arm(fault: object): Promise<string>;
  disarm(id: string): Promise<void>;
  /** Makes a simulated partner lose its callbacks for a while. */
  loseCallbacks(partner: string, ttlMs: number): Promise<void>;
  books(): Promise<readonly BookLine[]>;
}

/** Where the demo's three servers listen, without a slash at the end. */
export interface DemoUrls {
  readonly gateway: string;
  readonly chaos: string;
  readonly sandbox: string;
}

/** Speaks to a running demo as its caller, its chaos operator and its sandbox would. */
export function createDemoClient({ gateway, chaos, sandbox }: DemoUrls): DemoClient {
  return {
    async create(key, body) {
      const headers = { 'idempotency-key': key };
      const reply = await call(`${gateway}/v1/payouts`, { method: 'POST', headers, body });
      return z.object({ id: z.string() }).parse(await expectOk(reply, 202)).id;
    },
    async get(id) {
      const reply = await call(`${gateway}/v1/payouts/${id}`);
      return reply.status === 404 ? null : payoutView.parse(await expectOk(reply, 200));
    },
    async breakerOf(partner, lane) {
      const { data } = partnersView.parse(
        await expectOk(await call(`${gateway}/v1/partners`), 200),
      );
      const lanes = data.find((entry) => entry.partner === partner)?.lanes ?? [];
      return lanes.find((entry) => entry.lane === lane)?.state ?? 'unknown';
    },
    async arm(body) {
      const reply = await call(`${chaos}/chaos/v1/faults`, { method: 'POST', body });
      return z.object({ id: z.string() }).parse(await expectOk(reply, 201)).id;
    },
    async disarm(id) {
      await call(`${chaos}/chaos/v1/faults/${id}`, { method: 'DELETE' });
    },
    async loseCallbacks(partner, ttlMs) {
      const body = { partner, name: 'callbackLost', rate: 1, ttlMs };
      await expectOk(await call(`${sandbox}/admin/behaviours`, { method: 'POST', body }), 201);
    },
    async books() {
      const page = await expectOk(await call(`${sandbox}/books`), 200);
      return z.object({ entries: z.array(bookLine) }).parse(page).entries;
    },
  };
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

async function call(
  url: string,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        authorization: 'Bearer demo',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: timeoutSignal(systemRuntime, TIMEOUT_MS),
    });
  } catch (cause) {
    throw new Unreachable(`no answer from ${url}; is "npm start" running in another terminal?`, {
      cause,
    });
  }
}

async function expectOk(reply: Response, status: number): Promise<unknown> {
  const text = await reply.text();
  if (reply.status === status) return JSON.parse(text);
  throw new Unreachable(`${reply.url} answered ${reply.status}: ${text.slice(0, 500)}`);
}
