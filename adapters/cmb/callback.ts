import type {
  CallbackAnswer,
  CallbackDelivery,
  CallbackNews,
  CallbackReading,
} from '../../src/contract/adapter.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { PLACEHOLDER } from './sign.ts';
import { type JsonMembers, membersOf, readMembers, textIn } from './json.ts';
import { echoOf, orderNumberIn, readRecord, returned } from './read-record.ts';
import { partnerKeyOf } from './reference.ts';
import { namedInNotice } from './named-in-notice.ts';
import type { CmbSettings } from './settings.ts';
import { unreadable } from './words.ts';

/** The notices about payments; the others are about balances, receipts, wages, maintenance. */
const PAYMENT_NOTICE = 'YQN02030';

/** A notice takes some 1500 bytes; this is room for every field the bank may add. */
const BODY_LENGTH_MAX = 65_536;

/** `notnbr` has 19 digits in the bank's sample; ours are kept in a bounded set by the engine. */
const EVENT_ID = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Reads a notice (主动通知 2): `{ corpNbr, enptData }`, decrypted, then verified over its exact text,
 * unsorted, with the placeholder where the signature stood. Never throws.
 *
 * What is genuine and names no order of ours is taken without news: the account may have other users,
 * and the bank stops sending to an address that refuses a hundred times in a row. What names one and
 * cannot be read is doubt about it, in whatever kind of notice it stands.
 */
export function readCmbCallback(
  settings: CmbSettings,
  { body }: CallbackDelivery,
): CallbackReading {
  if (body.length > BODY_LENGTH_MAX) return rejected('longer than any notice');
  const outer = readMembers(body);
  if (outer === null) return rejected('not a notice');
  const corpNbr = textIn(outer, 'corpNbr');
  if (corpNbr !== settings.corpNbr) return rejected('a notice for another company');
  const { notices } = settings.suite;
  const text = notices.decrypt(textIn(outer, 'enptData'), corpNbr);
  const notice = text === null ? null : readMembers(text);
  if (text === null || notice === null) return rejected('not encrypted with our key');
  const signature = textIn(notice, 'sigdat');
  if (signature === '' || !notices.verify(text.replaceAll(signature, PLACEHOLDER), signature)) {
    return rejected('not signed by the bank');
  }
  const eventId = textIn(notice, 'notnbr');
  if (!EVENT_ID.test(eventId)) return rejected('signed, but without a usable number');
  const content = readMembers(textIn(notice, 'notdat'));
  const isPayment = textIn(notice, 'nottyp') === PAYMENT_NOTICE;
  const news = isPayment ? readPayment(settings, content) : null;
  const sealedAtMs = sealedAt(textIn(notice, 'sigtim'));
  return { kind: 'news', eventId, sealedAtMs, news: news ?? namedInNotice(notice, isPayment) };
}

/** The bank's clock runs in China Standard Time, eight hours ahead of UTC all year. */
const MOMENT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** When the bank signed it. Without a time that can be read nothing says that it is not an old one. */
function sealedAt(sigtim: string): number {
  const atMs = Date.parse(sigtim.replace(MOMENT, '$1-$2-$3T$4:$5:$6+08:00'));
  return Number.isNaN(atMs) ? 0 : atMs;
}

/** What the bank gets back: 200 ends the repeats, anything else keeps them coming. */
export const CALLBACK_ANSWERS = {
  taken: answer(200, 'ok'),
  refused: answer(403, 'not accepted'),
  failed: answer(500, 'please deliver again'),
} as const satisfies Record<string, CallbackAnswer>;

/** FINS: a payment is done; FINB: it was thrown back. `null` where it is neither of the two. */
function readPayment(
  settings: CmbSettings,
  content: JsonMembers | null,
): readonly CallbackNews[] | null {
  const data = membersOf(content?.get('msgdat'));
  const kind = content === null ? '' : textIn(content, 'msgtyp');
  if (kind !== 'FINS' && kind !== 'FINB') return null;
  const record = membersOf(data?.get(kind === 'FINS' ? 'trsInfo' : 'backInfo'));
  const partnerKey = record && partnerKeyOf(textIn(record, 'yurRef'));
  if (record === null || partnerKey === null) return null;
  return [{ partnerKey, verdict: readNews(settings, kind, record, partnerKey) }];
}

function readNews(
  { debtorAccount }: CmbSettings,
  kind: 'FINS' | 'FINB',
  record: JsonMembers,
  partnerKey: string,
): Verdict {
  const payer = textIn(record, 'dbtAcc');
  if (payer !== '' && payer !== debtorAccount) return unreadable('a notice of another account');
  const reqNbr = orderNumberIn(record);
  if (reqNbr === null) return unreadable('a notice about an order without its number');
  if (kind === 'FINB') {
    const code = textIn(record, 'rtnCod');
    const partnerCode = /^[A-Z0-9]{1,10}$/.test(code) ? code : 'FINB';
    return returned(echoOf(record, partnerKey), reqNbr, partnerCode);
  }
  const verdict = readRecord(record, reqNbr, partnerKey);
  // One order has failed; whether it was the only one under the reference, or an earlier attempt's,
  // only the list of all of them can say. It is noted, and the inquiry decides.
  return verdict.kind === 'refused' ? { ...verdict, recorded: false } : verdict;
}

function rejected(detail: string): CallbackReading {
  return { kind: 'rejected', detail };
}

function answer(status: number, body: string): CallbackAnswer {
  return { status, contentType: 'text/plain', body };
}
