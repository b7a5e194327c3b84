import type { Amount } from './evidence.ts';

/** Each way in which a promise can be broken, and its words at the head of a line. */
export const WRONGS = {
  /** Executed more than once, for a payout or for its loan, or sent on after a known conflict. */
  paidTwice: 'paid twice',
  /** Acknowledged, and not in the journal as it was committed. */
  lost: 'lost',
  /** Said something about the money that was not so at the moment of which it spoke. */
  toldWrong: 'told wrong',
  /** Executed with another amount or currency than ordered. */
  wrongAmount: 'wrong amount',
  /** Executed to another account than ordered. */
  wrongPayee: 'wrong payee',
  /** Not final, and nothing is scheduled that would end it. */
  stuck: 'stuck',
  /** A change that nobody was told of. */
  webhookMissing: 'webhook missing',
  /** An order at a bank that no payout made. */
  unknownMoney: 'unknown money',
  /** A new attempt at a partner in quarantine. */
  paidOn: 'paid on',
  /** An attempt declared dead by a proof that had failed at its partner. */
  believedOn: 'believed on',
  /** A bank still holds an order when all is over. */
  unfinished: 'unfinished',
  /** An answer that no caller may get. */
  refused: 'refused',
  /** The gateway itself reported a bug. */
  defect: 'defect',
} as const;

/** The name of a broken promise. */
export type Wrong = keyof typeof WRONGS;

/** One broken promise. */
export interface Finding {
  readonly wrong: Wrong;
  /** The payout; the loan, where several payouts are to blame; the partner, where none is. */
  readonly id: string;
  /** What happened, in plain words and without personal data. */
  readonly detail: string;
  /** The money it is about; `null` where it is about none. */
  readonly amount: Amount | null;
}

/** A finding as one line; its first words say which promise broke. */
export function lineOf({ wrong, detail }: Finding): string {
  return `${WRONGS[wrong]}: ${detail}`;
}
