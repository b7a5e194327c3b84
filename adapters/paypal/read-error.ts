import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { readJson } from './read-json.ts';
import { unreadable } from './words.ts';

/** An error as PayPal answers it. */
export interface PaypalError {
  /** Status and name, as the tables are keyed. */
  readonly key: string;
  /** `name`; for the OAuth front door `error`. */
  readonly name: string;
  readonly json: JsonObject;
}

/** The longest wait PayPal may ask of us; more is our own schedule's business. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/** Reads an error's name; `null` when the body is not PayPal's, whatever the status. */
export function readError(reply: PartnerReply): PaypalError | null {
  const json = readJson(reply);
  const name =
    json === null ? undefined : (stringField(json, 'name') ?? stringField(json, 'error'));
  return json === null || name === undefined
    ? null
    : { key: `${reply.status} ${name}`, name, json };
}

/** The verdict on an error that says nothing certain: an outage for 5xx, else an unknown answer. */
export function doubtfulError({ status }: PartnerReply, name = ''): Verdict {
  const failure = status >= 500 ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';
  return unreadable(
    `HTTP ${status} that is not in the catalogue as a certain answer`,
    name,
    failure,
  );
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); a date is ignored. */
export function retryAfterOf({ headers }: PartnerReply): { readonly retryAfterMs?: number } {
  const text = Object.hasOwn(headers, 'retry-after') ? (headers['retry-after'] ?? '') : '';
  if (!/^[0-9]{1,9}$/.test(text)) return {};
  return { retryAfterMs: Math.min(RETRY_AFTER_MS_MAX, Number(text) * 1_000) };
}
