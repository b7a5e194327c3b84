import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import { isOurKey, unreadNews } from '../../src/contract/named-keys.ts';
import {
  type JsonObject,
  objectField,
  parseJsonObject,
  stringField,
} from '../../src/contract/read.ts';
import { readItem, referenceIn } from './read-item.ts';
import type { PaypalSettings } from './settings.ts';
import { verifyNotice } from './verify.ts';

/**
 * The events about one item (PP-EVENTS; DENIED on older pages only). What became of the item is read
 * from its status and not from the event's name.
 */
const ITEM_EVENTS: ReadonlySet<string> = new Set([
  'PAYMENT.PAYOUTS-ITEM.BLOCKED',
  'PAYMENT.PAYOUTS-ITEM.CANCELED',
  'PAYMENT.PAYOUTS-ITEM.DENIED',
  'PAYMENT.PAYOUTS-ITEM.FAILED',
  'PAYMENT.PAYOUTS-ITEM.HELD',
  'PAYMENT.PAYOUTS-ITEM.REFUNDED',
  'PAYMENT.PAYOUTS-ITEM.RETURNED',
  'PAYMENT.PAYOUTS-ITEM.SUCCEEDED',
  'PAYMENT.PAYOUTS-ITEM.UNCLAIMED',
]);

/**
 * "Do not contain item-related information" (PP-EVENTS). The key in them is the message's own, which
 * no attempt has; should they name an attempt all the same, it is asked about.
 */
const BATCH_EVENTS: ReadonlySet<string> = new Set([
  'PAYMENT.PAYOUTSBATCH.DENIED',
  'PAYMENT.PAYOUTSBATCH.PROCESSING',
  'PAYMENT.PAYOUTSBATCH.SUCCESS',
]);

/** An item takes some 1,500 bytes; this is room for every field PayPal may add. */
const BODY_LENGTH_MAX = 65_536;

/** PayPal's event ids are `WH-` and two groups of 17 characters. */
const EVENT_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Reads a webhook: first the signature over the raw body, then the item inside. Repeats carry the
 * same event id; any order is normal. Never throws.
 *
 * A genuine event about somebody else's business is taken without news, or PayPal would repeat it for
 * three days. One that names a key of ours and is not catalogued is doubt about it.
 */
export function readPaypalCallback(
  settings: PaypalSettings,
  delivery: CallbackDelivery,
  nowMs: number,
): CallbackReading {
  if (delivery.body.length > BODY_LENGTH_MAX) return rejected('longer than any notice');
  const verification = verifyNotice(settings, delivery, nowMs);
  if (verification.kind === 'rejected') return rejected(verification.detail);
  const event = parseJsonObject(delivery.body);
  const eventId = event === null ? '' : (stringField(event, 'id') ?? '');
  if (event === null || !EVENT_ID.test(eventId)) return rejected('signed, but without a usable id');
  const type = stringField(event, 'event_type') ?? '';
  const { sealedAtMs } = verification;
  if (BATCH_EVENTS.has(type)) {
    const named = unreadNews(event, 'an event about a whole batch that names us');
    const news = named.map((item) => ({ ...item, mayBeAnothers: true as const }));
    return { kind: 'news', eventId, sealedAtMs, news };
  }
  const resource = objectField(event, 'resource');
  const frame = { statusAbsent: '', errorAbsent: '', reasonIsTold: false };
  const item = resource === null ? null : readItem(resource, frame);
  if (resource === null || item === null || !ITEM_EVENTS.has(type) || !isOurKey(item.partnerKey)) {
    const news = unreadNews(event, 'an event that names us, of a kind that is not catalogued');
    return { kind: 'news', eventId, sealedAtMs, news };
  }
  return { kind: 'news', eventId, sealedAtMs, news: [{ ...item, ...nameIn(resource) }] };
}

/** The batch that the item is in: PayPal can be asked about it by nothing else. */
function nameIn(resource: JsonObject): { readonly askBy?: string } {
  const { partnerReference: askBy } = referenceIn(resource);
  return askBy === undefined ? {} : { askBy };
}

/** What PayPal gets back: 2xx ends the repeats, anything else keeps them coming for three days. */
export const CALLBACK_ANSWERS = {
  taken: answer(200),
  refused: answer(403),
  failed: answer(500),
} as const satisfies Record<string, CallbackAnswer>;

function answer(status: number): CallbackAnswer {
  return { status, contentType: 'application/json', body: '{}' };
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}
