import assert from 'node:assert/strict';

import type { Payout } from './payout.ts';
import type { PayoutEvent } from './payout-event.ts';

/** JSON has no bigint: each is written as `{"$bigint":"123"}`, which no string can be taken for. */
const BIGINT_TAG = '$bigint';

/** Writes a document of the journal. */
export function encodeDocument(value: Payout | PayoutEvent): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? { [BIGINT_TAG]: field.toString() } : field,
  );
}

/** Reads back what {@link encodeDocument} wrote; the journal is trusted to hold nothing else. */
export function decodePayout(document: string): Payout {
  const payout = decode(document) as Payout;
  assert(typeof payout.id === 'string' && typeof payout.version === 'number');
  return payout;
}

/** Reads back one event. */
export function decodeEvent(document: string): PayoutEvent {
  const event = decode(document) as PayoutEvent;
  assert(typeof event.kind === 'string' && typeof event.atMs === 'number');
  return event;
}

function decode(document: string): unknown {
  return JSON.parse(document, (_key, field: unknown) => {
    if (typeof field !== 'object' || field === null || !Object.hasOwn(field, BIGINT_TAG)) {
      return field;
    }
    const digits = (field as Record<string, unknown>)[BIGINT_TAG];
    assert(typeof digits === 'string');
    return BigInt(digits);
  });
}
