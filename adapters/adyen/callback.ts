import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import { isOurKey, unreadNews } from '../../src/contract/named-keys.ts';
import {
  fieldOf,
  type JsonObject,
  objectField,
  parseJsonObject,
  stringField,
} from '../../src/contract/read.ts';
import { isAuthorized, isSigned } from './verify.ts';
import { readTransfer } from './read-transfer.ts';
import type { AdyenSettings } from './settings.ts';

/** The two webhooks about transfers; the second comes with each change. */
const TRANSFER_EVENTS: ReadonlySet<string> = new Set([
  'balancePlatform.transfer.created',
  'balancePlatform.transfer.updated',
]);

/** Other news of a balance platform: reports, balances, account holders. */
const OTHER_EVENT = /^balancePlatform\.[A-Za-z.]{1,96}$/;

/** A transfer takes two kilobytes, and each of its events some more. */
const BODY_LENGTH_MAX = 131_072;

const TRANSFER_ID = /^[0-9A-Za-z]{1,64}$/;

/**
 * Reads a webhook: first the signature over the raw body, then what it says.
 *
 * Adyen numbers the webhooks of a transfer from 1, so the transfer's id and that number name the
 * event: a repeat carries both unchanged. They may come in any order; each tells the transfer's
 * whole status, and the engine lets no lower one undo a higher.
 *
 * A balance platform also tells of transfers that are not payouts of ours, and of other things.
 * Those are taken without news: Adyen's queue stops at a webhook that is refused, and ours would
 * wait behind it. Total; what does not verify is `rejected` and decides nothing.
 */
export function readAdyenCallback(
  settings: Pick<AdyenSettings, 'hmacKeys' | 'webhookAuthorization' | 'balancePlatform'>,
  { headers, body }: CallbackDelivery,
): CallbackReading {
  if (body.length > BODY_LENGTH_MAX) return rejected('longer than any webhook');
  const authorization = Object.hasOwn(headers, 'authorization') ? headers['authorization'] : '';
  if (!isAuthorized(settings.webhookAuthorization, authorization ?? '')) {
    return rejected('without the user and password that are agreed for webhooks');
  }
  const signature = Object.hasOwn(headers, 'hmacsignature') ? (headers['hmacsignature'] ?? '') : '';
  if (signature === '') return rejected('not signed: HmacSignature missing');
  if (!isSigned(settings.hmacKeys, body, signature))
    return rejected('the signature does not match');

  const webhook = parseJsonObject(body);
  const type = webhook === null ? '' : (stringField(webhook, 'type') ?? '');
  if (webhook === null || !OTHER_EVENT.test(type)) return rejected('signed, but not a webhook');
  // The signature is as good an id as any: equal bodies have equal ones.
  const sealed = sealedAt(webhook);
  const data = objectField(webhook, 'data');
  const partnerKey = data === null ? '' : (stringField(data, 'reference') ?? '');
  // Whose it is comes before what it is: nobody else's webhook is refused for its form.
  if (data === null || !TRANSFER_EVENTS.has(type) || !isOurKey(partnerKey)) {
    const news = unreadNews(webhook, 'a webhook that names us beside a transfer');
    return { kind: 'news', eventId: signature, ...sealed, news };
  }
  const eventId = eventIdOf(data) ?? signature;
  const verdict = readTransfer(data, settings.balancePlatform);
  return { kind: 'news', eventId, ...sealed, news: [{ partnerKey, verdict }] };
}

/** What Adyen gets back: any 2xx takes it (older integrations wait for these very words). */
export const CALLBACK_ANSWERS = {
  taken: { status: 200, contentType: 'text/plain; charset=utf-8', body: '[accepted]' },
  refused: { status: 403, contentType: 'text/plain; charset=utf-8', body: 'not accepted' },
  failed: { status: 500, contentType: 'text/plain; charset=utf-8', body: 'deliver again' },
} as const satisfies Record<string, CallbackAnswer>;

function eventIdOf(data: JsonObject): string | null {
  const id = stringField(data, 'id') ?? '';
  const number = fieldOf(data, 'sequenceNumber');
  const isNumber = typeof number === 'number' && Number.isSafeInteger(number) && number >= 1;
  return TRANSFER_ID.test(id) && isNumber ? `${id}:${number}` : null;
}

/** When Adyen queued it, where it says so; its signature covers that too. */
function sealedAt(webhook: JsonObject): { readonly sealedAtMs?: number } {
  const sealedAtMs = Date.parse(stringField(webhook, 'timestamp') ?? '');
  return Number.isNaN(sealedAtMs) ? {} : { sealedAtMs };
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}
