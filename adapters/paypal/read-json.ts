import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, labelledJson } from '../../src/contract/read.ts';

/** What every answer of PayPal's calls itself (PP-SPEC); a charset may follow. */
const JSON_LABEL = /^application\/json(?: *;|$)/i;

/**
 * Reads an answer as a JSON object; `null` when it is none, or does not call itself one.
 *
 * PayPal signs no answer, so the label is part of what makes it PayPal's: the same words on a page
 * that a proxy put together are doubt. Never throws.
 */
export function readJson(reply: PartnerReply): JsonObject | null {
  return labelledJson(reply, JSON_LABEL);
}
