import { createHash } from 'node:crypto';

import type { Journal, JournalWrite, PayoutWrite } from '../../journal/port.ts';
import type { PayoutEvent } from '../../payouts/model/payout-event.ts';
import {
  bornPayout,
  noteEvent,
  noteFreezes,
  noteOutbox,
  noteRow,
  type NoteTime,
  type PayoutNote,
  type WebhookNote,
} from './payout-note.ts';
import type { Truth } from './truth.ts';

/** What the gateway decided, in the order of its commits, as far as the oracle asks for it. */
export interface Chronicle {
  /** Stands in front of a journal and notes what it has taken. */
  watch(journal: Journal): Journal;
  /** SHA-256 over every event of every payout in the order of the commits. */
  digest(): string;
  readonly payouts: ReadonlyMap<string, PayoutNote>;
  readonly webhooks: ReadonlyMap<string, WebhookNote>;
}

/** The events whose content is needed; the others are counted by name. */
const TELLING: ReadonlySet<string> = new Set(['attemptStarted', 'attemptMoved']);

/** Notes of a whole run: journals come and go with their processes, this stays. */
export function createChronicle(
  truth: Truth,
  elapsed: () => number,
  count: (name: string) => void,
): Chronicle {
  const payouts = new Map<string, PayoutNote>();
  const webhooks = new Map<string, WebhookNote>();
  const log = createHash('sha256');

  function note({ payout, outbox, records }: JournalWrite, asOf: number): void {
    const time = { asOf, elapsedMs: elapsed() };
    if (payout !== undefined) noteFreezes(notePayout(payout, time), records, time, count);
    noteOutbox(webhooks, outbox, (id) => payouts.get(id)?.state ?? 'RECEIVED', asOf);
  }

  function notePayout(write: PayoutWrite, time: NoteTime): PayoutNote {
    const { row, events } = write;
    const note = payouts.get(row.id) ?? bornPayout(write);
    payouts.set(row.id, note);
    let lines = '';
    for (const { seq, kind, document } of events) {
      lines += `${row.id} ${seq} ${document}\n`;
      count(`events/${kind}`);
      if (TELLING.has(kind)) noteEvent(note, JSON.parse(document) as PayoutEvent, time, count);
    }
    log.update(lines);
    if (note.state !== row.state) count(`reached/${row.state}`);
    noteRow(note, write, time);
    return note;
  }

  return {
    payouts,
    webhooks,
    digest: () => log.copy().digest('hex'),
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
