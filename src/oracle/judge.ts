import type { PayoutState } from '../payouts/model/payout.ts';
import type { Evidence, PayoutRecord } from './evidence.ts';
import {
  betrayedPayouts,
  judgeConflict,
  judgeDistrusts,
  judgeProofs,
  judgeQuarantines,
} from './judge-betrayal.ts';
import { judgeLoans } from './judge-loans.ts';
import { judgeExecutions, judgePayout } from './judge-payout.ts';
import { judgeBooks, judgeJournal, judgeWebhooks } from './judge-record.ts';
import { judgeStatement, judgeWarning } from './judge-statement.ts';
import { openOrderBook, type OrderBook } from './order-book.ts';
import { type Sum, sumOf } from './sums.ts';
import { type Finding, type Wrong, WRONGS } from './wrongs.ts';

/** What became of the money, and every promise that broke. */
export interface Judgement {
  /** Payouts whose acceptance was acknowledged; of those that are lost the amount is not known. */
  readonly accepted: Sum;
  /** Every payout that was recorded is in one of these. */
  readonly ends: Readonly<Record<End, Sum>>;
  /** Each broken promise with the payouts it is about and their money, each payout once. */
  readonly wrongs: Readonly<Record<Wrong, Sum>>;
  /** Every single finding. */
  readonly findings: readonly Finding[];
  /** True when no promise broke and nothing is left in doubt or in conflict. */
  readonly holds: boolean;
}

/** Where a payout stands when it is judged. `inDoubt`: neither final nor a conflict. */
export type End = 'paid' | 'returned' | 'failed' | 'cancelled' | 'conflict' | 'inDoubt';

/**
 * The one judge of money. Compares what the banks did, what the gateway recorded and what everybody
 * was told; believes the books alone. Pure: no clock, no I/O.
 *
 * An honest bank excuses nothing. Where a liar paid what it had declared dead, the gateway could not
 * know better; then the payout must end as CONFLICT, everybody must hear that money moved, and not
 * one more copy of it may leave.
 */
export function judge(evidence: Evidence): Judgement {
  const book = openOrderBook(evidence);
  const findings = findAll(evidence, book);
  const ends = endsOf(evidence.payouts);
  const wrongs = wrongsOf(findings);
  const holds = findings.length === 0 && ends.inDoubt.count === 0 && ends.conflict.count === 0;
  return { accepted: acceptedOf(evidence), ends, wrongs, findings, holds };
}

function findAll(evidence: Evidence, book: OrderBook): readonly Finding[] {
  const { payouts, told, liars } = evidence;
  const betrayed = betrayedPayouts(book, liars);
  const byId = new Map(payouts.map((payout) => [payout.id, payout]));
  return [
    ...judgeBooks(evidence, book),
    ...payouts.flatMap((payout) => judgeProofs(payout, book, liars)),
    ...payouts.flatMap((payout) => judgeExecutions(payout, book.ofPayout(payout.id))),
    ...payouts.flatMap((payout) =>
      betrayed.has(payout.id)
        ? judgeConflict(payout, evidence)
        : judgePayout(payout, book.ofPayout(payout.id)),
    ),
    ...told.statements.flatMap((statement) => {
      const payout = byId.get(statement.payoutId) ?? null;
      const conflictAt = betrayed.get(statement.payoutId);
      return conflictAt === undefined
        ? judgeStatement(statement, book.ofPayout(statement.payoutId), payout)
        : judgeWarning(statement, conflictAt, payout);
    }),
    ...judgeLoans(payouts, book, new Set(betrayed.keys())),
    ...judgeWebhooks(evidence),
    ...judgeJournal(evidence),
    ...judgeQuarantines(evidence),
    ...judgeDistrusts(evidence),
  ];
}

function acceptedOf({ payouts, told }: Evidence): Sum {
  const amounts = new Map(payouts.map(({ id, amount }) => [id, amount]));
  return sumOf([...told.acknowledged].map((id) => ({ id, amount: amounts.get(id) ?? null })));
}

const END_OF = {
  RECEIVED: 'inDoubt',
  HELD: 'inDoubt',
  QUEUED: 'inDoubt',
  DISPATCHING: 'inDoubt',
  IN_DOUBT: 'inDoubt',
  PROCESSING: 'inDoubt',
  PAID: 'paid',
  RETURNED: 'returned',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  CONFLICT: 'conflict',
} as const satisfies Record<PayoutState, End>;

function endsOf(payouts: readonly PayoutRecord[]): Judgement['ends'] {
  const at = (end: End) => sumOf(payouts.filter(({ state }) => END_OF[state] === end));
  return {
    paid: at('paid'),
    returned: at('returned'),
    failed: at('failed'),
    cancelled: at('cancelled'),
    conflict: at('conflict'),
    inDoubt: at('inDoubt'),
  };
}

/** A payout of which one thing is wrong in several ways, or was told several times, counts once. */
function wrongsOf(findings: readonly Finding[]): Judgement['wrongs'] {
  const names = Object.keys(WRONGS) as readonly Wrong[];
  const sums = names.map((name) => {
    const found = findings.filter(({ wrong }) => wrong === name);
    const firsts = name === 'toldWrong' || name === 'lost' ? onceEach(found) : found;
    return [name, sumOf(firsts)] as const;
  });
  return Object.fromEntries(sums) as Record<Wrong, Sum>;
}

function onceEach(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}
