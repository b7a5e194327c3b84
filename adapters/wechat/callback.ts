import { createDecipheriv } from 'node:crypto';

import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import { isOurKey, unreadNews } from '../../src/contract/named-keys.ts';
import { type JsonObject, parseJsonObject, stringField } from '../../src/contract/read.ts';
import type { WechatSettings } from './settings.ts';
import { readBill } from './read-bill.ts';
import { verifyMessage } from './verify.ts';

/**
 * The notice that a bill has reached its final state. Those about batches and authorizations are
 * opened like it: whose a notice is, only its resource says.
 */
const BILL_FINISHED = 'MCHTRANSFER.BILL.FINISHED';

const ALGORITHM = 'AEAD_AES_256_GCM';
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** A bill takes some 600 bytes; this is room for every field WeChat may add. */
const BODY_LENGTH_MAX = 65_536;

/** WeChat's notice ids are 36 characters; ours are kept in a bounded set by the engine. */
const EVENT_ID_LENGTH_MAX = 64;

/**
 * Reads a callback: first the signature over the body, then the resource inside, which is
 * encrypted with the APIv3 key and authenticated by AES-GCM (fixtures/wechat/SOURCES.md F9).
 *
 * A replay within five minutes reads as the same event with the same id; an older one is refused
 * by its timestamp. Repeats and any order are normal. Never throws.
 */
export function readWechatCallback(
  settings: WechatSettings,
  delivery: CallbackDelivery,
  nowMs: number,
): CallbackReading {
  if (delivery.body.length > BODY_LENGTH_MAX) return rejected('longer than any notice');
  const verification = verifyMessage(settings.platformKeys, delivery, nowMs);
  if (verification.kind === 'probe') {
    return { kind: 'probe', detail: 'a SIGNTEST probe of our verification' };
  }
  if (verification.kind === 'rejected') return rejected(verification.detail);

  const notice = parseJsonObject(delivery.body);
  const eventId = notice === null ? undefined : stringField(notice, 'id');
  if (notice === null || eventId === undefined) return rejected('signed, but not a notice');
  if (eventId === '' || eventId.length > EVENT_ID_LENGTH_MAX) return rejected('no usable id');
  const eventType = stringField(notice, 'event_type') ?? '';

  const bill = decryptResource(settings.apiV3Key, notice['resource']);
  if (bill === null) return rejected('the resource cannot be decrypted with our APIv3 key');
  const partnerKey = stringField(bill, 'out_bill_no') ?? '';
  if (eventType !== BILL_FINISHED || !isOurKey(partnerKey)) {
    const unread = unreadNews(bill, 'a notice that names us, of a kind that is not catalogued');
    return { kind: 'news', eventId, news: unread };
  }
  const news = [{ partnerKey, verdict: readBill(bill, settings) }];
  return { kind: 'news', eventId, news };
}

/** What WeChat gets back: 200 ends the repeats, anything else keeps them coming. */
export const CALLBACK_ANSWERS = {
  taken: answer(200, 'SUCCESS', ''),
  refused: answer(403, 'FAIL', 'not accepted'),
  failed: answer(500, 'FAIL', 'please deliver again'),
} as const satisfies Record<string, CallbackAnswer>;

function decryptResource(apiV3Key: Buffer, resource: unknown): JsonObject | null {
  const fields = new Map<string, unknown>(
    typeof resource === 'object' && resource !== null ? Object.entries(resource) : [],
  );
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const sealed = Buffer.from(text('ciphertext'), 'base64');
  const nonce = Buffer.from(text('nonce'), 'utf8');
  if (text('algorithm') !== ALGORITHM || nonce.length !== NONCE_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    decipher.setAAD(Buffer.from(text('associated_data'), 'utf8'));
    const opened = [decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()];
    return parseJsonObject(Buffer.concat(opened).toString('utf8'));
  } catch {
    // No tag or a wrong one: another key, or somebody changed the text. Node's error adds nothing.
    return null;
  }
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}

function answer(status: number, code: string, message: string): CallbackAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify({ code, message }) };
}
