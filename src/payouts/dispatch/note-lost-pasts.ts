import type { Journal } from '../../journal/port.ts';
import type { Engine } from '../engine/engine.ts';
import { decodePayout } from '../model/codec.ts';
import { isSettled, PAYOUT_STATES } from '../model/payout.ts';
import { unaskable } from './ask-first.ts';
import type { PartnerClients } from './partner-client.ts';
import { restoredRecord, type RestoredJournal } from './restored-journal.ts';

/** What noting needs of its surroundings. */
export interface NoteLostPastsParts {
  readonly journal: Journal;
  readonly engine: Pick<Engine, 'tell'>;
  readonly clients: PartnerClients;
  readonly restored: RestoredJournal;
}

/** Whatever may still be sent, or was under way when the backup was made. */
const UNENDED = PAYOUT_STATES.filter((state) => !isSettled(state));
const PAGE = 500;

/**
 * Marks every payout of a restored backup that had not ended: the lost time may have paid it. Once, and
 * before anything is dispatched or answered; a start that is cut short marks them again. Rejects with
 * JournalError; then nothing may be sent.
 */
export async function noteLostPasts(parts: NoteLostPastsParts): Promise<void> {
  const { journal, engine, clients, restored } = parts;
  for (let afterId = ''; ;) {
    const rows = await journal.inStates(UNENDED, afterId, PAGE);
    const last = rows.at(-1);
    if (last === undefined) break;
    await Promise.all(
      rows.map(({ id, document }) => {
        const lostPast = { unaskable: unaskable(clients, decodePayout(document)) };
        return engine.tell(id, { kind: 'pastLost', lostPast });
      }),
    );
    afterId = last.id;
  }
  await journal.write({ records: [restoredRecord({ ...restored, isNoted: true })] });
}
