/**
 * Goal: nothing reaches the database that it would mangle, choke on, or store under false numbers.
 *
 * Method: one good write, broken in one place at a time. The refusal must name the field and must
 * not repeat its content, which may be somebody's name.
 */
import { describe, expect, it } from 'vitest';

import {
  type IdempotencyClaim,
  JournalError,
  type JournalWrite,
  type PartnerKeyEntry,
  type StoredEvent,
} from '../../src/journal/port.ts';
import {
  DOCUMENT_LENGTH_MAX,
  measureWrite,
  NAME_LENGTH_MAX,
  PARTS_MAX,
} from '../../src/journal/measure-write.ts';
import { creation, sampleEvents, sampleOutbox, sampleRow } from './samples.ts';

const CLAIM = { caller: 'lender', key: 'k', fingerprint: 'f', payoutId: 'po_1', answer: '{}' };
const KEY = { partner: 'alipay', partnerKey: 'K', payoutId: 'po_1', attemptNo: 1 };
const SECRET = '6222020200112233445';

const BROKEN: readonly (readonly [string, string, JournalWrite])[] = [
  ['a NUL', 'payout.row.document', creation('po_1', { document: `${SECRET}\0` })],
  ['half a surrogate pair', 'payout.row.document', creation('po_1', { document: '\udc00' })],
  ['an empty id', 'payout.row.id', creation('')],
  ['an endless id', 'payout.row.id', creation('x'.repeat(NAME_LENGTH_MAX + 1))],
  [
    'an endless document',
    'payout.row.document',
    creation('po_1', { document: 'x'.repeat(DOCUMENT_LENGTH_MAX + 1) }),
  ],
  ['a NUL in a name', 'payout.row.obligation', creation('po_1', { obligation: `${SECRET}\0` })],
  ['an empty partner', 'payout.row.partner', creation('po_1', { partner: '' })],
  ['half a millisecond', 'payout.row.dueAtMs', creation('po_1', { dueAtMs: 1.5 })],
  ['an inexact integer', 'payout.row.updatedAtMs', creation('po_1', { updatedAtMs: 2 ** 53 })],
  ['a negative time', 'payout.row.createdAtMs', creation('po_1', { createdAtMs: -1 })],
  ['no number', 'payout.row.dueAtMs', creation('po_1', { dueAtMs: Number.NaN })],
  ['a version that jumps', 'payout.row.version', creation('po_1', { version: 2 })],
  [
    'a gap between events',
    'payout.events.seq',
    creation('po_1', {}, { events: [...sampleEvents(1, 1), ...sampleEvents(3, 3)] }),
  ],
  ['event 0', 'payout.events.seq', creation('po_1', {}, { events: sampleEvents(0, 1) })],
  [
    'too many events',
    'payout.events',
    creation('po_1', {}, { events: sampleEvents(1, PARTS_MAX + 1) }),
  ],
  [
    'a claim of another payout',
    'payout.claim.payoutId',
    creation('po_1', {}, { claim: { ...CLAIM, payoutId: 'po_2' } }),
  ],
  [
    'a claim of another caller',
    'payout.claim.caller',
    creation('po_1', {}, { claim: { ...CLAIM, caller: 'x' } }),
  ],
  [
    'a claim on a change',
    'payout.claim',
    {
      payout: {
        expectedVersion: 1,
        row: sampleRow('po_1', { version: 2 }),
        events: [],
        claim: CLAIM,
      },
    },
  ],
  [
    "another payout's partner key",
    'payout.partnerKeys.payoutId',
    creation('po_1', {}, { partnerKeys: [{ ...KEY, payoutId: 'po_2' }] }),
  ],
  [
    'attempt 0',
    'payout.partnerKeys.attemptNo',
    creation('po_1', {}, { partnerKeys: [{ ...KEY, attemptNo: 0 }] }),
  ],
  ['an outbox entry without id', 'outbox.id', { outbox: [sampleOutbox('')] }],
  ['a negative count', 'outbox.attempts', { outbox: [sampleOutbox('wh', { attempts: -1 })] }],
  ['a record without kind', 'records.kind', { records: [{ kind: '', id: 'i', document: '{}' }] }],
  ['a record without id', 'records.id', { records: [{ kind: 'k', id: '', document: null }] }],
  [
    'an outbox entry of nobody',
    'outbox.payoutId',
    { outbox: [sampleOutbox('wh', { payoutId: '' })] },
  ],
  ['a NUL in a webhook', 'outbox.document', { outbox: [sampleOutbox('wh', { document: '\0' })] }],
  [
    'a webhook of no time',
    'outbox.createdAtMs',
    { outbox: [sampleOutbox('wh', { createdAtMs: -1 })] },
  ],
  [
    'a webhook due at no time',
    'outbox.dueAtMs',
    { outbox: [sampleOutbox('wh', { dueAtMs: 0.5 })] },
  ],
  ['no state', 'payout.row.state', creation('po_1', { state: '' })],
  ['no caller', 'payout.row.caller', creation('po_1', { caller: '' })],
  ['an event of no kind', 'payout.events.kind', withEvent({ kind: '' })],
  ['an event of no time', 'payout.events.atMs', withEvent({ atMs: -1 })],
  ['a NUL in an event', 'payout.events.document', withEvent({ document: '\0' })],
  ['a key of no partner', 'payout.partnerKeys.partner', withKey({ partner: '' })],
  ['an empty partner key', 'payout.partnerKeys.partnerKey', withKey({ partnerKey: '' })],
  ['an empty key of a claim', 'payout.claim.key', withClaim({ key: '' })],
  ['no fingerprint', 'payout.claim.fingerprint', withClaim({ fingerprint: '' })],
  ['a NUL in an answer', 'payout.claim.answer', withClaim({ answer: '\0' })],
  ['a NUL in a record', 'records.document', { records: [{ kind: 'k', id: 'i', document: '\0' }] }],
];

describe('measureWrite', () => {
  it.each(BROKEN)('refuses %s and names %s', (_, field, write) => {
    const refusal = refusalOf(write);

    expect(refusal).toMatchObject({ code: 'invalid', stored: 'no' });
    expect(refusal?.message.startsWith(`invalid: ${field} `)).toBe(true);
    expect(refusal?.message).not.toContain(SECRET);
  });

  it('counts every character that will wait in memory', () => {
    const small = measureWrite(creation('po_1', { document: '' }));

    const large = measureWrite({
      ...creation('po_1', { document: 'x'.repeat(1000) }, { claim: CLAIM, partnerKeys: [KEY] }),
      outbox: [sampleOutbox('wh', { document: 'y'.repeat(1000) })],
      records: [
        { kind: 'k', id: 'i', document: 'z'.repeat(1000) },
        { kind: 'k', id: 'gone', document: null },
      ],
    });

    expect(large - small).toBeGreaterThan(3000);
    expect(large - small).toBeLessThan(3100);
  });

  it('takes everything at its limit', () => {
    const write = creation(
      'x'.repeat(NAME_LENGTH_MAX),
      {
        obligation: 'loan',
        document: 'x'.repeat(DOCUMENT_LENGTH_MAX),
        dueAtMs: Number.MAX_SAFE_INTEGER,
      },
      { events: sampleEvents(1, PARTS_MAX) },
    );

    expect([NAME_LENGTH_MAX, DOCUMENT_LENGTH_MAX, PARTS_MAX]).toEqual([512, 1024 * 1024, 200]);
    expect(measureWrite(write)).toBeGreaterThan(DOCUMENT_LENGTH_MAX);
  });
});

function refusalOf(write: JournalWrite): JournalError | null {
  try {
    measureWrite(write);
    return null;
  } catch (error) {
    return error instanceof JournalError ? error : null;
  }
}

function withEvent(change: Partial<StoredEvent>): JournalWrite {
  const events = sampleEvents(1, 1).map((event) => ({ ...event, ...change }));
  return creation('po_1', {}, { events });
}

function withKey(change: Partial<PartnerKeyEntry>): JournalWrite {
  return creation('po_1', {}, { partnerKeys: [{ ...KEY, ...change }] });
}

function withClaim(change: Partial<IdempotencyClaim>): JournalWrite {
  return creation('po_1', {}, { claim: { ...CLAIM, ...change } });
}
