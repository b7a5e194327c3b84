/**
 * Goal: what a partner says is believed only about this payout: what it repeats is ours, and no more
 * comes back than had gone out. Money that moved under our key against a proof is a conflict, whatever the amount.
 * Method: the pure check alone, then `decide()` on a paid payout.
 */
import { describe, expect, it } from 'vitest';

import type { Echo, Verdict } from '../../../src/contract/verdict.ts';
import { checkEcho } from '../../../src/payouts/decide/check-echo.ts';
import type { Attempt } from '../../../src/payouts/model/payout.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

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

describe('money that moved under our key after the attempt was declared dead', () => {
  const { partnerKey } = attempt;
  const less = { currency, minor: minor - 1n };
  const told = (story: Story, echo: Echo) =>
    tell(story, evidence({ ...EXECUTED, echo } as Verdict, { source: 'webhook', attemptNo: 1 }));
  const FAILED = tell(dispatching(), evidence(refused('eligibility.account.closed', true)));
  const QUEUED = tell(dispatching(), evidence(refused('risk.liquidity', true)));
  const ELSEWHERE = tellAll(QUEUED, routed('bank-b'));

  it.each<readonly [string, Story, string]>([
    ['FAILED', FAILED, 'FAILED'],
    ['QUEUED', QUEUED, 'QUEUED'],
    ['under way elsewhere', ELSEWHERE, 'DISPATCHING'],
  ])('is a CONFLICT of a payout that is %s, whatever the amount', (_name, story, before) => {
    expect(story.payout.state).toBe(before);
    for (const amount of [less, { currency, minor: minor * 2n }, 'unreadable'] as const) {
      const { payout, effects } = told(story, { partnerKey, amount });

      expect(payout).toMatchObject({
        state: 'CONFLICT',
        failure: { detail: 'another amount was paid after it was declared dead' },
      });
      expect(payout.attempts[0]).toMatchObject({ state: 'EXECUTED' });
      expect(effects).toContainEqual({ kind: 'openCase', urgent: true });
    }
  });

  it.each<readonly [string, Echo]>([
    ['that does not repeat our key', { amount: less }],
    ['under another key', { partnerKey: 'another', amount: less }],
    ['to another payee', { partnerKey, amount: less, account: 'another' }],
    ['of nothing', { partnerKey, amount: { currency, minor: 0n } }],
  ])('but none %s', (_how, echo) => {
    expect(told(FAILED, echo).payout.state).toBe('FAILED');
  });

  it('but an acceptance of another amount is none, and a live attempt stays in doubt', () => {
    const accepted = { ...ACCEPTED, echo: { partnerKey, amount: less } } as Verdict;
    const alive = told(dispatching(), { partnerKey, amount: less });

    expect(tell(QUEUED, evidence(accepted)).payout.state).toBe('QUEUED');
    expect(alive.payout).toMatchObject({ state: 'IN_DOUBT', attempts: [{ state: 'UNKNOWN' }] });
    expect(told(PAID, { partnerKey, amount: less }).payout.state).toBe('PAID');
  });
});
