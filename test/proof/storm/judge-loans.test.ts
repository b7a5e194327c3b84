/**
 * Goal: the storm's judge sees every broken promise, by books that know a loan by its amount alone, and
 * blames nobody for a kept one.
 * Method: a loan, its movements and one word about it; each story one field apart.
 */
import { describe, expect, it } from 'vitest';

import { judgeLoans } from '../../../src/proof/storm/judge-loans.ts';
import { createLedger } from '../../../src/proof/storm/ledger.ts';
import type { Loan, Statement } from '../../../src/proof/storm/statement.ts';
import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';

const PAID: BankInstruction = {
  reference: 'KEY1',
  bankReference: 'B1',
  amountMinor: 20_001n,
  currency: 'EUR',
  creditorAccount: 'GB33BUKB20201555555555',
  creditorName: 'Zhang San',
  status: 'executed',
  reasonCode: null,
  feeMinor: 0n,
  placedAtMs: 1,
  changedAtMs: 100,
};

const said = (change: Partial<Statement>): Statement => ({
  payoutId: 'po_1',
  state: 'PAID',
  moneyMoved: 'yes',
  safeToResubmit: false,
  why: '',
  sinceMs: 200,
  by: 'get',
  ...change,
});

const wrongs = (...story: Parameters<typeof judge>) =>
  judge(...story).findings.map(({ wrong }) => wrong);

function judge(
  movements: readonly Partial<BankInstruction>[],
  statements: readonly Partial<Statement>[],
  isKnown = true,
  payoutIds: readonly string[] = ['po_1'],
) {
  const ledger = createLedger();
  for (const movement of movements) {
    ledger.note('isobank', { ...PAID, ...movement }, movement.changedAtMs ?? PAID.changedAtMs);
  }
  const words = statements.map(said);
  const loan: Loan = {
    obligation: 'loan-1',
    partner: 'isobank',
    currency: 'EUR',
    amountMinor: 20_001n,
    account: 'GB33 BUKB 2020 1555 5555 55',
    payoutIds,
    statements: words,
    end: isKnown ? (words.at(-1) ?? null) : null,
  };
  return judgeLoans([loan], ledger);
}

const NO = { state: 'QUEUED', moneyMoved: 'no' } as const;
const FAILED = { state: 'FAILED', moneyMoved: 'no', safeToResubmit: true } as const;

describe('the judge of a storm', () => {
  it.each<[string, Partial<BankInstruction>[], Partial<Statement>[], string[]]>([
    ['nothing of a loan that was paid once', [{}], [{}], []],
    ['nothing of one change that a bank tells twice', [{}, {}], [{}], []],
    ['nothing of a loan that failed unpaid', [], [FAILED], []],
    ['nothing of a "no" before the money left', [{}], [{ ...NO, sinceMs: 50 }, {}], []],
    ['nothing of an honest "unknown"', [{}], [{ state: 'QUEUED', moneyMoved: 'unknown' }, {}], []],
    [
      'two executions under two references',
      [{}, { reference: 'KEY2', bankReference: 'B2', changedAtMs: 150 }],
      [{ state: 'CONFLICT' }],
      ['twice'],
    ],
    ['a payment that was said and not made', [], [{}], ['toldWrong']],
    ['a "no" after the money left', [{}], [{ ...NO, sinceMs: 150 }, {}], ['toldWrong']],
    [
      'an invitation to pay anew what is paid later',
      [{}],
      [{ ...FAILED, sinceMs: 50 }, {}],
      ['toldWrong'],
    ],
    ['a payment to another account', [{ creditorAccount: 'DE00' }], [{}], ['toldWrong']],
    ['money that nobody ordered', [{ amountMinor: 7n }], [FAILED], ['unknownMoney']],
  ])('finds %s', (_what, movements, statements, expected) => {
    expect(wrongs(movements, statements)).toEqual(expected);
  });

  it('names what still waits, which breaks no promise', () => {
    const { findings, waiting } = judge([], [{ ...NO, why: 'partner.outage, away' }]);

    expect(findings).toEqual([]);
    expect(waiting).toEqual(['loan-1 (po_1): QUEUED at isobank: partner.outage, away']);
  });

  it('finds an order that nobody ever took', () => {
    expect(wrongs([], [], false, [])).toEqual(['notTaken']);
  });

  it('names the keys, the endpoints and the payouts of what was paid twice', () => {
    const again = { reference: 'KEY2', bankReference: 'B2', changedAtMs: 150 };
    const [twice] = judge([{}, again], [{ state: 'CONFLICT' }]).findings;

    expect(twice).toMatchObject({ wrong: 'twice', payoutIds: ['po_1'] });
    expect(twice?.detail).toMatch(/endpoint isobank, key KEY1.* \| endpoint isobank, key KEY2/);
  });

  it('finds a payout that was acknowledged and is known no more', () => {
    expect(wrongs([], [FAILED], false)).toEqual(['lost']);
  });
});
