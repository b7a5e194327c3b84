import { createHash } from 'node:crypto';

import type { Journal, JournalWrite, PayoutWrite } from '../../journal/port.ts';
import type { PayoutEvent } from '../../payouts/model/payout-event.ts';
import { type Attempt, isFinal, type PayoutState } from '../../payouts/model/payout.ts';
import type { Truth } from './truth.ts';

/** What the gateway decided, in the order of its commits, as far as the oracle asks for it. */
export interface Chronicle {
  /** Stands in front of a journal and notes what it has taken. */
  watch(journal: Journal): Journal;
  /** SHA-256 over every event of every payout in the order of the commits. */
  digest(): string;
  readonly payouts: ReadonlyMap<string, PayoutNote>;
  /** Whose attempt a reference at a partner is. */
  attemptOf(partner: string, reference: string): AttemptNote | null;
  readonly webhooks: ReadonlyMap<string, WebhookNote>;
}

/** The course of one payout. */
export interface PayoutNote {
  readonly id: string;
  readonly loan: string;
  state: PayoutState;
  isDue: boolean;
  /** The moment in which it became a conflict. */
  conflictAt: number | null;
  /** The same on the monotonic clock, and whose attempt it was about. */
  quarantine: { readonly partner: string; readonly atMs: number } | null;
  readonly attempts: Map<number, AttemptNote>;
}

/** The course of one attempt. */
export interface AttemptNote {
  readonly payoutId: string;
  readonly no: number;
  readonly partner: string;
  readonly partnerKey: string;
  /** When its intent was written, on the monotonic clock. */
  readonly startedAtMs: number;
  /** The moment in which it was declared dead, first. */
  deadAt: number | null;
}

/** One webhook that the caller must hear. */
export interface WebhookNote {
  readonly payoutId: string;
  /** The moment of which its body speaks. */
  readonly asOf: number;
  readonly state: PayoutState;
  isDue: boolean;
}

/** Notes of a whole run: journals come and go with their processes, this stays. */
export function createChronicle(
  truth: Truth,
  elapsed: () => number,
  count: (name: string) => void,
): Chronicle {
  const payouts = new Map<string, PayoutNote>();
  const references = new Map<string, AttemptNote>();
  const webhooks = new Map<string, WebhookNote>();
  const log = createHash('sha256');

  function note({ payout, outbox = [] }: JournalWrite, asOf: number): void {
    if (payout !== undefined) notePayout(payout, asOf);
    for (const { id, payoutId, dueAtMs } of outbox) {
      const known = webhooks.get(id);
      const state = payouts.get(payoutId)?.state ?? 'RECEIVED';
      if (known === undefined) webhooks.set(id, { payoutId, asOf, state, isDue: dueAtMs !== null });
      else known.isDue = dueAtMs !== null;
    }
  }

  function notePayout({ row, events }: PayoutWrite, asOf: number): void {
    const note = payouts.get(row.id) ?? born(row.id, row.obligation);
    payouts.set(row.id, note);
    let lines = '';
    for (const { seq, kind, document } of events) {
      lines += `${row.id} ${seq} ${document}\n`;
      count(`events/${kind}`);
      if (TELLING.has(kind)) noteEvent(note, JSON.parse(document) as PayoutEvent, asOf);
    }
    log.update(lines);
    if (note.state !== row.state) count(`reached/${row.state}`);
    note.state = row.state as PayoutState;
    note.isDue = row.dueAtMs !== null;
    if (note.state !== 'CONFLICT' || note.conflictAt !== null) return;
    note.conflictAt = asOf;
    note.quarantine = { partner: conflictingPartner(note, events), atMs: elapsed() };
  }

  function noteEvent(note: PayoutNote, event: PayoutEvent, asOf: number): void {
    if (event.kind === 'attemptStarted') noteAttempt(note, event.attempt);
    if (event.kind === 'attemptMoved' && event.to === 'DEAD') {
      count(`proofs/${event.proof ?? 'none'}`);
      const attempt = note.attempts.get(event.attemptNo);
      if (attempt !== undefined) attempt.deadAt ??= asOf;
    }
  }

  function noteAttempt(note: PayoutNote, { no, partner, partnerKey }: Attempt): void {
    const before = note.attempts.get(no - 1);
    if (before !== undefined) {
      const isElsewhere = before.partner !== partner;
      count(isElsewhere ? 'routes/elsewhere over a proof' : 'routes/again over a proof');
    }
    const startedAtMs = elapsed();
    const attempt = { payoutId: note.id, no, partner, partnerKey, startedAtMs, deadAt: null };
    note.attempts.set(no, attempt);
    references.set(`${partner} ${partnerKey}`, attempt);
  }

  return {
    payouts,
    webhooks,
    digest: () => log.copy().digest('hex'),
    attemptOf: (partner, reference) => references.get(`${partner} ${reference}`) ?? null,
    watch: (journal) => ({
      ...journal,
      async write(write) {
        const asOf = truth.now();
        const outcome = await journal.write(write);
        if (outcome.kind === 'ok') note(write, asOf);
        return outcome;
      },
    }),
  };
}

/** The partner whose word contradicts a proof: the attempt of the evidence behind the conflict. */
function conflictingPartner(note: PayoutNote, events: PayoutWrite['events']): string {
  const evidence = events.find(({ kind }) => kind === 'evidence');
  const { attemptNo } = JSON.parse(evidence?.document ?? '{"attemptNo":0}') as {
    readonly attemptNo: number;
  };
  return note.attempts.get(attemptNo)?.partner ?? '';
}

/** The events whose content the oracle needs; the others are counted by name. */
const TELLING: ReadonlySet<string> = new Set(['attemptStarted', 'attemptMoved']);

function born(id: string, loan: string): PayoutNote {
  return {
    id,
    loan,
    state: 'RECEIVED',
    isDue: true,
    conflictAt: null,
    quarantine: null,
    attempts: new Map(),
  };
}

/** True for a payout about which nothing is left to do but by people. */
export function isAtRest({ state }: PayoutNote): boolean {
  return isFinal(state) || state === 'CONFLICT' || state === 'HELD';
}
