/**
 * Goal: one key is one payout for ever and shows it as it is now, one obligation has at most one live payout,
 * what nobody could ever pay is refused by field, and what is not stored is not accepted (W1, I4,
 * I10).
 * Method: the whole engine over scripted partners and a memory journal, through the same door as
 * HTTP.
 */
import { describe, expect, it } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import type { AcceptOutcome } from '../../../src/payouts/accept/accept-order.ts';
import type { PayoutView } from '../../../src/payouts/views/views.ts';
import { EXECUTED, REQUEST } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';
import { latch } from '../engine/scripted-journal.ts';

const OPS = { caller: null, by: 'ops' } as const;
const LENDER = { caller: 'lender', by: 'lender key' } as const;

function viewOf(outcome: AcceptOutcome): PayoutView {
  if (outcome.kind === 'accepted' || outcome.kind === 'replayed') return outcome.payout;
  throw new Error(`no payout: ${outcome.kind}`);
}

const kindsOf = (outcomes: readonly AcceptOutcome[]) => outcomes.map(({ kind }) => kind).toSorted();

describe('the idempotency key', () => {
  it('shows the payout as it is now: a repeat after the payment denies no payment', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const first = await world.post('a');
    await world.runtime.advance(0);
    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(0);

    const again = await world.post('a');

    const { id } = viewOf(first);
    expect(viewOf(first)).toMatchObject({ state: 'QUEUED', moneyMoved: 'no' });
    expect(again).toMatchObject({
      kind: 'replayed',
      payout: { id, state: 'PAID', moneyMoved: 'yes', safeToResubmit: false },
    });
    expect(viewOf(again)).toEqual(await world.service.get(LENDER, id));
    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('finds its payout after a restart, in doubt as it is by then', async () => {
    const bank = fakePartner();
    const before = await payoutsWorld({ partners: [bank] });
    const id = await before.postAndSettle('a');

    const { runtime, disk } = before;
    const after = await payoutsWorld({ partners: [fakePartner()], runtime, disk });
    const again = await after.post('a');

    expect(again).toMatchObject({ kind: 'replayed', payout: { id, moneyMoved: 'unknown' } });
  });

  it('with another body names the first payout and stores nothing', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()], started: false });
    const first = await world.post('a', {}, 'body');
    const writes = world.journal.writes.length;

    const reused = await world.post('a', { amount: { currency: 'CNY', minor: 1n } }, 'other body');

    expect(reused).toEqual({ kind: 'keyReused', payoutId: viewOf(first).id });
    expect(world.journal.writes.length).toBe(writes);
  });

  it('belongs to its caller: the same key of two callers is two payouts', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    const order = { idempotencyKey: 'k', fingerprint: 'body', request: REQUEST };

    const [ours, theirs] = await Promise.all([
      world.service.accept({ ...order, caller: 'lender' }),
      world.service.accept({ ...order, caller: 'other' }),
    ]);

    expect([ours.kind, theirs.kind]).toEqual(['accepted', 'accepted']);
    expect(viewOf(ours).id).not.toBe(viewOf(theirs).id);
    expect(await world.service.get(LENDER, viewOf(theirs).id)).toBeNull();
  });

  it('is told to wait while its first request is being written', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    const writing = latch();
    world.journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });

    const first = world.post('a');
    const second = await world.post('a');
    writing.open();

    expect(second).toEqual({ kind: 'inProgress' });
    expect((await first).kind).toBe('accepted');
    expect((await world.post('a')).kind).toBe('replayed');
  });

  it('is one payout for fifty requests at once (I10)', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });

    const outcomes = await Promise.all(Array.from({ length: 50 }, () => world.post('a')));
    await world.runtime.advance(0);

    expect(kindsOf(outcomes).filter((kind) => kind === 'accepted')).toHaveLength(1);
    expect(kindsOf(outcomes).filter((kind) => kind === 'inProgress')).toHaveLength(49);
    expect(bank.sentOn('submit')).toHaveLength(1);
    expect(world.disk.payouts.size).toBe(1);
  });

  it('is settled by the write itself when two processes looked at the same moment', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const { runtime, disk } = world;
    const order = { caller: 'lender', idempotencyKey: 'k', fingerprint: 'f', request: REQUEST };
    const first = await world.service.accept(order);
    const restarted = await payoutsWorld({ partners: [bank], runtime, disk, started: false });
    // The second process looked before the first one wrote.
    Object.assign(restarted.journal, { byIdempotencyKey: () => Promise.resolve(null) });

    const second = await restarted.service.accept(order);

    expect(second).toMatchObject({ kind: 'replayed', payout: { id: viewOf(first).id } });
    expect(disk.payouts.size).toBe(1);
  });

  it('can be tried again after the journal refused it', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    world.journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'disk full')));

    const refused = await world.post('a');
    const again = await world.post('a');

    expect(refused).toEqual({
      kind: 'notAccepted',
      failure: 'technical.overload.gateway',
      stored: 'no',
      detail: 'not stored: full',
      retryAfterMs: 1_000,
    });
    expect(again.kind).toBe('accepted');
  });
});

describe('what the journal did not take', () => {
  it('is not accepted, and no partner hears of it', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    world.journal.onWrite(1, () => Promise.reject(new JournalError('io', 'no', 'the disk')));

    const outcome = await world.post('a');
    await world.runtime.advance(60_000);

    expect(outcome.kind).toBe('notAccepted');
    expect(world.disk.payouts.size).toBe(0);
    expect(bank.sent).toEqual([]);
  });

  it('may have been stored when even the second look failed: the answer must not deny it', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()], started: false });
    world.journal.onWrite(1, async (pass) => {
      await pass();
      throw new JournalError('io', 'unknown', 'the answer was lost');
    });
    world.journal.onGet(() => Promise.reject(new JournalError('io', 'no', 'nor can it be read')));

    const outcome = await world.post('a');
    const again = await world.post('a');

    expect(outcome).toMatchObject({ kind: 'notAccepted', stored: 'unknown' });
    expect(outcome.kind === 'notAccepted' && outcome.detail).not.toContain('not stored');
    expect(again.kind).toBe('replayed');
  });

  it('may have been stored by an earlier request when the key itself cannot be looked up', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.post('a');
    const unreadable = () => Promise.reject(new JournalError('io', 'no', 'it cannot be read'));
    Object.assign(world.journal, { byIdempotencyKey: unreadable });

    expect(await world.post('a')).toMatchObject({ kind: 'notAccepted', stored: 'unknown' });
  });
});

describe('an obligation', () => {
  it('that a live payout holds makes the next one HELD, and pays nothing', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('first', { obligation: 'loan-7' });

    const second = viewOf(await world.post('second', { obligation: 'loan-7' }));
    await world.runtime.advance(60_000);

    expect(second).toMatchObject({
      state: 'HELD',
      moneyMoved: 'no',
      safeToResubmit: false,
      failure: { code: 'risk.duplicate.suspected' },
    });
    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('is held by the first for as long as it may pay: a release of the second is refused', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const first = await world.postAndSettle('first', { obligation: 'loan-7' });
    const second = viewOf(await world.post('second', { obligation: 'loan-7' }));
    const release = { by: 'ann', decision: 'release', reason: 'looks fine' } as const;

    const released = await world.service.review(second.id, release);

    expect(released).toMatchObject({ kind: 'refused', payout: { id: second.id, state: 'HELD' } });
    expect(released.kind === 'refused' && released.detail).toContain(first);
    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('is free again once the first is cancelled; then the second may be released', async () => {
    const bank = fakePartner();
    bank.advise({ open: false, failure: 'partner.outage', retryAtMs: Number.MAX_SAFE_INTEGER });
    const world = await payoutsWorld({ partners: [bank] });
    const first = await world.postAndSettle('first', { obligation: 'loan-7' });
    const second = viewOf(await world.post('second', { obligation: 'loan-7' }));
    await world.service.cancel(LENDER, first);
    bank.advise({ open: true });

    const release = { by: 'ann', decision: 'release', reason: 'first is cancelled' } as const;
    const released = await world.service.review(second.id, release);
    await world.runtime.advance(0);

    expect(released).toMatchObject({ kind: 'done' });
    expect(bank.sentOn('submit').map(({ payoutId }) => payoutId)).toEqual([second.id]);
  });

  it('is one live payout for twenty requests at once under twenty keys', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_unused, index) =>
        world.post(`key ${index}`, { obligation: 'loan-7' }),
      ),
    );
    await world.runtime.advance(60_000);

    const states = outcomes.map((outcome) => viewOf(outcome).state).toSorted();
    expect(states.filter((state) => state === 'HELD')).toHaveLength(19);
    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('of another caller is another obligation', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    await world.postAndSettle('first', { obligation: 'loan-7' });

    const theirs = await world.service.accept({
      caller: 'other',
      idempotencyKey: 'k',
      fingerprint: 'body',
      request: { ...REQUEST, obligation: 'loan-7' },
    });

    expect(viewOf(theirs)).toMatchObject({ state: 'QUEUED' });
  });
});

describe('what no partner can pay', () => {
  const small = fakePartner({ name: 'small', limits: { amountMinorMax: 100n } });
  const euro = fakePartner({ name: 'euro', limits: { currencies: ['EUR'] } });
  const wallet = fakePartner({ name: 'wallet', limits: { accountTypes: ['paypal_email'] } });
  const german = fakePartner({ name: 'german', limits: { countries: ['DE'] } });
  const inChina = { creditor: { ...REQUEST.creditor, region: 'CN' } };

  it.each([
    ['a region before an amount', [german, small], inChina, '/creditor/region', 'german'],
    ['a region before a currency', [euro, german], inChina, '/creditor/region', 'german'],
    ['an amount before a currency', [euro, small], {}, '/amount/value', 'small'],
    ['an amount before an account type', [wallet, small], {}, '/amount/value', 'small'],
    ['the field of the only partner', [wallet], {}, '/creditor/account/type', 'wallet'],
    ['the partner that comes closest', [wallet, euro, small], {}, '/amount/value', 'small'],
    ['the closest in any order', [small, euro, wallet], {}, '/amount/value', 'small'],
    ['a currency before an account type', [wallet, euro], {}, '/amount/currency', 'euro'],
    [
      'the closest of the route alone',
      [small, euro, wallet],
      { route: ['euro'] },
      '/amount/currency',
      'euro',
    ],
    ['a partner that does not exist', [small], { route: ['nobody'] }, '/route/0', 'nobody'],
  ])('is refused by %s', async (_why, partners, request, pointer, partner) => {
    const world = await payoutsWorld({ partners });

    const outcome = await world.post('a', request);

    expect(outcome).toMatchObject({ kind: 'invalid', errors: [{ pointer }] });
    expect(outcome.kind === 'invalid' && outcome.errors[0]?.message).toContain(partner);
    expect(world.journal.writes).toEqual([]);
  });

  it('is accepted as soon as one partner can', async () => {
    const world = await payoutsWorld({ partners: [wallet, euro, small, fakePartner()] });

    expect((await world.post('a')).kind).toBe('accepted');
  });

  it('names no account and no name', async () => {
    const world = await payoutsWorld({ partners: [wallet, euro, small] });

    const said = JSON.stringify(await world.post('a'));

    expect(said).not.toContain(REQUEST.creditor.account.value);
    expect(said).not.toContain(REQUEST.creditor.name);
  });
});

describe('what the policy stops', () => {
  it('is stored as HELD with the reason, and can be refused for good by a person', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank], policy: { creditScoreMin: 600 } });
    const held = viewOf(await world.post('a', { borrower: { creditScore: 599 } }));

    const refuse = { by: 'ann', decision: 'refuse', reason: 'no' } as const;
    const refused = await world.service.review(held.id, refuse);

    expect(held).toMatchObject({ state: 'HELD', failure: { code: 'eligibility.credit' } });
    expect(refused).toMatchObject({ kind: 'done', payout: { state: 'FAILED', moneyMoved: 'no' } });
    expect(bank.sent).toEqual([]);
    expect(await world.service.cancel(OPS, held.id)).toMatchObject({ kind: 'refused' });
  });

  it('begins below the least score: the least itself passes', async () => {
    const world = await payoutsWorld({
      partners: [fakePartner()],
      policy: { creditScoreMin: 600 },
    });

    const judged = await Promise.all(
      [599, 600].map((creditScore) =>
        world.service.dryRun('lender', { ...REQUEST, borrower: { creditScore } }),
      ),
    );

    expect(judged.map(({ wouldBe }) => wouldBe)).toEqual(['HELD', 'QUEUED']);
  });

  it('is only foretold by a dry run: nothing is stored and nobody is asked', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank], policy: { creditScoreMin: 600 } });

    const low = await world.service.dryRun('lender', { ...REQUEST, borrower: { creditScore: 1 } });
    const fine = await world.service.dryRun('lender', REQUEST);

    expect(low).toMatchObject({ wouldBe: 'HELD', failure: 'eligibility.credit' });
    expect(fine).toMatchObject({ wouldBe: 'QUEUED', route: { chosen: 'bank-a' } });
    expect(world.journal.writes).toEqual([]);
    expect(bank.sent).toEqual([]);
  });
});
