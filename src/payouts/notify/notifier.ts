import { JournalError, type OutboxEntry } from '../../journal/port.ts';
import { createDeliverWebhook, type DeliverSettings } from './deliver-webhook.ts';

/** Delivers the outbox, at least once each, for about three days (Standard Webhooks schedule). */
export interface Notifier {
  /** Begins to look for what is due. */
  start(): void;
  /** Looks no more; resolves when the deliveries under way have ended. */
  stop(): Promise<void>;
  /**
   * Sends one again under its own id, whatever became of it before; an address that answered 410 is
   * tried again from here on. `false`: no such webhook.
   * Rejects with JournalError when that could not be stored.
   */
  redeliver(webhookId: string): Promise<boolean>;
  /** True when the caller wants to be told. */
  hasEndpoint(caller: string): boolean;
}

/** What the notifier reads and where it posts. */
export type NotifierSettings = DeliverSettings;

const DELIVERIES_AT_ONCE = 16;
const PAUSE_MS = 250;

/** A notifier that sleeps until it is started. */
export function createNotifier(settings: NotifierSettings): Notifier {
  const { journal, runtime, emit } = settings;
  const callers = new Set(settings.endpoints.map(({ caller }) => caller));
  const { deliver, askAgain, tryAddressAgain } = createDeliverWebhook(settings);
  const underWay = new Map<string, Promise<unknown>>();
  let cancel: (() => void) | null = null;
  let stopped = true;
  let looking: Promise<void> = Promise.resolve();

  /** Starts what is due and free; a receiver that hangs holds up its own deliveries only. */
  async function round(): Promise<void> {
    const free = DELIVERIES_AT_ONCE - underWay.size;
    if (free <= 0) return;
    const due = await journal.outboxDue(runtime.now(), DELIVERIES_AT_ONCE);
    for (const entry of due.filter(({ id }) => !underWay.has(id)).slice(0, free)) start(entry);
  }

  function start(entry: OutboxEntry): void {
    const delivery = deliver(entry)
      .catch(report)
      .finally(() => underWay.delete(entry.id));
    underWay.set(entry.id, delivery);
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
      await tryAddressAgain(entry);
      if (underWay.has(webhookId)) {
        askAgain(webhookId);
        return true;
      }
      await journal.write({ outbox: [{ ...entry, dueAtMs: runtime.now(), attempts: 0 }] });
      return true;
    },
    hasEndpoint: (caller) => callers.has(caller),
  };
}
