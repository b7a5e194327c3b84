import { createHash } from 'node:crypto';

import type { CallbackAnswer, CallbackDelivery } from '../../contract/adapter.ts';
import type { Emit } from '../../contract/events.ts';
import { type Journal, JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { PartnerClients } from './partner-client.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Takes a callback, and says what to answer in the partner's dialect; `null` where there is no such
 * partner. "Taken" is answered only after the news is durable, so that the partner repeats the rest.
 */
export type ReceiveCallback = (
  partner: string,
  delivery: CallbackDelivery,
) => Promise<CallbackAnswer | null>;

interface CallbackSettings {
  readonly clients: PartnerClients;
  readonly journal: Journal;
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** Event ids remembered per process, for the metric only: rank makes a repeat harmless. */
const EVENT_IDS_MAX = 10_000;

/**
 * Verifies a callback, makes its news durable as evidence, and only then tells the partner that it
 * was taken. News about a key we never wrote is refused, so that the partner keeps it and we look.
 */
export function createReceiveCallback(settings: CallbackSettings): ReceiveCallback {
  const { clients, journal, engine, runtime, emit } = settings;
  const seen = new Set<string>();

  function isRepeat(eventId: string): boolean {
    if (seen.has(eventId)) return true;
    seen.add(eventId);
    const [oldest] = seen;
    if (seen.size > EVENT_IDS_MAX && oldest !== undefined) seen.delete(oldest);
    return false;
  }

  return async (partner, delivery) => {
    const adapter = clients.get(partner)?.adapter;
    if (adapter === undefined) return null;
    const note = (
      outcome: 'taken' | 'duplicate' | 'unmatched' | 'probe' | 'rejected' | 'failed',
      detail = '',
    ) => emit({ kind: 'callback.received', partner, outcome, detail });

    const reading = adapter.readCallback(delivery, runtime.now());
    if (reading.kind !== 'news') {
      note(reading.kind, reading.detail);
      return adapter.answerCallback('refused');
    }
    const digest = createHash('sha256').update(delivery.body).digest('hex');
    try {
      for (const { partnerKey, verdict } of reading.news) {
        const entry = await journal.byPartnerKey(partner, partnerKey);
        const payout = entry === null ? null : await engine.load(entry.payoutId);
        const attempt = payout && entry ? attemptOf(payout, entry.attemptNo) : undefined;
        if (payout === null || attempt === undefined) {
          note('unmatched');
          return adapter.answerCallback('refused');
        }
        const { no: attemptNo, epoch } = attempt;
        const fact = { kind: 'evidence', source: 'webhook', attemptNo, epoch, verdict } as const;
        await engine.tell(payout.id, { ...fact, digest, quietMs: 0 });
      }
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      note('failed', error.code);
      return adapter.answerCallback('failed');
    }
    note(isRepeat(`${partner}:${reading.eventId}`) ? 'duplicate' : 'taken');
    return adapter.answerCallback('taken');
  };
}
