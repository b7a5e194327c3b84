import type { JournalWrite, PayoutWrite } from '../../journal/port.ts';
import type { Amount, AttemptRecord, PayoutRecord } from '../../oracle/evidence.ts';
import { decodeEvent } from '../../payouts/model/codec.ts';
import type { PayoutEvent } from '../../payouts/model/payout-event.ts';
import type { PartnerConflict } from '../../payouts/partner-conflicts.ts';
import { type Attempt, isFinal, type PayoutState } from '../../payouts/model/payout.ts';

/** The course of one payout, noted commit by commit. */
export interface PayoutNote {
  readonly id: string;
  readonly loan: string;
  readonly amount: Amount;
  readonly payee: string;
  state: PayoutState;
  isDue: boolean;
  conflictAt: number | null;
  quarantine: PayoutRecord['quarantine'];
  distrust: PayoutRecord['distrust'];
  readonly attempts: Map<number, AttemptNote>;
}

/** The course of one attempt. */
export interface AttemptNote extends AttemptRecord {
  readonly payoutId: string;
  deadAt: number | null;
  death: AttemptRecord['death'];
}

/** The two clocks of a note: its moment in the run, and the monotonic clock in ms. */
export interface NoteTime {
  readonly asOf: number;
  readonly elapsedMs: number;
}

/** The note of a payout that is written for the first time. Throws when its order is not with it. */
export function bornPayout({ row, events }: PayoutWrite): PayoutNote {
  const first = events.find(({ kind }) => kind === 'received');
  const received = first === undefined ? null : decodeEvent(first.document);
  if (received?.kind !== 'received') throw new Error(`${row.id} was written without its order`);
  const { amount, creditor } = received.request;
  return {
    id: row.id,
    loan: row.obligation,
    amount,
    payee: creditor.account.value,
    state: 'RECEIVED',
    isDue: true,
    conflictAt: null,
    quarantine: null,
    distrust: null,
    attempts: new Map(),
  };
}

/** Takes one event that says something of an attempt. */
export function noteEvent(
  note: PayoutNote,
  event: PayoutEvent,
  { asOf, elapsedMs }: NoteTime,
  count: (name: string) => void,
): void {
  if (event.kind === 'attemptStarted') noteAttempt(note, event.attempt, elapsedMs, count);
  if (event.kind === 'attemptMoved' && event.to === 'DEAD') {
    count(`proofs/${event.proof ?? 'none'}`);
    const attempt = note.attempts.get(event.attemptNo);
    if (attempt === undefined) return;
    attempt.deadAt ??= asOf;
    const isUnrecorded = event.proof === 'P2_REFUSED' && event.isUnrecorded === true;
    attempt.death = {
      proof: isUnrecorded ? 'P2_UNRECORDED' : (event.proof ?? ''),
      atMs: elapsedMs,
    };
  }
}

/** Takes the row of a write, after its events. */
export function noteRow(note: PayoutNote, { row }: PayoutWrite, { asOf }: NoteTime): void {
  // The journal holds no other words.
  note.state = row.state as PayoutState;
  note.isDue = row.dueAtMs !== null;
  if (note.state === 'CONFLICT') note.conflictAt ??= asOf;
}

/** Takes what a conflict takes out of service beside its payee: a whole partner, or one proof of it. */
export function noteFreezes(
  note: PayoutNote,
  records: JournalWrite['records'],
  { elapsedMs }: NoteTime,
  count: (name: string) => void,
): void {
  for (const { kind, id, document } of records ?? []) {
    if (document === null) continue;
    if (kind === 'quarantine.partner') {
      note.quarantine = { partner: id, atMs: elapsedMs };
      count('conflicts/partner quarantined');
    }
    if (kind !== 'conflict.partner') continue;
    const { partner, breach } = JSON.parse(document) as PartnerConflict;
    count(`conflicts/${breach}`);
    if (breach === 'absent' || breach === 'unrecordedRefusal') {
      note.distrust = { partner, proof: PROOF_OF[breach], atMs: elapsedMs };
    }
  }
}

/** What an attempt that was believed dead by it carries. */
const PROOF_OF = { absent: 'P3_ABSENT', unrecordedRefusal: 'P2_UNRECORDED' } as const;

/** The note as the oracle takes it. */
export function recordOf(note: PayoutNote): PayoutRecord {
  return { ...note, attempts: [...note.attempts.values()] };
}

/** True for a payout about which nothing is left to do but by people. */
export function isAtRest({ state }: PayoutNote): boolean {
  return isFinal(state) || state === 'CONFLICT' || state === 'HELD';
}

/** One webhook that the caller must hear. */
export interface WebhookNote {
  readonly payoutId: string;
  /** The moment of which its body speaks. */
  readonly asOf: number;
  readonly state: PayoutState;
  isDue: boolean;
}

/** Takes what a write adds to the outbox; a webhook speaks of its payout as it stands now. */
export function noteOutbox(
  webhooks: Map<string, WebhookNote>,
  outbox: JournalWrite['outbox'],
  stateOf: (payoutId: string) => PayoutState,
  asOf: number,
): void {
  for (const { id, payoutId, dueAtMs } of outbox ?? []) {
    const known = webhooks.get(id);
    const isDue = dueAtMs !== null;
    if (known === undefined) webhooks.set(id, { payoutId, asOf, state: stateOf(payoutId), isDue });
    else known.isDue = isDue;
  }
}

function noteAttempt(
  note: PayoutNote,
  { no, partner, partnerKey }: Attempt,
  startedAtMs: number,
  count: (name: string) => void,
): void {
  const before = note.attempts.get(no - 1);
  if (before !== undefined) {
    const isElsewhere = before.partner !== partner;
    count(isElsewhere ? 'routes/elsewhere over a proof' : 'routes/again over a proof');
  }
  const payoutId = note.id;
  note.attempts.set(no, {
    payoutId,
    no,
    partner,
    partnerKey,
    startedAtMs,
    deadAt: null,
    death: null,
  });
}
