import type { Journal, JournalWrite, PayoutRow, WriteOutcome } from '../../../src/journal/port.ts';

/** A journal whose writes and reads the test may stop, refuse or watch. */
export interface ScriptedJournal extends Journal {
  /** Every write that was handed in, oldest first, whatever became of it. */
  readonly writes: readonly JournalWrite[];
  /** Does something else with the next `times` writes; `pass` is the real one. */
  onWrite(times: number, instead: WriteScript): void;
  /** Does something else with the next read of a payout. */
  onGet(instead: (pass: () => Promise<PayoutRow | null>) => Promise<PayoutRow | null>): void;
}

export type WriteScript = (pass: () => Promise<WriteOutcome>) => Promise<WriteOutcome>;

export function scriptedJournal(journal: Journal): ScriptedJournal {
  const writes: JournalWrite[] = [];
  const writeScripts: WriteScript[] = [];
  const getScripts: ((pass: () => Promise<PayoutRow | null>) => Promise<PayoutRow | null>)[] = [];

  return {
    ...journal,
    writes,
    write(write) {
      writes.push(write);
      const instead = writeScripts.shift();
      const pass = () => journal.write(write);
      return instead === undefined ? pass() : instead(pass);
    },
    get(payoutId) {
      const instead = getScripts.shift();
      const pass = () => journal.get(payoutId);
      return instead === undefined ? pass() : instead(pass);
    },
    onWrite(times, instead) {
      for (let copy = 0; copy < times; copy++) writeScripts.push(instead);
    },
    onGet(instead) {
      getScripts.push(instead);
    },
  };
}

/** A promise that the test keeps in its hand. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
