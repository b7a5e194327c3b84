import type { Emit } from '../../contract/events.ts';
import type { Journal, OutboxEntry } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createGoneAddresses } from './gone-addresses.ts';
import type { PostOutcome, PostWebhook } from './post-webhook.ts';
import { signWebhook, type WebhookDocument, type WebhookEndpoint, webhookKeys } from './webhook.ts';

/** Delivers one webhook, once. */
export interface DeliverWebhook {
  /**
   * Posts it, and stores what came of it: delivered, due again later, or given up. Rejects with
   * JournalError when that could not be stored: it is then due as before, and may arrive twice.
   */
  deliver(entry: OutboxEntry): Promise<void>;
  /** What comes of the delivery that is under way does not end this webhook: it is due again. */
  askAgain(webhookId: string): void;
  /** A person wants it sent: an address that once answered 410 is tried again. */
  tryAddressAgain(entry: OutboxEntry): Promise<void>;
}

/** Where webhooks go, and where it is stored what came of them. */
export interface DeliverSettings {
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
const GONE = 410;

/** How a delivery ended, and when it is due again (Unix ms), if ever. */
interface Ending {
  readonly outcome: 'delivered' | 'retry' | 'disabled' | 'refused' | 'exhausted';
  readonly dueAtMs: number | null;
  readonly detail: string;
}

/** Reads the secrets of the endpoints once. */
export function createDeliverWebhook(settings: DeliverSettings): DeliverWebhook {
  const { journal, runtime, emit, post } = settings;
  const endpoints = new Map(
    settings.endpoints.map(({ caller, url, secrets }) => [
      caller,
      { url, keys: webhookKeys(secrets) },
    ]),
  );
  const askedAgain = new Set<string>();
  const gone = createGoneAddresses(journal, runtime);

  async function settle(entry: OutboxEntry, { outcome, dueAtMs, detail }: Ending): Promise<void> {
    const again = askedAgain.delete(entry.id);
    const next = again
      ? { dueAtMs: runtime.now(), attempts: 0 }
      : { dueAtMs, attempts: entry.attempts + 1 };
    await journal.write({ outbox: [{ ...entry, ...next }] });
    const { id: webhookId, payoutId } = entry;
    emit({ kind: 'webhook.delivered', outcome, webhookId, payoutId, detail });
  }

  return {
    async deliver(entry) {
      // Our own JSON, written by `webhookEntry`.
      const { caller, body } = JSON.parse(entry.document) as WebhookDocument;
      const endpoint = endpoints.get(caller);
      if (endpoint === undefined) {
        await settle(entry, givenUp('disabled', 'the caller has no endpoint any more'));
        return;
      }
      if (await gone.isGone(caller, endpoint.url)) {
        await settle(entry, givenUp('disabled', 'the endpoint answered 410 before'));
        return;
      }
      const timestampSeconds = Math.floor(runtime.now() / SECOND_MS);
      const headers = signWebhook(entry.id, timestampSeconds, body, endpoint.keys);
      const answered = await post(endpoint.url, headers, body);
      if (isGone(answered)) await gone.mark(caller, endpoint.url);
      await settle(entry, endingOf(answered, entry, runtime));
    },
    askAgain: (webhookId) => void askedAgain.add(webhookId),
    async tryAddressAgain(entry) {
      const { caller } = JSON.parse(entry.document) as WebhookDocument;
      const endpoint = endpoints.get(caller);
      if (endpoint !== undefined) await gone.forget(caller, endpoint.url);
    },
  };
}

/** What the receiver's answer means for the webhook. */
function endingOf(answered: PostOutcome, entry: OutboxEntry, runtime: Runtime): Ending {
  switch (answered.kind) {
    case 'answered': {
      const { status, retryAfterMs } = answered;
      if (status >= 200 && status < 300) return givenUp('delivered', '');
      if (isGone(answered)) return givenUp('disabled', 'the endpoint answered 410');
      return later(entry, `status ${status}`, retryAfterMs ?? 0, runtime);
    }
    case 'refused':
      return givenUp('refused', answered.detail);
    case 'unreachable':
      return later(entry, answered.detail, 0, runtime);
  }
}

function later(entry: OutboxEntry, detail: string, retryAfterMs: number, runtime: Runtime): Ending {
  const pauseMs = RETRY_PAUSES_MS[entry.attempts];
  if (pauseMs === undefined) return givenUp('exhausted', detail);
  const jitteredMs = pauseMs * (1 + JITTER_SHARE * runtime.random());
  const waitMs = Math.max(jitteredMs, Math.min(RETRY_AFTER_MS_MAX, retryAfterMs));
  return { outcome: 'retry', dueAtMs: Math.round(runtime.now() + waitMs), detail };
}

function givenUp(outcome: Ending['outcome'], detail: string): Ending {
  return { outcome, dueAtMs: null, detail };
}

function isGone(answered: PostOutcome): boolean {
  return answered.kind === 'answered' && answered.status === GONE;
}
