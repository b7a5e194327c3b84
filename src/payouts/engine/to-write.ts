import type { JournalWrite, PartnerKeyEntry, PayoutRow, StoredEvent } from '../../journal/port.ts';
import { applyEvent } from '../model/apply-event.ts';
import { encodeDocument } from '../model/codec.ts';
import { dueAtMsOf } from '../model/hint-schedule.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import type { PayoutEvent } from '../model/payout-event.ts';

/** A decision as the journal stores it, and the payout as it will be. */
export interface PreparedWrite {
  readonly payout: Payout;
  readonly write: JournalWrite & Required<Pick<JournalWrite, 'payout'>>;
}

/** Folds the events and lays out the atomic write: events, row, partner keys and the partner's own references. Pure. */
export function toWrite(before: Payout | null, events: readonly PayoutEvent[]): PreparedWrite {
  const expectedVersion = before?.version ?? 0;
  const firstSeq = (before?.lastSeq ?? 0) + 1;
  const folded = events.reduce<Payout | null>(applyEvent, before);
  if (folded === null) throw new TypeError('a write needs at least one event');
  const payout = { ...folded, version: expectedVersion + 1 };
  const keys = newPartnerKeys(payout, events);
  const told = newPartnerReferences(payout, events);
  return {
    payout,
    write: {
      payout: {
        expectedVersion,
        row: toRow(payout),
        events: events.map((event, index) => toStored(event, firstSeq + index)),
        ...(keys.length === 0 ? {} : { partnerKeys: keys }),
        ...(told.length === 0 ? {} : { partnerReferences: told }),
      },
    },
  };
}

function toRow(payout: Payout): PayoutRow {
  return {
    id: payout.id,
    version: payout.version,
    state: payout.state,
    caller: payout.caller,
    obligation: payout.request.obligation,
    holdsObligation: payout.holdsObligation,
    partner: payout.attempts.at(-1)?.partner ?? null,
    createdAtMs: payout.createdAtMs,
    updatedAtMs: payout.updatedAtMs,
    dueAtMs: dueAtMsOf(payout),
    document: encodeDocument(payout),
  };
}

function toStored(event: PayoutEvent, seq: number): StoredEvent {
  return { seq, kind: event.kind, atMs: event.atMs, document: encodeDocument(event) };
}

/** Each key once: an attempt that re-uses one is found through the attempt that wrote it first. */
function newPartnerKeys(payout: Payout, events: readonly PayoutEvent[]): PartnerKeyEntry[] {
  return events.flatMap((event) =>
    event.kind === 'attemptStarted' && isFirstOfItsKey(payout, event.attempt)
      ? namesOf(event.attempt).map((partnerKey) => ({
          partner: event.attempt.partner,
          partnerKey,
          payoutId: payout.id,
          attemptNo: event.attempt.no,
        }))
      : [],
  );
}

/** Printable text of 1 to 128 characters. By anything else nothing is found; the evidence counts. */
const REFERENCE = /^[!-~](?:[ -~]{0,126}[!-~])?$/;

/** What the partner told us that it calls an attempt (W5). */
function newPartnerReferences(payout: Payout, events: readonly PayoutEvent[]): PartnerKeyEntry[] {
  return events.flatMap((event) => {
    if (event.kind !== 'evidence' || event.partnerReference === undefined) return [];
    const { attemptNo, partnerReference } = event;
    const partner = payout.attempts.find(({ no }) => no === attemptNo)?.partner;
    if (partner === undefined || !REFERENCE.test(partnerReference)) return [];
    return [{ partner, partnerKey: partnerReference, payoutId: payout.id, attemptNo }];
  });
}

/** The key, and whatever else a callback may call the attempt by. */
function namesOf({ partnerKey, references = [] }: Attempt): readonly string[] {
  return [...new Set([partnerKey, ...references])];
}

function isFirstOfItsKey({ attempts }: Payout, { no, partner, partnerKey }: Attempt): boolean {
  return !attempts.some(
    (other) => other.no < no && other.partner === partner && other.partnerKey === partnerKey,
  );
}
