import {
  JournalError,
  type IdempotencyClaim,
  type JournalRecord,
  type JournalWrite,
  type OutboxEntry,
  type PartnerKeyEntry,
  type PayoutRow,
  type PayoutWrite,
  type StoredEvent,
} from './port.ts';

/** The most characters of an id, key, name or state. */
export const NAME_LENGTH_MAX = 512;
/** The most characters of a document or a stored answer. */
export const DOCUMENT_LENGTH_MAX = 1_048_576;
/** The most events, outbox entries, records or partner keys in one write. */
export const PARTS_MAX = 200;

/**
 * Checks a write before it meets its neighbours, and returns its size in characters.
 *
 * One bad record would abort the whole batch in some databases and be mangled in others: no NUL
 * and no lone surrogate (neither survives every text column), no integer beyond 2^53 - 1, bounded
 * lengths, event numbers without a gap. Throws `JournalError` `invalid`, stored `no`; the message
 * names the field and never its content.
 */
export function measureWrite(write: JournalWrite): number {
  const checker = createChecker();
  if (write.payout !== undefined) checkPayout(checker, write.payout);
  checker.each('outbox', write.outbox, checkOutboxEntry);
  checker.each('records', write.records, checkRecord);
  return checker.size();
}

interface Checker {
  name(field: string, value: string): void;
  document(field: string, value: string): void;
  count(field: string, value: number, min: number): void;
  same(field: string, value: unknown, expected: unknown): void;
  each<Part>(
    field: string,
    parts: readonly Part[] | undefined,
    check: (checker: Checker, part: Part) => void,
  ): void;
  size(): number;
}

function createChecker(): Checker {
  let size = 0;
  const text = (field: string, value: string, lengthMax: number): void => {
    if (typeof value !== 'string') refuse(field, 'is not text');
    if (value.length > lengthMax) refuse(field, `is longer than ${lengthMax} characters`);
    if (value.includes('\0')) refuse(field, 'contains a NUL character');
    if (!value.isWellFormed()) refuse(field, 'contains half a surrogate pair');
    size += value.length;
  };
  const checker: Checker = {
    name(field, value) {
      text(field, value, NAME_LENGTH_MAX);
      if (value === '') refuse(field, 'is empty');
    },
    document: (field, value) => text(field, value, DOCUMENT_LENGTH_MAX),
    count(field, value, min) {
      if (!Number.isSafeInteger(value)) refuse(field, 'is not an exact integer');
      if (value < min) refuse(field, `is less than ${min}`);
    },
    same(field, value, expected) {
      if (value !== expected) refuse(field, 'contradicts the rest of the write');
    },
    each(field, parts = [], check) {
      if (parts.length > PARTS_MAX) refuse(field, `has more than ${PARTS_MAX} parts`);
      for (const part of parts) check(checker, part);
    },
    size: () => size,
  };
  return checker;
}

function checkPayout(checker: Checker, payout: PayoutWrite): void {
  const { expectedVersion, row, events, partnerKeys, partnerReferences, claim } = payout;
  checker.count('payout.expectedVersion', expectedVersion, 0);
  checker.same('payout.row.version', row.version, expectedVersion + 1);
  checkRow(checker, row);
  checker.each('payout.events', events, checkEvent);
  for (const [index, event] of events.entries()) {
    checker.same('payout.events.seq', event.seq, (events[0]?.seq ?? 1) + index);
  }
  checker.each('payout.partnerKeys', partnerKeys, checkPartnerKey);
  for (const entry of partnerKeys ?? []) {
    checker.same('payout.partnerKeys.payoutId', entry.payoutId, row.id);
  }
  checker.each('payout.partnerReferences', partnerReferences, checkPartnerReference);
  for (const entry of partnerReferences ?? []) {
    checker.same('payout.partnerReferences.payoutId', entry.payoutId, row.id);
  }
  if (claim === undefined) return;
  checkClaim(checker, claim);
  checker.same('payout.claim', expectedVersion, 0);
  checker.same('payout.claim.payoutId', claim.payoutId, row.id);
  checker.same('payout.claim.caller', claim.caller, row.caller);
}

function checkRow(checker: Checker, row: PayoutRow): void {
  checker.name('payout.row.id', row.id);
  checker.count('payout.row.version', row.version, 1);
  checker.name('payout.row.state', row.state);
  checker.name('payout.row.caller', row.caller);
  checker.name('payout.row.obligation', row.obligation);
  if (row.partner !== null) checker.name('payout.row.partner', row.partner);
  checker.count('payout.row.createdAtMs', row.createdAtMs, 0);
  checker.count('payout.row.updatedAtMs', row.updatedAtMs, 0);
  if (row.dueAtMs !== null) checker.count('payout.row.dueAtMs', row.dueAtMs, 0);
  checker.document('payout.row.document', row.document);
}

function checkEvent(checker: Checker, event: StoredEvent): void {
  checker.count('payout.events.seq', event.seq, 1);
  checker.name('payout.events.kind', event.kind);
  checker.count('payout.events.atMs', event.atMs, 0);
  checker.document('payout.events.document', event.document);
}

function checkPartnerKey(checker: Checker, entry: PartnerKeyEntry): void {
  checker.name('payout.partnerKeys.partner', entry.partner);
  checker.name('payout.partnerKeys.partnerKey', entry.partnerKey);
  checker.count('payout.partnerKeys.attemptNo', entry.attemptNo, 1);
}

function checkPartnerReference(checker: Checker, entry: PartnerKeyEntry): void {
  checker.name('payout.partnerReferences.partner', entry.partner);
  checker.name('payout.partnerReferences.partnerKey', entry.partnerKey);
  checker.count('payout.partnerReferences.attemptNo', entry.attemptNo, 1);
}

function checkClaim(checker: Checker, claim: IdempotencyClaim): void {
  checker.name('payout.claim.key', claim.key);
  checker.name('payout.claim.fingerprint', claim.fingerprint);
  checker.document('payout.claim.answer', claim.answer);
}

function checkOutboxEntry(checker: Checker, entry: OutboxEntry): void {
  checker.name('outbox.id', entry.id);
  checker.name('outbox.payoutId', entry.payoutId);
  checker.count('outbox.createdAtMs', entry.createdAtMs, 0);
  if (entry.dueAtMs !== null) checker.count('outbox.dueAtMs', entry.dueAtMs, 0);
  checker.count('outbox.attempts', entry.attempts, 0);
  checker.document('outbox.document', entry.document);
}

function checkRecord(checker: Checker, record: JournalRecord): void {
  checker.name('records.kind', record.kind);
  checker.name('records.id', record.id);
  if (record.document !== null) checker.document('records.document', record.document);
}

function refuse(field: string, why: string): never {
  throw new JournalError('invalid', 'no', `${field} ${why}`);
}
