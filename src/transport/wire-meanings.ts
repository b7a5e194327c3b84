import type { ExchangeOutcome } from '../contract/events.ts';
import type { FailureCode } from '../contract/failure.ts';

/**
 * Why an exchange broke, in seven classes.
 *
 * They decide what the breaker, the retry budget and the metrics make of it. None of them decides
 * about money: the phase alone does.
 */
export type WireCause =
  'stopped' | 'closing' | 'ours' | 'unauthorized' | 'timeout' | 'lost' | 'garbled';

/** What a broken exchange means, given its cause and whether a byte may have left. */
export type WireMeaning = {
  readonly failure: FailureCode;
  readonly outcome: ExchangeOutcome;
  /** The breaker's effect: a failure of the partner, or neutral. */
  readonly partnerAtFault: boolean;
  readonly timedOut: boolean;
} & { readonly verdict: 'neverSent' | 'unknown' };

/**
 * The breaker's and the money's side of every broken exchange, as data (docs/RESILIENCE.md).
 *
 * `unsent` rows count against the partner because a host that cannot be reached is down for us,
 * whoever's wire is cut. Neutral are our own doing: a stop before the first byte, a request undici
 * refuses to write, a closed pool. A stop after the first byte counts: the guards stop listening
 * only because time ran out.
 */
export const WIRE_MEANINGS = {
  stopped: {
    unsent: neverSent('technical.latency.connect', { partnerAtFault: false, timedOut: false }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.latency.response',
      outcome: 'timeout',
      partnerAtFault: true,
      timedOut: true,
    },
  },
  closing: {
    unsent: neverSent('technical.overload.gateway', { partnerAtFault: false, timedOut: false }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.connection.lost',
      outcome: 'reset',
      partnerAtFault: false,
      timedOut: false,
    },
  },
  ours: {
    // A bug may only ever produce doubt: a request we cannot write is looked at, not retried.
    unsent: {
      verdict: 'unknown',
      failure: 'technical.internal',
      outcome: 'client_error',
      partnerAtFault: false,
      timedOut: false,
    },
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.connection.lost',
      outcome: 'reset',
      partnerAtFault: false,
      timedOut: false,
    },
  },
  // No token, no call. It counts: a lane whose credentials are refused must stop asking.
  unauthorized: {
    unsent: neverSent('technical.thirdparty.auth', { partnerAtFault: true, timedOut: false }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.connection.lost',
      outcome: 'reset',
      partnerAtFault: true,
      timedOut: false,
    },
  },
  timeout: {
    unsent: neverSent('technical.latency.connect', { partnerAtFault: true, timedOut: true }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.latency.response',
      outcome: 'timeout',
      partnerAtFault: true,
      timedOut: true,
    },
  },
  lost: {
    unsent: neverSent('technical.latency.connect', { partnerAtFault: true, timedOut: false }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.connection.lost',
      outcome: 'reset',
      partnerAtFault: true,
      timedOut: false,
    },
  },
  garbled: {
    unsent: neverSent('technical.latency.connect', { partnerAtFault: true, timedOut: false }),
    afterSent: {
      verdict: 'unknown',
      failure: 'technical.thirdparty.contract',
      outcome: 'unreadable',
      partnerAtFault: true,
      timedOut: false,
    },
  },
} as const satisfies Record<WireCause, { unsent: WireMeaning; afterSent: WireMeaning }>;

function neverSent(
  failure: FailureCode,
  effect: { readonly partnerAtFault: boolean; readonly timedOut: boolean },
): WireMeaning {
  return { verdict: 'neverSent', failure, outcome: 'never_sent', ...effect };
}

const CAUSES: ReadonlyMap<string, WireCause> = new Map<string, WireCause>([
  ['ABORTED', 'stopped'],

  ['CLOSED', 'closing'],
  ['UND_ERR_DESTROYED', 'closing'],
  ['UND_ERR_CLOSED', 'closing'],

  // No code: not the network but our own program failed, and it may have failed to notice bytes.
  ['UNKNOWN', 'ours'],
  ['BUG', 'ours'],
  ['RESEND_REFUSED', 'ours'],
  ['UND_ERR_INVALID_ARG', 'ours'],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'ours'],
  ['ERR_INVALID_CHAR', 'ours'],
  ['ERR_INVALID_HTTP_TOKEN', 'ours'],
  ['ERR_UNESCAPED_CHARACTERS', 'ours'],
  ['ERR_BAD_OPTION_VALUE', 'ours'],

  ['TOKEN_REFUSED', 'unauthorized'],

  ['CONNECT_TIMEOUT', 'timeout'],
  ['EXCHANGE_LIMIT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNABORTED', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],

  // The body or a chunk ended too early: cut off, not gibberish.
  ['HPE_INVALID_EOF_STATE', 'lost'],
  ['HPE_CLOSED_CONNECTION', 'lost'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'lost'],

  ['ENCODING_UNKNOWN', 'garbled'],
  ['ERR_BUFFER_TOO_LARGE', 'garbled'],
  ['UND_ERR_HEADERS_OVERFLOW', 'garbled'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'garbled'],
  ['ERR_BAD_RESPONSE', 'garbled'],
]);

/** Families of codes: the HTTP parser's, zlib's, brotli's. */
const GARBLED_PREFIXES = ['HPE_', 'Z_', 'ERR__ERROR_FORMAT', 'ERR_BROTLI'] as const;

/** The class of a code; what nobody has listed counts as a lost connection. */
export function wireCause(code: string): WireCause {
  const known = CAUSES.get(code);
  if (known !== undefined) return known;
  return GARBLED_PREFIXES.some((prefix) => code.startsWith(prefix)) ? 'garbled' : 'lost';
}
