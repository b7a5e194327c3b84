/** The three classes of operation, each with its own breaker, bulkhead and budget per partner. */
export const LANES = ['submit', 'inquire', 'cancel'] as const;

/** One class of operation at a partner. */
export type Lane = (typeof LANES)[number];

/**
 * The HTTP methods that a partner's interface may use. The method says nothing about the money:
 * whether a call may be repeated is for the capability record, even where HTTP calls it idempotent.
 */
export const PARTNER_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** One HTTP method of a partner's interface. */
export type PartnerMethod = (typeof PARTNER_METHODS)[number];

/** One HTTP request in the partner's dialect, ready for the wire. */
export interface PartnerRequest {
  readonly method: PartnerMethod;
  /** Path and query, exactly as signed. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text that was signed; `undefined` for none. */
  readonly body?: string;
}

/** What came back, for every HTTP status. */
export interface PartnerReply {
  readonly status: number;
  /** Header names in lower case; a repeated header is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body decoded as UTF-8, byte for byte otherwise. */
  readonly body: string;
}

/**
 * How far a request got, observed at the socket.
 *
 * `unsent` is the only phase that proves anything: the transport never handed a byte to a
 * connected (for TLS: secured) socket. From `sent` on, the partner may have seen the request.
 */
export type Phase = 'unsent' | 'sent' | 'headers' | 'body';

/** Who a request belongs to: for keyed draws, timelines and metrics, never for the wire. */
export interface ExchangeTags {
  readonly partner: string;
  readonly lane: Lane;
  /** Empty for probes. */
  readonly payoutId: string;
  readonly attemptNo: number;
  readonly epoch: number;
  readonly amountMinor: bigint;
}

/** What goes along with one exchange, from the guards to the socket. */
export interface ExchangeContext {
  readonly tags: ExchangeTags;
  /**
   * Aborts the exchange. The guards fire it for a submit only while the phase is `unsent`: after
   * the first byte we stop waiting, not listening.
   */
  readonly signal: AbortSignal;
  /** 0 for the first try of a call, 1 for its in-call retry: picks the backup host. */
  readonly tryIndex: number;
  /** Told each phase as it is reached, at most once each, in order. */
  onPhase(phase: Phase): void;
}

/** Bytes out, bytes back. Throws {@link WireError} and nothing else. */
export type Exchange = (request: PartnerRequest, context: ExchangeContext) => Promise<PartnerReply>;

/** Wraps an exchange and may change its bytes: a fault, a recorder, a replayer. */
export type Tap = (next: Exchange) => Exchange;

/** An exchange that ended without a complete reply. */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** How far the request provably got. The only field that may decide about money. */
  readonly phase: Phase;
  /** The operating system's, TLS's or parser's code, such as `ECONNRESET`; for people. */
  readonly code: string;
  /** The HTTP status, when headers arrived before the end. */
  readonly status: number | undefined;
  /** True when the request went out on a socket that had served before. */
  readonly reusedSocket: boolean;

  constructor(
    phase: Phase,
    code: string,
    options: { status?: number | undefined; reusedSocket?: boolean; cause?: unknown } = {},
  ) {
    super(`no reply (${code}, ${phase})`, { cause: options.cause });
    this.phase = phase;
    this.code = code;
    this.status = options.status;
    this.reusedSocket = options.reusedSocket ?? false;
  }
}
