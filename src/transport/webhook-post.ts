import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

import { Agent, request } from 'undici';

import { bareHost, isGlobalUnicast } from './global-address.ts';

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

const SECOND_MS = 1_000;

/**
 * The SSRF guard: resolves the host once, refuses when any address is not public, and connects to
 * the very addresses that were checked, so that a second answer of the DNS cannot change it.
 * Follows no redirect and honours no proxy.
 */
export function createWebhookPost(settings: WebhookPostSettings): WebhookPost {
  return async (url, headers, body) => {
    const parsed = URL.parse(url);
    if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
      return { kind: 'refused', detail: 'the URL is not http or https' };
    }
    const host = bareHost(parsed.hostname);
    const allowed = settings.privateHostsAllowed.has(host);
    if (parsed.protocol === 'http:' && !allowed) {
      return { kind: 'refused', detail: 'plain http is only for allowed hosts' };
    }
    try {
      const addresses = await lookup(host, { all: true });
      if (!allowed && !addresses.every(({ address }) => isGlobalUnicast(address))) {
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
