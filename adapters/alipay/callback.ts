import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import { isOurKey, unreadNews } from '../../src/contract/named-keys.ts';
import { parseJsonObject, stringField } from '../../src/contract/read.ts';
import { readOrder } from './read-order.ts';
import type { AlipaySettings } from './settings.ts';
import { signedText, verifyRsa2 } from './sign.ts';

/** The message about transfers, of Alipay's message service (fixtures/alipay/SOURCES.md F9). */
const ORDER_CHANGED = 'alipay.fund.trans.order.changed';

/** A message has nine fields; a form with more than this is not one. */
const FIELDS_MAX = 64;

/** A message has some 2 KiB; this is room for every field that Alipay may add. */
const BODY_LENGTH_MAX = 65_536;

const NOTIFY_ID = /^[0-9A-Za-z_-]{1,128}$/;

/**
 * What Alipay's message service gets back. It looks for the seven bytes `success` and delivers
 * again after anything else: eight times within 25 hours.
 */
export const CALLBACK_ANSWERS = {
  taken: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' },
  refused: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'fail' },
  failed: { status: 500, contentType: 'text/plain; charset=utf-8', body: 'fail' },
} as const satisfies Record<string, CallbackAnswer>;

/**
 * Reads a delivery of the application gateway: a form, signed over all its fields with `sign_type`
 * among them ("rsaCheckV2"). Total; what does not verify is `rejected` and decides nothing.
 *
 * Equal `notify_id`s are the same event: redeliveries carry it unchanged. A genuine message of
 * another kind, or about somebody else's order, is taken without news, or Alipay would repeat it for
 * a day; where it names a key of ours, it is doubt about that.
 */
export function readAlipayCallback(
  settings: AlipaySettings,
  delivery: CallbackDelivery,
): CallbackReading {
  if (delivery.body.length > BODY_LENGTH_MAX) return rejected('longer than any message');
  const form = hasFewFields(delivery.body) ? readForm(delivery.body) : null;
  if (form === null) return rejected('the form repeats a field, or has too many');
  const field = (name: string) => form.get(name) ?? '';
  if (field('sign_type') !== 'RSA2') return rejected('sign_type is not RSA2');
  if (!isUtf8(field('charset'))) return rejected('charset is not utf-8');
  if (!isSigned(settings, form)) return rejected('the signature does not verify');
  if (field('app_id') !== settings.appId) return rejected('it is for another app');

  const notifyId = field('notify_id');
  const eventId = NOTIFY_ID.test(notifyId) ? notifyId : field('sign');
  const order = parseJsonObject(field('biz_content'));
  const partnerKey = order === null ? '' : (stringField(order, 'out_biz_no') ?? '');
  const sealed = sealedAt(field('utc_timestamp'));
  if (order === null || field('msg_method') !== ORDER_CHANGED || !isOurKey(partnerKey)) {
    const news = unreadNews(order, 'a message that names us and is not about a transfer');
    return { kind: 'news', eventId, ...sealed, news };
  }
  const news = [{ partnerKey, verdict: readOrder(order, null) }];
  return { kind: 'news', eventId, ...sealed, news };
}

/** Counts before anything is read: a body of separators alone costs a parser 200 ms. */
function hasFewFields(body: string): boolean {
  let count = 0;
  for (let at = body.indexOf('&'); at !== -1; at = body.indexOf('&', at + 1)) {
    count += 1;
    if (count >= FIELDS_MAX) return false;
  }
  return true;
}

/** The fields of a form; `null` when a name is repeated, for then two readers may differ. */
function readForm(body: string): ReadonlyMap<string, string> | null {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name) || form.size === FIELDS_MAX) return null;
    form.set(name, value);
  }
  return form;
}

/** Messages need not name their certificate; where they do not, any that we hold may have signed. */
function isSigned(settings: AlipaySettings, form: ReadonlyMap<string, string>): boolean {
  const named = form.get('alipay_cert_sn');
  const text = signedText(form);
  const signature = form.get('sign') ?? '';
  if (signature === '') return false;
  return [...settings.alipayKeys].some(
    ([sn, key]) => (named === undefined || named === sn) && verifyRsa2(text, signature, key),
  );
}

/** When Alipay sent it first: signed with the rest. */
function sealedAt(timestamp: string): { readonly sealedAtMs?: number } {
  return /^[0-9]{13}$/.test(timestamp) ? { sealedAtMs: Number(timestamp) } : {};
}

function isUtf8(charset: string): boolean {
  return charset.toLowerCase() === 'utf-8';
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}
