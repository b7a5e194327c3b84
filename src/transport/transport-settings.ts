import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';

/** How to reach a partner over TLS. Certificates are always verified; there is no way not to. */
export interface TlsSettings {
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca?: string;
  /** Our client certificate and its key, PEM, where the partner asks for one. */
  readonly cert?: string;
  readonly key?: string;
  /** The name to ask for and to verify, when it is not the URL's host. */
  readonly servername?: string;
  /** TLS 1.2 by default. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** The limits of one partner's sockets, each with a default. */
export interface SocketLimits {
  /** DNS, TCP and TLS together, until the first byte of the request may be written. */
  readonly connectTimeoutMs: number;
  /** How long an idle socket is kept; below the partner's own limit, else each reuse is a race. */
  readonly keepAliveMs: number;
  /** The largest response body, as received and as decoded. */
  readonly bodyBytesMax: number;
  /** The largest status line and header block of a response. */
  readonly headerBytesMax: number;
  /** Sockets per host and pool; requests beyond it wait in phase `unsent`. */
  readonly connectionsMax: number;
  readonly tls: TlsSettings;
  /** Resolves host names; the system's resolver by default. For tests. */
  readonly lookup: LookupFunction | undefined;
}

/** A base URL taken apart: where to connect, and what to put in front of each path. */
export interface Host {
  readonly origin: string;
  /** Without a trailing slash: empty for a bare origin. */
  readonly pathPrefix: string;
}

/**
 * Reads a base URL of the configuration. Throws on anything but http or https, and on credentials,
 * a query or a fragment, which would travel in places where nobody expects them.
 */
export function parseHost(baseUrl: string): Host {
  const url = new URL(baseUrl);
  assert(url.protocol === 'http:' || url.protocol === 'https:', 'a base URL is http or https');
  assert(url.username === '' && url.password === '', 'a base URL carries no credentials');
  assert(url.search === '' && url.hash === '', 'a base URL has no query and no fragment');
  let end = url.pathname.length;
  while (url.pathname[end - 1] === '/') end -= 1;
  return { origin: url.origin, pathPrefix: url.pathname.slice(0, end) };
}
