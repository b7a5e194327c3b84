import { createHash } from 'node:crypto';

import type { CallbackAnswer, CallbackDelivery, CallbackReading } from '../../contract/adapter.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Emit, GatewayEvent } from '../../contract/events.ts';
import { JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { PartnerClients } from './partner-client.ts';
import { createTakeNews, type Delivered, type TakeNewsSettings } from './take-news.ts';

/**
 * Takes a callback, and says what to answer in the partner's dialect; `null` where there is no such
 * partner. "Taken" is answered only after the news is durable, so that the partner repeats the rest.
 */
export type ReceiveCallback = (
  partner: string,
  delivery: CallbackDelivery,
) => Promise<CallbackAnswer | null>;

interface CallbackSettings extends TakeNewsSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** Event ids remembered per process, for the metric only: rank makes a repeat harmless. */
const EVENT_IDS_MAX = 10_000;

/**
 * Verifies a callback, makes its news durable as evidence, and only then tells the partner that it
 * was taken. News that names us and finds no attempt, or says of an ended one what cannot be read, is
 * kept for people. What is durable nowhere is not taken: the partner repeats it.
 */
export function createReceiveCallback(settings: CallbackSettings): ReceiveCallback {
  const { clients, runtime, emit } = settings;
  const seen = new Set<string>();

  function isRepeat(eventId: string): boolean {
    if (seen.has(eventId)) return true;
    seen.add(eventId);
    const [oldest] = seen;
    if (seen.size > EVENT_IDS_MAX && oldest !== undefined) seen.delete(oldest);
    return false;
  }

  const takeItem = createTakeNews(settings);

  return async (partner, delivery) => {
    const adapter = clients.get(partner)?.adapter;
    if (adapter === undefined) return null;
    const note = (
      outcome: (GatewayEvent & { kind: 'callback.received' })['outcome'],
      detail = '',
    ) => emit({ kind: 'callback.received', partner, outcome, detail });

    const reading = adapter.readCallback(delivery, runtime.now());
    if (reading.kind !== 'news') {
      note(reading.kind, reading.detail);
      return adapter.answerCallback('refused');
    }
    const { eventId } = reading;
    const digest = createHash('sha256').update(delivery.body).digest('hex');
    const proves = weightOf(adapter.capabilities, reading, runtime.now());
    const ends = new Set<'placed' | 'kept' | 'full'>();
    try {
      for (const item of reading.news) {
        ends.add(await takeItem({ partner, eventId, digest, proves }, item));
      }
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      note('failed', error.code);
      return adapter.answerCallback('failed');
    }
    // Only after the others: what one item names must not keep the next one from its payout.
    if (ends.has('full')) {
      note('full', 'too much unplaced news is open; close what has been dealt with');
      return adapter.answerCallback('failed');
    }
    const first = ends.has('kept') ? 'kept' : FIRST[proves];
    note(isRepeat(`${partner}:${eventId}`) ? 'duplicate' : first);
    return adapter.answerCallback('taken');
  };
}

const FIRST = { fact: 'taken', hint: 'hint' } as const;

/** A hint where the seal covers too little, or is older than the partner's last repeat. */
function weightOf(
  { callbackProves, latenessMsMax }: Capabilities,
  { sealedAtMs }: CallbackReading & { kind: 'news' },
  nowMs: number,
): Delivered['proves'] {
  const isStale = sealedAtMs !== undefined && nowMs - sealedAtMs > latenessMsMax;
  return isStale ? 'hint' : callbackProves;
}
