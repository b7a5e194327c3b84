import type { Batch, BatchReading } from '../../src/contract/adapter.ts';
import { forAll } from '../../src/contract/batch-reading.ts';
import { listField, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { PaypalError } from './read-error.ts';
import type { HarmlessFailure } from './tables/failures.ts';
import { unreadable } from './words.ts';

/** The place in our message that a detail names: `items[3].receiver` (seen), or a JSON pointer. */
const PLACE = /^(?:items\[(\d{1,5})\]|\/items\/(\d{1,5}))[./](\w{1,40})/;

/** What an item can be refused for before it is looked at, by the field that is named. */
const BY_FIELD: ReadonlyMap<string, HarmlessFailure> = new Map<string, HarmlessFailure>([
  // "Receiver is invalid or does not match with type."
  ['receiver', 'eligibility.account.notfound'],
]);

/** Every other field is shaped by us: an amount that is refused here is not over any limit. */
const MALFORMED: HarmlessFailure = 'technical.request.malformed';

/** For whoever is refused along with the message and not for anything of his own. */
const ALONG_WITH_IT: HarmlessFailure = 'technical.settlement.failed';

/**
 * Reads a refusal for something the message says. "Payouts API rejects a request when there is a
 * validation failure in any of the items": nothing of it was taken, and each offending item is
 * named. Those that are named get their reason; the others get the whole's, which sends them back
 * into the queue, since nobody has found anything wrong with them.
 *
 * A place that our message does not have makes it the answer to some other message: doubt.
 */
export function blameIn({ members }: Batch, { json, name }: PaypalError): BatchReading {
  const items = new Map<string, Verdict>();
  for (const detail of listField(json, 'details') ?? []) {
    const [, bracketed, pointed, field = ''] = PLACE.exec(stringField(detail, 'field') ?? '') ?? [];
    const index = bracketed ?? pointed;
    if (index === undefined) continue;
    const member = members[Number(index)];
    if (member === undefined) {
      return forAll(unreadable('a refusal of an item that we did not send', name));
    }
    const failure = BY_FIELD.get(field) ?? MALFORMED;
    if (!items.has(member.partnerKey)) items.set(member.partnerKey, refusedFor(failure, name));
  }
  // Guards judge by the whole. Where nobody was innocent, that is a bad address and not an outage.
  const [only] = items.size === members.length ? items.values() : [];
  // A message that is refused and names no item is wrong as a whole: its head, a setting, a key.
  const rest = items.size === 0 ? MALFORMED : ALONG_WITH_IT;
  return { whole: only ?? refusedFor(rest, name), items };
}

function refusedFor(failure: HarmlessFailure, partnerCode: string): Verdict {
  return { kind: 'refused', recorded: false, failure, partnerCode, echo: {} };
}
