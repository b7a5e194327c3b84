import type { Instruction } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { sameMoney } from '../../src/contract/money.ts';
import {
  fieldOf,
  type JsonObject,
  objectField,
  optionalListField,
  stringField,
} from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { readAmount } from './minor-units.ts';
import { readJson } from './read-json.ts';
import { readProblem } from './read-problem.ts';
import { readTransfer } from './read-transfer.ts';
import { unreadable } from './words.ts';

/**
 * Reads the answer to a submit: 202 (older versions: 200) with the transfer, or a problem.
 *
 * The status means that Adyen will look at it; what became of it stands in the transfer. An answer
 * that names another idempotency key is the answer to another request.
 */
export function readSubmitted(
  { partnerKey }: Instruction,
  balancePlatform: string,
  reply: PartnerReply,
): Verdict {
  if (reply.status !== 202 && reply.status !== 200) return readProblem('submit', reply);
  const answered = Object.hasOwn(reply.headers, 'idempotency-key')
    ? reply.headers['idempotency-key']
    : partnerKey;
  if (answered !== partnerKey) return unreadable('an answer under another idempotency key');
  const json = readJson(reply);
  if (json === null) return unreadable(`HTTP ${reply.status} without JSON`);
  return readTransfer(json, balancePlatform);
}

/**
 * Reads the list that an inquiry gets. An empty one is absence, and absence proves nothing here:
 * the list is filled behind the submit.
 *
 * Ours is the one item with our reference and our amount. Two of them, or one beside an unread
 * page, is doubt: one of the two may have been paid, whatever the other says.
 */
export function readInquired(
  instruction: Instruction,
  balancePlatform: string,
  reply: PartnerReply,
): Verdict {
  if (reply.status !== 200) return readProblem('inquire', reply);
  const json = readJson(reply);
  const items = json === null ? null : listOf(json);
  if (json === null || items === null) return unreadable('HTTP 200 without a list of transfers');
  const named = items.filter((item) => stringField(item, 'reference') === instruction.partnerKey);
  const ours = named.filter((item) => hasAmount(item, instruction));
  const [only] = ours;
  const isWhole = nextPage(json) === null;
  if (only !== undefined) {
    return ours.length === 1 && isWhole
      ? readTransfer(only, balancePlatform)
      : unreadable('more than one transfer under our reference');
  }
  if (named.length > 0) return unreadable('a transfer of another amount under our reference');
  return isWhole ? { kind: 'absent' } : unreadable('a list that goes on, without our reference');
}

/**
 * Reads the answer to a cancel: 200 (older versions: 202), without content. It says that the wish
 * was heard. Whether the transfer is cancelled comes by webhook or inquiry.
 */
export function readCancelled(reply: PartnerReply): Verdict {
  if (reply.status !== 200 && reply.status !== 202) return readProblem('cancel', reply);
  return unreadable('the cancellation was asked for', '', 'partner.delay.webhook');
}

/** The transfers of a list; `data` must be there: an empty object is not an empty list. */
export function listOf(json: JsonObject): readonly JsonObject[] | null {
  return Array.isArray(fieldOf(json, 'data')) ? optionalListField(json, 'data') : null;
}

function hasAmount(item: JsonObject, { amount }: Instruction): boolean {
  const sent = objectField(item, 'amount');
  const read = sent === null ? 'unreadable' : readAmount(sent);
  return read !== 'unreadable' && sameMoney(read, amount);
}

/** The last page has no link to a next one. */
function nextPage(json: JsonObject): JsonObject | null {
  const links = objectField(json, '_links');
  return links === null ? null : objectField(links, 'next');
}
