import type { Ledger, Movement } from './ledger.ts';
import { HAS_ENDED, type Loan, type Statement } from './statement.ts';

/** What went wrong with a loan, in the words of the promise. */
export const STORM_WRONGS = ['twice', 'lost', 'toldWrong', 'unknownMoney', 'notTaken'] as const;

/** One of {@link STORM_WRONGS}; `notTaken`: no answer said that the order was taken, however often it was sent. */
export type StormWrong = (typeof STORM_WRONGS)[number];

/** One broken promise, with what a person needs to look into it. */
export interface StormFinding {
  readonly wrong: StormWrong;
  readonly obligation: string;
  /** Every payout that was acknowledged for it. */
  readonly payoutIds: readonly string[];
  readonly detail: string;
}

/** How the loans ended, and what broke. */
export interface StormVerdict {
  readonly ends: Readonly<Record<string, number>>;
  readonly findings: readonly StormFinding[];
  /** Loans that still wait when patience is over: doubt may last for hours, and breaks no promise. */
  readonly waiting: readonly string[];
  /** Paid in all, by currency, in minor units. */
  readonly paidMinor: ReadonlyMap<string, bigint>;
}

/**
 * Judges the gateway by the storm's own books (docs/MONEY.md). Shares no code with `src/oracle`: two
 * judges that agree by a common mistake prove nothing.
 */
export function judgeLoans(loans: readonly Loan[], ledger: Ledger): StormVerdict {
  const ends: Record<string, number> = {};
  const paidMinor = new Map<string, bigint>();
  const findings: StormFinding[] = [];
  for (const loan of loans) {
    const state = loan.end?.state ?? 'unknown';
    ends[state] = (ends[state] ?? 0) + 1;
    const paid = ledger.of(loan.currency, loan.amountMinor).filter(({ kind }) => kind === 'paid');
    const sum = (paidMinor.get(loan.currency) ?? 0n) + BigInt(paid.length) * loan.amountMinor;
    paidMinor.set(loan.currency, sum);
    findings.push(...judgeLoan(loan, paid));
  }
  const known = new Set(loans.map(({ currency, amountMinor }) => `${currency} ${amountMinor}`));
  for (const { currency, amountMinor } of ledger.amounts()) {
    if (known.has(`${currency} ${amountMinor}`)) continue;
    findings.push({
      wrong: 'unknownMoney',
      obligation: `${currency} ${amountMinor}`,
      payoutIds: [],
      detail: 'a bank paid what nobody ordered',
    });
  }
  const waiting = loans.flatMap(({ obligation, partner, end }) =>
    end === null || HAS_ENDED.has(end.state)
      ? []
      : [`${obligation} (${end.payoutId}): ${end.state} at ${partner}: ${end.why}`],
  );
  return { ends, findings, waiting, paidMinor };
}

function judgeLoan(loan: Loan, paid: readonly Movement[]): readonly StormFinding[] {
  const finding = (wrong: StormWrong, detail: string): StormFinding => ({
    wrong,
    obligation: loan.obligation,
    payoutIds: loan.payoutIds,
    detail,
  });
  const found: StormFinding[] = [];
  const isTaken = loan.payoutIds.length > 0;
  if (!isTaken) found.push(finding('notTaken', `ordered for ${loan.partner}`));
  if (paid.length > 1) found.push(finding('twice', paid.map(describe).join(' | ')));
  const stranger = paid.find(({ account }) => !isSameAccount(account, loan.account));
  if (stranger !== undefined) found.push(finding('toldWrong', `paid to another account`));
  if (isTaken && loan.end === null) found.push(finding('lost', `acknowledged for ${loan.partner}`));
  const lie = loan.statements.find((said) => isFalse(said, paid, loan.end));
  if (lie !== undefined) found.push(finding('toldWrong', tell(lie, paid)));
  return found;
}

/** Whether the books contradict what was said, then or later. */
function isFalse(said: Statement, paid: readonly Movement[], end: Statement | null): boolean {
  const before = paid.filter(({ atMs }) => atMs < said.sinceMs);
  if (said.moneyMoved === 'no' && before.length > 0) return true;
  // A conflict takes the word back, aloud; who pays again before hears it is counted under `twice`.
  if (said.safeToResubmit && paid.length > 0) return end?.state !== 'CONFLICT';
  if (said.state === 'PAID') return paid.length !== 1;
  return said.state === 'CONFLICT' && paid.length === 0;
}

function describe({ endpoint, reference, bankReference, atMs }: Movement): string {
  const at = new Date(atMs).toISOString();
  return `endpoint ${endpoint}, key ${reference}, booked as ${bankReference} at ${at}`;
}

function tell(said: Statement, paid: readonly Movement[]): string {
  const books = paid.length === 0 ? 'nothing was paid' : paid.map(describe).join(' | ');
  return `${said.by} said ${said.state}, money ${said.moneyMoved}, of ${said.payoutId}: ${books}`;
}

/** Banks store an account in their own spelling: letters and digits decide. */
function isSameAccount(booked: string, posted: string): boolean {
  const plain = (text: string) => text.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
  return plain(booked).includes(plain(posted)) || plain(posted).includes(plain(booked));
}
