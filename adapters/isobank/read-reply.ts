import type { PartnerReply } from '../../src/contract/exchange.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { BANK_CODES, BANK_NAMESPACE, NOT_FOUND } from './tables/bank-codes.ts';
import { unreadable } from './words.ts';
import { PAIN_002_NAMESPACE, readStatusReport } from './pain002.ts';
import { judgeStatus } from './status-verdict.ts';
import { readXml, textAt, UnreadableXml, type XmlElement } from './xml-read.ts';

/** A reply whose seal has been opened: `genuine` says whether it may be believed. */
export interface OpenedReply {
  readonly reply: PartnerReply;
  readonly seal: { readonly genuine: true } | { readonly genuine: false; readonly detail: string };
}

/** The longest wish of the bank's that we pass on. */
const RETRY_AFTER_SECONDS_MAX = 3_600;

/**
 * Reads the answer to a submit or an inquiry. The HTTP status decides nothing: any proxy can say
 * 404; only a document with the bank's own seal does.
 */
export function readAnswer(
  { reply, seal }: OpenedReply,
  source: 'submit' | 'inquiry',
  partnerKey: string,
): Verdict {
  if (!seal.genuine) {
    return reply.status >= 500 || reply.status === 429
      ? unreadable(
          `HTTP ${reply.status}, and ${seal.detail}`,
          undefined,
          'technical.thirdparty.error',
        )
      : unreadable(seal.detail);
  }
  try {
    const document = readXml(reply.body);
    if (document.namespace === BANK_NAMESPACE && document.name === 'BankAnswer') {
      return judgeBankAnswer(document, reply, source, partnerKey);
    }
    if (document.namespace !== PAIN_002_NAMESPACE || document.name !== 'Document') {
      return unreadable('a document that is no answer to this request');
    }
    const report = readStatusReport(document);
    if (report.partnerKey !== partnerKey) return unreadable('a report on another message');
    return judgeStatus(report, source);
  } catch (error) {
    if (error instanceof UnreadableXml) return unreadable(`unreadable: ${error.message}`);
    throw error;
  }
}

function judgeBankAnswer(
  document: XmlElement,
  reply: PartnerReply,
  source: 'submit' | 'inquiry',
  partnerKey: string,
): Verdict {
  const code = textAt(document, 'Code') ?? '';
  if (code === NOT_FOUND) {
    const concernsUs = source === 'inquiry' && textAt(document, 'OrgnlMsgId') === partnerKey;
    return concernsUs
      ? { kind: 'absent' }
      : unreadable('"not found" that we did not ask for', code);
  }
  const meaning = BANK_CODES.get(code);
  if (meaning === undefined) return unreadable('a code that is not in the agreement', code);
  // A refused question says nothing about the payment it asks for.
  if (meaning.kind === 'doubt' || source === 'inquiry') {
    return unreadable('the bank did not process the request', code, meaning.failure);
  }
  const retryAfterMs = readRetryAfter(reply.headers['retry-after']);
  return {
    kind: 'refused',
    recorded: false,
    failure: meaning.failure,
    partnerCode: code,
    echo: {},
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

/** Whole seconds only; the header is not signed, which is why it can only make us wait. */
function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return null;
  return Math.min(Number(header), RETRY_AFTER_SECONDS_MAX) * 1_000;
}
