/**
 * Goal: what a partner says is believed only about this payout: what it repeats is ours, and no more
 * comes back than had gone out.
 * Method: the pure check alone, then `decide()` on a paid payout.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { checkEcho } from '../../../src/payouts/decide/check-echo.ts';
import type { Attempt } from '../../../src/payouts/model/payout.ts';
import { dispatching, evidence, EXECUTED, RETURNED, tell } from '../../support/payouts.ts';

const PAID = tell(dispatching(), evidence(EXECUTED));
const { request, attempts } = PAID.payout;
const [attempt] = attempts as readonly [Attempt];
const { currency, minor } = request.amount;

type Return = Verdict & { kind: 'returned' };
const BACK: Return = {
  ...(RETURNED as Return),
  amount: request.amount,
  feeMinor: 0n,
  echo: {},
};

describe('a return', () => {
  it.each<readonly [string, Partial<Return>]>([
    ['the whole', {}],
    ['the whole with its fee', { amount: { currency, minor: minor - 10n }, feeMinor: 10n }],
    ['a part', { amount: { currency, minor: 1n } }],
  ])('of %s is believed', (_what, part) => {
    expect(checkEcho({ ...BACK, ...part }, attempt, request).kind).toBe('returned');
  });

  it.each<readonly [string, Partial<Return>]>([
    ['more than was paid', { amount: { currency, minor: minor + 1n } }],
    ['a part with a fee beyond the rest', { amount: { currency, minor: 1n }, feeMinor: minor }],
    ['the same number in another currency', { amount: { currency: 'KWD', minor } }],
    ['nothing', { amount: { currency, minor: 0n }, feeMinor: minor }],
    ['a fee below zero', { feeMinor: -1n }],
  ])('of %s decides nothing, and frees nothing', (_what, part) => {
    const verdict = { ...BACK, ...part };

    const told = tell(PAID, evidence(verdict));

    expect(checkEcho(verdict, attempt, request)).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.contract',
    });
    expect(told.payout).toMatchObject({ state: 'PAID', returned: null, holdsObligation: true });
  });
});

describe('an echo', () => {
  it.each([
    ['reference', { partnerKey: 'another' }],
    ['amount', { amount: { currency, minor: minor - 1n } }],
    ['amount', { amount: 'unreadable' as const }],
    ['payee', { account: 'another' }],
  ])('of another %s makes every word that carries it doubt', (word, echo) => {
    for (const verdict of [EXECUTED, BACK]) {
      const checked = checkEcho({ ...verdict, echo } as Verdict, attempt, request);

      expect(checked).toMatchObject({ kind: 'unknown' });
      expect(JSON.stringify(checked)).toContain(word);
    }
  });
});
