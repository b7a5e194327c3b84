import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, labelledJson } from '../../src/contract/read.ts';

/** What every answer of Adyen's calls itself (AD-SPEC), or RFC 7807's name for a problem. */
const JSON_LABEL = /^application\/(?:problem\+)?json(?: *;|$)/i;

/**
 * Reads an answer as a JSON object; `null` when it is none, or does not call itself one.
 *
 * Adyen signs no answer, so the label is part of what makes it Adyen's: the same words on a page
 * that something in between put together are doubt. Never throws.
 */
export function readJson(reply: PartnerReply): JsonObject | null {
  return labelledJson(reply, JSON_LABEL);
}
