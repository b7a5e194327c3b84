import { createHash } from 'node:crypto';

import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackNews,
  CallbackReading,
} from '../../contract/adapter.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Emit, GatewayEvent } from '../../contract/events.ts';
import { type Journal, JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attemptOf } from '../decide/decision.ts';
import type { PartnerClients } from './partner-client.ts';
import type { Engine } from '../engine/engine.ts';
import type { Fact } from '../model/facts.ts';
import { placeNews } from './place-news.ts';

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

/** A callback speaks of the key. It does not say which copy it saw, and must not speak for one. */
const NO_COPY_IN_PARTICULAR = 0;

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

  /** `false` when the item names us, and is about no attempt that was ever written. */
  async function takeItem(partner: string, item: CallbackNews, worth: Worth): Promise<boolean> {
    const place = await placeNews(journal, partner, item);
    if (place.kind === 'unknown' && item.mayBeAnothers === true) return true;
    const payout = place.kind === 'found' ? await engine.load(place.entry.payoutId) : null;
    if (payout === null || place.kind !== 'found') return false;
    const { attemptNo } = place.entry;
    if (attemptOf(payout, attemptNo) === undefined) return false;
    await engine.tell(payout.id, factOf(item, attemptNo, worth));
    return true;
  }

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
    const digest = createHash('sha256').update(delivery.body).digest('hex');
    const proves = weightOf(adapter.capabilities, reading, runtime.now());
    let unmatched = 0;
    try {
      for (const item of reading.news) {
        if (!(await takeItem(partner, item, { proves, digest }))) unmatched += 1;
      }
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      note('failed', error.code);
      return adapter.answerCallback('failed');
    }
    // Only after the others: what one item names must not keep the next one from its payout.
    if (unmatched > 0) {
      note('unmatched');
      return adapter.answerCallback('refused');
    }
    const first = proves === 'fact' ? 'taken' : 'hint';
    note(isRepeat(`${partner}:${reading.eventId}`) ? 'duplicate' : first);
    return adapter.answerCallback('taken');
  };
}

/** What the items of one delivery prove, and the digest of its raw body. */
interface Worth {
  readonly proves: 'fact' | 'hint';
  readonly digest: string;
}

/** A hint where the seal covers too little, or is older than the partner's last repeat. */
function weightOf(
  { callbackProves, latenessMsMax }: Capabilities,
  { sealedAtMs }: CallbackReading & { kind: 'news' },
  nowMs: number,
): Worth['proves'] {
  const isStale = sealedAtMs !== undefined && nowMs - sealedAtMs > latenessMsMax;
  return isStale ? 'hint' : callbackProves;
}

function factOf({ verdict }: CallbackNews, attemptNo: number, { proves, digest }: Worth): Fact {
  if (proves === 'hint') return { kind: 'hinted', attemptNo, verdict: verdict.kind, digest };
  const epoch = NO_COPY_IN_PARTICULAR;
  return { kind: 'evidence', source: 'webhook', attemptNo, epoch, verdict, digest, quietMs: 0 };
}
