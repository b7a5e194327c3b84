import { onTestFinished } from 'vitest';

import {
  type ExchangeContext,
  type Lane,
  type PartnerReply,
  type PartnerRequest,
  type Phase,
  WireError,
} from '../../src/contract/exchange.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import {
  createHttpExchange,
  type HttpExchange,
  type HttpExchangeSettings,
} from '../../src/transport/http-exchange.ts';
import { type Behaviour, type CountingServer, plainServer, tlsServer } from './counting-server.ts';

/** Both ways to the wire: ours, and the reference it is held against. */
export const ADAPTERS = ['undici', 'http'] as const;

/** A submit whose header, path and body carry what must never leak. */
export const SUBMIT: PartnerRequest = {
  method: 'POST',
  path: '/v3/transfer?account=6225880137654321',
  headers: {
    Authorization: 'WECHATPAY2-SHA256-RSA2048 signature="s3cr3t"',
    'Content-Type': 'application/json',
  },
  body: '{"out_bill_no":"K1","amount":12345,"user_name":"张三"}',
};

export interface Ended {
  readonly reply: PartnerReply | null;
  readonly error: WireError | null;
  /** As told by `onPhase`. */
  readonly phases: readonly Phase[];
}

/** A wire to a base URL (or several), closed when the test ends. */
export function openWire(
  baseUrls: string | readonly string[],
  settings: Partial<HttpExchangeSettings> = {},
): HttpExchange {
  const wire = createHttpExchange({
    partner: 'wechat',
    endpoint: { name: 'main', baseUrls: typeof baseUrls === 'string' ? [baseUrls] : baseUrls },
    runtime: systemRuntime,
    connectTimeoutMs: 10_000,
    keepAliveMs: 10_000,
    closeGraceMs: 0,
    ...settings,
  });
  onTestFinished(() => wire.close());
  return wire;
}

/** The plaintext base URL of a server. */
export function urlOf(server: { readonly port: number }, path = ''): string {
  return `http://127.0.0.1:${String(server.port)}${path}`;
}

/** Starts a plaintext server that ends with the test. */
export async function plain(behaviour: Behaviour): Promise<CountingServer> {
  return untilFinished(await plainServer(behaviour));
}

/** Starts a TLS server that ends with the test. */
export async function secure(
  behaviour: Behaviour,
  options: Parameters<typeof tlsServer>[1] = {},
): Promise<CountingServer> {
  return untilFinished(await tlsServer(behaviour, options));
}

function untilFinished(server: CountingServer): CountingServer {
  onTestFinished(() => server.close());
  return server;
}

/** Sends one request and waits for its end, whatever that is; throws on anything not promised. */
export async function send(
  wire: HttpExchange,
  options: {
    readonly request?: PartnerRequest;
    readonly lane?: Lane;
    readonly tryIndex?: number;
    readonly signal?: AbortSignal;
    readonly onPhase?: (phase: Phase) => void;
  } = {},
): Promise<Ended> {
  const phases: Phase[] = [];
  const context: ExchangeContext = {
    tags: {
      partner: 'wechat',
      lane: options.lane ?? 'submit',
      payoutId: 'po_1',
      attemptNo: 1,
      epoch: 1,
      amountMinor: 12_345n,
    },
    signal: options.signal ?? new AbortController().signal,
    tryIndex: options.tryIndex ?? 0,
    onPhase(phase) {
      phases.push(phase);
      options.onPhase?.(phase);
    },
  };
  try {
    const reply = await wire.exchange(options.request ?? SUBMIT, context);
    return { reply, error: null, phases };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { reply: null, error, phases };
  }
}

/** undici gives a socket back to its pool one turn of the event loop after the reply. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
