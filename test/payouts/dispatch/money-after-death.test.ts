/**
 * Goal: a booked debit under our key, of whatever amount, about an attempt that was refused before,
 * is told to the caller as money that moved, and to people as a conflict.
 * Method: the whole engine over a scripted partner whose notices the ISO adapter reads: the true notice
 * of a booked payment, with the payout's key and payee, and another amount.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { adapter, fixture, KEY, NOW_MS, pushed } from '../../adapters/isobank/demo-bank.ts';
import { EXECUTED, refused, REQUEST } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const ANYBODY = { caller: null, by: 'test' } as const;
const CLOSED = refused('eligibility.account.closed', true);
const PAYEE = REQUEST.creditor.account.value;
const BOOKED = fixture('callback.camt054-book.xml').replace('GB33BUKB20201555555555', PAYEE);
/** The payout's amount, 10.00, less three. */
const LESS = { booked: '7.00', instructed: '10.00' };

/** A payout whose submit was answered so, and the bank's notice of a debit under its key. */
async function booked(
  answer: Verdict,
  { booked: sum, instructed }: typeof LESS,
  edit = (body: string) => body,
) {
  const bank = fakePartner();
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a', { amount: { currency: 'CNY', minor: 1_000n } });
  bank.sent[0]?.answer(answer);
  await world.runtime.advance(0);
  const before = await world.service.get(ANYBODY, id);
  const body = BOOKED.replaceAll(KEY, world.keyOf(id, 1))
    .replace(/<UETR>.*<\/UETR>/, '')
    .replaceAll('"EUR">123.45', `"CNY">${sum}`)
    .replace(/(<InstdAmt>\s*<Amt Ccy="CNY">)[\d.]+/, `$1${instructed}`);
  bank.readsCallbackAs(adapter.readCallback(pushed(edit(body)), NOW_MS));
  const taken = (await world.service.callback('bank-a', { headers: {}, body }))?.body;
  await world.runtime.advance(0);
  const kept = world.service.unplacedNews('bank-a')?.length;
  return { before, taken, kept, payout: await world.service.get(ANYBODY, id) };
}

describe('a booked debit of another amount', () => {
  it('is a conflict of a payout that had failed, and no news that is only kept', async () => {
    const { before, taken, kept, payout } = await booked(CLOSED, LESS);

    expect(before).toMatchObject({ state: 'FAILED', moneyMoved: 'no' });
    expect(taken).toBe('taken');
    expect(payout).toMatchObject({ state: 'CONFLICT', moneyMoved: 'yes', safeToResubmit: false });
    expect(kept).toBe(0);
  });

  it('is kept for people where it is a charge, or does not say that it is a payment', async () => {
    const charge = (body: string) => body.replace(/<SubFmlyCd>\w+/, '<SubFmlyCd>CHRG');
    const unstated = (body: string) => body.replace(/<BkTxCd>[^]*<\/BkTxCd>/, '');
    const own = { booked: '7.00', instructed: '7.00' };

    for (const [edit, amounts, kept] of [
      [charge, LESS, 0],
      [unstated, LESS, 1],
      [unstated, own, 1],
    ] as const) {
      const told = await booked(CLOSED, amounts, edit);
      expect(told).toMatchObject({ kept, payout: { state: 'FAILED', moneyMoved: 'no' } });
    }
  });

  it('is kept for people where the payout is paid', async () => {
    const { kept, payout } = await booked(EXECUTED, LESS);

    expect(payout).toMatchObject({ state: 'PAID' });
    expect(kept).toBe(1);
  });
});
