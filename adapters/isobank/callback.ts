import type { CallbackAnswer, CallbackNews, CallbackReading } from '../../src/contract/adapter.ts';
import { isOurKey } from '../../src/contract/named-keys.ts';
import { type Booking, CAMT_054_NAMESPACE, readNotification } from './camt054.ts';
import { judgeEntry } from './entry-verdict.ts';
import { PAIN_002_NAMESPACE, readStatusReport } from './pain002.ts';
import { judgeStatus } from './status-verdict.ts';
import { unreadable } from './words.ts';
import { readXml, UnreadableXml, type XmlElement } from './xml-read.ts';

/**
 * Reads a pushed message whose seal is genuine: a status report or a notification of bookings.
 * News may be empty: a notification can be about other business on our account.
 */
export function readNotice(body: string, ownAccount: string): CallbackReading {
  try {
    const document = readXml(body);
    const read = document.name === 'Document' ? NOTICES.get(document.namespace) : undefined;
    return read === undefined
      ? { kind: 'rejected', detail: 'a message we have no agreement about' }
      : read(document, ownAccount);
  } catch (error) {
    if (error instanceof UnreadableXml) {
      return { kind: 'rejected', detail: `unreadable: ${error.message}` };
    }
    throw error;
  }
}

/** What the bank's push gets back; on anything but `taken` it delivers again for five days. */
export function answerNotice(outcome: 'taken' | 'refused' | 'failed'): CallbackAnswer {
  return ANSWERS[outcome];
}

const NOTICES: ReadonlyMap<string, (document: XmlElement, ownAccount: string) => CallbackReading> =
  new Map([
    [PAIN_002_NAMESPACE, readStatusNotice],
    [CAMT_054_NAMESPACE, readBookingNotice],
  ]);

function readStatusNotice(document: XmlElement): CallbackReading {
  const report = readStatusReport(document);
  const { partnerKey, uetr } = report;
  const eventId = `pain.002:${report.messageId}`;
  const verdict = report.isMixed
    ? unreadable('a UETR stands beside the id of another payment')
    : judgeStatus(report, 'notice');
  if (uetr !== undefined) {
    return { kind: 'news', eventId, news: [{ partnerKey: uetr, mayBeAnothers: true, verdict }] };
  }
  return partnerKey !== undefined && isOurKey(partnerKey)
    ? { kind: 'news', eventId, news: [{ partnerKey, verdict }] }
    : { kind: 'rejected', detail: 'it names no key of ours' };
}

function readBookingNotice(document: XmlElement, ownAccount: string): CallbackReading {
  const { messageId, bookings } = readNotification(document, ownAccount);
  return { kind: 'news', eventId: `camt.054:${messageId}`, news: bookings.map(newsOf) };
}

function newsOf({ names, bankReference, namesKey, reading }: Booking): CallbackNews {
  const [partnerKey = '', ...references] = names;
  const isCharge = reading.kind === 'entry' && reading.entry.kind === 'charge';
  return {
    partnerKey,
    ...(references.length === 0 ? {} : { references }),
    ...(bankReference === undefined ? {} : { partnerReference: bankReference }),
    ...(namesKey ? {} : { mayBeAnothers: true }),
    ...(isCharge ? { isRoutine: true } : {}),
    verdict:
      reading.kind === 'entry'
        ? judgeEntry(reading.entry)
        : unreadable(`a booking that cannot be read: ${reading.detail}`),
  };
}

const ANSWERS = {
  taken: receipt(200, 'TAKEN'),
  refused: receipt(422, 'REFUSED'),
  failed: receipt(503, 'LATER'),
} as const;

function receipt(status: number, word: string): CallbackAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Receipt>${word}</Receipt>`;
  return { status, contentType: 'application/xml; charset=utf-8', body };
}
