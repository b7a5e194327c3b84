import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import { parseJsonObject, stringField } from '../../src/contract/read.ts';
import { readOrder } from './read-order.ts';
import type { AlipaySettings } from './settings.ts';
import { signedText, verifyRsa2 } from './sign.ts';

/** The message about transfers, of Alipay's message service (fixtures/alipay/SOURCES.md F9). */
const ORDER_CHANGED = 'alipay.fund.trans.order.changed';

/** A message has nine fields; a form with more than this is not one. */
const FIELDS_MAX = 64;

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
 * another kind is rejected as well, because taking it would lose it for whoever waits for it.
 */
export function readAlipayCallback(
  settings: AlipaySettings,
  delivery: CallbackDelivery,
): CallbackReading {
  const form = readForm(delivery.body);
  if (form === null) return rejected('the form repeats a field, or has too many');
  const field = (name: string) => form.get(name) ?? '';
  if (field('sign_type') !== 'RSA2') return rejected('sign_type is not RSA2');
  if (!isUtf8(field('charset'))) return rejected('charset is not utf-8');
  if (!isSigned(settings, form)) return rejected('the signature does not verify');
  if (field('app_id') !== settings.appId) return rejected('it is for another app');
  if (field('msg_method') !== ORDER_CHANGED) return rejected('not a message about transfers');

  const eventId = field('notify_id');
  if (!NOTIFY_ID.test(eventId)) return rejected('notify_id is missing');
  const order = parseJsonObject(field('biz_content'));
  const partnerKey = order === null ? '' : (stringField(order, 'out_biz_no') ?? '');
  if (order === null || partnerKey === '') return rejected('biz_content names no order');
  return { kind: 'news', eventId, news: [{ partnerKey, verdict: readOrder(order, null) }] };
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

function isUtf8(charset: string): boolean {
  return charset.toLowerCase() === 'utf-8';
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}
