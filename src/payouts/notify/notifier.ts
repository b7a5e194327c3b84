import type { Emit } from '../../contract/events.ts';
import { type Journal, JournalError, type OutboxEntry } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { signWebhook, type WebhookDocument, type WebhookEndpoint, webhookKeys } from './webhook.ts';

/** Posts one webhook. Total; refuses addresses that callers may not name (SSRF) as `refused`. */
export type PostWebhook = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<PostOutcome>;

export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** Delivers the outbox, at least once each, for about three days (Standard Webhooks schedule). */
export interface Notifier {
  start(): void;
  stop(): Promise<void>;
  /** Sends one again under its own id, whatever became of it before. `false`: no such webhook. */
  redeliver(webhookId: string): Promise<boolean>;
  hasEndpoint(caller: string): boolean;
}

export interface NotifierSettings {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly post: PostWebhook;
  readonly endpoints: readonly WebhookEndpoint[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Standard Webhooks 1.0.0: the pause after each failed delivery; after the last, given up. */
const RETRY_PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

const JITTER_SHARE = 0.1;
const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;
const DELIVERIES_AT_ONCE = 16;
const PAUSE_MS = 250;
const GONE = 410;
const DISABLED = 'webhook.disabled';

export function createNotifier(settings: NotifierSettings): Notifier {
  const { journal, runtime, emit, post } = settings;
  const endpoints = new Map(
    settings.endpoints.map(({ caller, url, secrets }) => [
      caller,
      { url, keys: webhookKeys(secrets) },
    ]),
  );
  let cancel: (() => void) | null = null;
  let stopped = true;
  let looking: Promise<void> = Promise.resolve();
  const underWay = new Map<string, Promise<unknown>>();
  const askedAgain = new Set<string>();

  async function deliver(entry: OutboxEntry): Promise<void> {
    // Our own JSON, written by `webhookEntry`.
    const { caller, body } = JSON.parse(entry.document) as WebhookDocument;
    const endpoint = endpoints.get(caller);
    const disabled = await journal.record(DISABLED, caller);
    if (endpoint === undefined || disabled !== null) {
      await settle(entry, null, 'disabled', 'the endpoint is disabled or gone');
      return;
    }
    const timestampSeconds = Math.floor(runtime.now() / SECOND_MS);
    const headers = signWebhook(entry.id, timestampSeconds, body, endpoint.keys);
    const outcome = await post(endpoint.url, headers, body);
    await judge(entry, caller, outcome);
  }

  async function judge(entry: OutboxEntry, caller: string, outcome: PostOutcome): Promise<void> {
    if (outcome.kind === 'answered') {
      const { status } = outcome;
      if (status >= 200 && status < 300) return await settle(entry, null, 'delivered', '');
      if (status === GONE) {
        const document = JSON.stringify({ sinceMs: runtime.now() });
        await journal.write({ records: [{ kind: DISABLED, id: caller, document }] });
        return await settle(entry, null, 'disabled', 'the endpoint answered 410');
      }
      return await later(entry, `status ${status}`, outcome.retryAfterMs ?? 0);
    }
    if (outcome.kind === 'refused') return await settle(entry, null, 'refused', outcome.detail);
    await later(entry, outcome.detail, 0);
  }

  async function later(entry: OutboxEntry, detail: string, retryAfterMs: number): Promise<void> {
    const pauseMs = RETRY_PAUSES_MS[entry.attempts];
    if (pauseMs === undefined) return await settle(entry, null, 'exhausted', detail);
    const jitteredMs = pauseMs * (1 + JITTER_SHARE * runtime.random());
    const waitMs = Math.max(jitteredMs, Math.min(RETRY_AFTER_MS_MAX, retryAfterMs));
    await settle(entry, Math.round(runtime.now() + waitMs), 'retry', detail);
  }

  async function settle(
    entry: OutboxEntry,
    dueAtMs: number | null,
    outcome: 'delivered' | 'retry' | 'disabled' | 'refused' | 'exhausted',
    detail: string,
  ): Promise<void> {
    // Asked for again while it was under way: what came of this delivery does not end it.
    const again = askedAgain.delete(entry.id);
    const next = again
      ? { dueAtMs: runtime.now(), attempts: 0 }
      : { dueAtMs, attempts: entry.attempts + 1 };
    await journal.write({ outbox: [{ ...entry, ...next }] });
    const { id: webhookId, payoutId } = entry;
    emit({ kind: 'webhook.delivered', outcome, webhookId, payoutId, detail });
  }

  /** Starts what is due and free; a receiver that hangs holds up its own deliveries only. */
  async function round(): Promise<void> {
    const free = DELIVERIES_AT_ONCE - underWay.size;
    if (free <= 0) return;
    const due = await journal.outboxDue(runtime.now(), DELIVERIES_AT_ONCE);
    for (const entry of due.filter(({ id }) => !underWay.has(id)).slice(0, free)) {
      const delivery = deliver(entry)
        .catch(report)
        .finally(() => underWay.delete(entry.id));
      underWay.set(entry.id, delivery);
    }
  }

  function again(): void {
    if (stopped) return;
    cancel = runtime.schedule(PAUSE_MS, () => {
      looking = round().catch(report).then(again);
    });
  }

  function report(error: unknown): void {
    // A journal that cannot write brings the webhook back at its due time.
    if (error instanceof JournalError) return;
    emit({ kind: 'bug', where: 'notifier', detail: String(error) });
  }

  return {
    start() {
      stopped = false;
      again();
    },
    async stop() {
      stopped = true;
      cancel?.();
      await looking;
      await Promise.all(underWay.values());
    },
    async redeliver(webhookId) {
      const entry = await journal.outboxGet(webhookId);
      if (entry === null) return false;
      if (underWay.has(webhookId)) {
        askedAgain.add(webhookId);
        return true;
      }
      await journal.write({ outbox: [{ ...entry, dueAtMs: runtime.now(), attempts: 0 }] });
      return true;
    },
    hasEndpoint: (caller) => endpoints.has(caller),
  };
}
