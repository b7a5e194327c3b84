import type { Lane, PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, parseJsonObject, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { ERROR_CODES, type ErrorMeaning } from './tables/error-codes.ts';
import type { WechatSettings } from './settings.ts';
import { readBill } from './read-bill.ts';
import { unreadable } from './words.ts';
import { verifyMessage } from './verify.ts';

/** The longest wait WeChat may ask of us; more is our own schedule's business. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/**
 * Reads an answer to a submit, an inquiry or a cancel. Total; anything but a signed and documented
 * answer is `unknown`.
 *
 * WeChat's own clients verify 2xx answers only. Here an error needs a signature as well, because
 * any proxy can say 404, and a refusal believed wrongly is a payout sent twice.
 */
export function readReply(
  settings: WechatSettings,
  lane: Lane,
  reply: PartnerReply,
  nowMs: number,
): Verdict {
  const verification = verifyMessage(settings.platformKeys, reply, nowMs);
  switch (verification.kind) {
    case 'probe':
      return unreadable('a SIGNTEST probe of our verification, refused as it should be');
    case 'rejected':
      return distrusted(reply, verification.detail);
    case 'genuine':
      break;
  }
  const json = parseJsonObject(reply.body);
  if (json === null) return unreadable(`signed, but not JSON (HTTP ${reply.status})`);
  if (reply.status === 200) return readBill(json, settings);
  return readError(lane, reply, json);
}

/** A gateway in between says 5xx without a signature; that is an outage rather than a stranger. */
function distrusted({ status }: PartnerReply, detail: string): Verdict {
  const failure = status >= 500 ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';
  return { kind: 'unknown', failure, detail: `HTTP ${status}, ${detail}` };
}

function readError(lane: Lane, reply: PartnerReply, json: JsonObject): Verdict {
  const code = stringField(json, 'code') ?? '';
  const meaning = ERROR_CODES.get(`${reply.status} ${code}`);
  if (meaning === undefined) {
    return unreadable(`HTTP ${reply.status} with a code that is not catalogued`, code);
  }
  return lane === 'submit'
    ? afterSubmit(meaning, code, reply)
    : afterQuestion(lane, meaning, code, reply);
}

function afterSubmit(meaning: ErrorMeaning, code: string, reply: PartnerReply): Verdict {
  switch (meaning.kind) {
    case 'refused': {
      const { failure } = meaning;
      const wait = retryAfterOf(reply);
      return { kind: 'refused', recorded: false, failure, partnerCode: code, echo: {}, ...wait };
    }
    case 'duplicate':
      return { kind: 'duplicate', partnerCode: code };
    case 'unknown':
      return unknown(meaning.failure, code, reply);
    case 'notFound':
      return unreadable('a submit answered with NOT_FOUND', code);
  }
}

/**
 * An error on an inquiry or a cancel refuses the question and says nothing of the payout, so it is
 * never a refusal. Its code is kept: a throttle or a lost permission is still news for the lane.
 */
function afterQuestion(
  lane: Lane,
  meaning: ErrorMeaning,
  code: string,
  reply: PartnerReply,
): Verdict {
  switch (meaning.kind) {
    case 'notFound':
      // A cancel that finds nothing proves even less than an inquiry that does.
      return lane === 'inquire' ? { kind: 'absent' } : unreadable('nothing to cancel yet', code);
    case 'refused':
    case 'unknown':
      return unknown(meaning.failure, code, reply);
    case 'duplicate':
      return unreadable('the question was refused', code);
  }
}

function unknown(
  failure: Extract<ErrorMeaning, { failure: unknown }>['failure'],
  partnerCode: string,
  { status }: PartnerReply,
): Verdict {
  return { kind: 'unknown', failure, detail: `HTTP ${status} ${partnerCode}`, partnerCode };
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); a date is not used by WeChat and is ignored. */
function retryAfterOf({ headers }: PartnerReply): { readonly retryAfterMs?: number } {
  const text = Object.hasOwn(headers, 'retry-after') ? (headers['retry-after'] ?? '') : '';
  if (!/^[0-9]{1,9}$/.test(text)) return {};
  return { retryAfterMs: Math.min(RETRY_AFTER_MS_MAX, Number(text) * 1000) };
}
