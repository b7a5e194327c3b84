import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

import { Agent, request } from 'undici';

/** Posts one webhook. Total: every ending is a value. */
export type WebhookPost = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<WebhookPostOutcome>;

/** How a delivery ended. Only `answered` proves that the receiver saw it. */
export type WebhookPostOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  /** The address is one that callers may not name. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** How long a delivery may take, and which private hosts it may reach. */
export interface WebhookPostSettings {
  /** From the resolved host to the end of the answer; Standard Webhooks asks for 15 to 30 s. */
  readonly timeoutMs: number;
  /** Hosts that may be private all the same, such as `127.0.0.1` in the demo. */
  readonly privateHostsAllowed: ReadonlySet<string>;
}

/**
 * Private, loopback, link-local, shared, documentation and multicast ranges (RFC 6890), and every
 * IPv6 range that carries an IPv4 address inside: compatible, NAT64, Teredo and 6to4. Mapped
 * addresses (`::ffff:0:0/96`) are judged by their IPv4 part.
 */
const PRIVATE_RANGES = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const;

const SECOND_MS = 1_000;

/**
 * The SSRF guard: resolves the host once, refuses when any address is not public, and connects to
 * the very addresses that were checked, so that a second answer of the DNS cannot change it.
 * Follows no redirect and honours no proxy.
 */
export function createWebhookPost(settings: WebhookPostSettings): WebhookPost {
  const blocked = new BlockList();
  for (const [network, prefix, family] of PRIVATE_RANGES)
    blocked.addSubnet(network, prefix, family);
  const isPrivate = (address: string) =>
    blocked.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return async (url, headers, body) => {
    const parsed = URL.parse(url);
    if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
      return { kind: 'refused', detail: 'the URL is not http or https' };
    }
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    const allowed = settings.privateHostsAllowed.has(host);
    if (parsed.protocol === 'http:' && !allowed) {
      return { kind: 'refused', detail: 'plain http is only for allowed hosts' };
    }
    try {
      const addresses = await lookup(host, { all: true });
      if (!allowed && addresses.some(({ address }) => isPrivate(address))) {
        return { kind: 'refused', detail: 'the host has a private address' };
      }
      return await post(parsed, headers, body, addresses, settings.timeoutMs);
    } catch (error) {
      return { kind: 'unreachable', detail: codeOf(error) };
    }
  };
}

async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  pinned: readonly LookupAddress[],
  timeoutMs: number,
): Promise<WebhookPostOutcome> {
  const agent = new Agent({
    connect: {
      timeout: timeoutMs,
      lookup: (_host, _options, callback) => callback(null, [...pinned]),
    },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  try {
    const reply = await request(url, {
      method: 'POST',
      headers: { ...headers },
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await reply.body.dump();
    const { statusCode: status } = reply;
    return { kind: 'answered', status, retryAfterMs: retryAfterMs(reply.headers['retry-after']) };
  } finally {
    await agent.destroy();
  }
}

/** `Retry-After` in seconds; the date form is rare among webhook receivers and ignored. */
function retryAfterMs(value: string | readonly string[] | undefined): number | null {
  const text = typeof value === 'string' ? value : value?.[0];
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) * SECOND_MS : null;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
