import type { ExchangeOutcome } from '../../src/contract/events.ts';
import type { Phase } from '../../src/contract/exchange.ts';
import type { FailureCode } from '../../src/contract/failure.ts';
import type { HttpExchangeSettings } from '../../src/transport/http-exchange.ts';
import { type CountingServer, freePort } from './counting-server.ts';

/** What a row hands to its server: the client's abort, for faults that nothing else ends. */
export type Stop = () => void;

/** One way for an exchange to break, and the truth about it. */
export interface WireFault {
  readonly name: string;
  /** Starts the server; `null` when nothing listens. */
  readonly serve: (stop: Stop) => Promise<CountingServer | null>;
  readonly scheme?: 'https';
  readonly settings?: Partial<HttpExchangeSettings>;
  /** What happens once the client has reached a phase. */
  readonly when?: { readonly phase: Phase; readonly damage: 'abort' | 'reset' };
  readonly money: 'neverSent' | 'unknown';
  readonly phase: Phase;
  /** The code that the undici adapter reports; the reference may report another. */
  readonly code: string;
  readonly failure: FailureCode;
  readonly outcome: ExchangeOutcome;
  /** Complete requests that reached the server's program. */
  readonly seen: number;
}

/** The base URL a row's client uses. */
export async function baseUrlOf(fault: WireFault, server: CountingServer | null): Promise<string> {
  const host = fault.settings?.lookup === undefined ? '127.0.0.1' : 'bank.test';
  const port = server?.port ?? (await freePort());
  return `${fault.scheme ?? 'http'}://${host}:${String(port)}`;
}
