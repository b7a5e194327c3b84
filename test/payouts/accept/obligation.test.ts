/**
 * Goal: whether an obligation is held, whether money moved, whether a new payout is safe and whether
 * it must name the one that it replaces follow from one rule, whatever became of the earlier payout
 * and however late it was heard of.
 * Method: the whole engine over scripted partners and a memory journal; the first payout of a loan is
 * brought into each end by evidence, then another one is posted through the door that HTTP uses.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import type { PayoutRequest } from '../../../src/payouts/model/payout.ts';
import type { AcceptOutcome } from '../../../src/payouts/accept/accept-order.ts';
import { obligationStanding } from '../../../src/payouts/accept/obligation.ts';
import { encodeDocument } from '../../../src/payouts/model/codec.ts';
import { EXECUTED, queued, refused, REQUEST, RETURNED } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from '../payouts-world.ts';

const LOAN = { obligation: 'loan-7' } as const;
const REFUSED = refused('eligibility.account.closed', true);
const HALF = {
  kind: 'returned',
  amount: { ...REQUEST.amount, minor: REQUEST.amount.minor / 2n },
  feeMinor: 0n,
  failure: 'partner.returned',
  partnerCode: 'AC04',
  echo: {},
} as const satisfies Verdict;
const DUPLICATE = { state: 'HELD', failure: { code: 'risk.duplicate.suspected' } };
const RELEASE = { by: 'ann', decision: 'release', reason: 'looks fine' } as const;

/** A world in which the first payout of the loan met one verdict after the other. */
async function firstMet(...verdicts: readonly Verdict[]) {
  const bank = fakePartner();
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('first', LOAN);
  const [answer, ...news] = verdicts;
  if (answer !== undefined) bank.sent[0]?.answer(answer);
  await world.runtime.advance(0);
  for (const verdict of news) await hear(world, bank, id, verdict);
  return { world, bank, id };
}

async function hear(
  world: PayoutsWorld,
  bank: ReturnType<typeof fakePartner>,
  payoutId: string,
  verdict: Verdict,
): Promise<void> {
  const { partnerKey } = (await world.stored(payoutId)).attempts[0] ?? {};
  if (partnerKey === undefined) throw new Error('it was never sent');
  bank.readsCallbackAs({ kind: 'news', eventId: 'e', news: [{ partnerKey, verdict }] });
  await world.service.callback('bank-a', DELIVERY);
  await world.runtime.advance(0);
}

const DELIVERY = { headers: {}, body: '' } as const;

const viewOf = (outcome: AcceptOutcome) => (outcome.kind === 'accepted' ? outcome.payout : outcome);

const post = async (world: PayoutsWorld, name: string, request: Partial<PayoutRequest> = {}) =>
  viewOf(await world.post(name, { ...LOAN, ...request }));

describe('a new payout for an obligation', () => {
  it.each([
    ['was refused', [REFUSED], 'no', { state: 'QUEUED' }],
    ['is paid', [EXECUTED], 'yes', DUPLICATE],
    ['came back in part', [EXECUTED, HALF], 'yes', DUPLICATE],
    ['came back in whole, and is not named', [EXECUTED, RETURNED], 'no', DUPLICATE],
    ['was refused, and paid after all', [REFUSED, EXECUTED], 'yes', DUPLICATE],
  ] as const)('whose first payout %s', async (_what, verdicts, moneyMoved, expected) => {
    const { world, id } = await firstMet(...verdicts);

    const second = await post(world, 'second');

    expect(await world.service.get({ caller: null, by: 'ops' }, id)).toMatchObject({ moneyMoved });
    expect(second).toMatchObject(expected);
  });

  it('is let through when it names the one that came back, also after one that did not', async () => {
    const { world, id } = await firstMet(EXECUTED, RETURNED);

    const nameless = await post(world, 'second');
    const named = await post(world, 'third', { replaces: id });

    expect(nameless).toMatchObject({
      ...DUPLICATE,
      failure: { detail: expect.stringMatching(id) },
    });
    expect(named).toMatchObject({ state: 'QUEUED', replaces: id });
  });

  it('must name the last one that came back, not one that was replaced before', async () => {
    const { world, bank, id } = await firstMet(EXECUTED, RETURNED);
    const second = await world.postAndSettle('second', { ...LOAN, replaces: id });
    bank.sentOn('submit')[1]?.answer(EXECUTED);
    await world.runtime.advance(0);
    await hear(world, bank, second, RETURNED);

    expect(await post(world, 'third', { replaces: id })).toMatchObject(DUPLICATE);
    expect(await post(world, 'fourth', { replaces: second })).toMatchObject({ state: 'QUEUED' });
  });

  it.each([
    ['of nobody', 'po_nobody', LOAN],
    ['of another obligation', null, { obligation: 'loan-8' }],
  ])('is refused by field when it replaces a payout %s', async (_whose, replaces, request) => {
    const { world, id } = await firstMet(EXECUTED, RETURNED);

    const outcome = await world.post('second', { ...request, replaces: replaces ?? id });

    expect(outcome).toMatchObject({ kind: 'invalid', errors: [{ pointer: '/replaces' }] });
  });

  it('is judged the same by a dry run', async () => {
    const { world, id } = await firstMet(EXECUTED, RETURNED);
    const request = { ...REQUEST, ...LOAN };

    expect(await world.service.dryRun('lender', request)).toMatchObject({ wouldBe: 'HELD' });
    expect(await world.service.dryRun('lender', { ...request, replaces: id })).toMatchObject({
      wouldBe: 'QUEUED',
    });
    expect(await world.service.dryRun('lender', { ...request, replaces: 'po_x' })).toMatchObject({
      wouldBe: 'INVALID',
      errors: [{ pointer: '/replaces' }],
    });
  });
});

describe('a payout that turns out to be paid after another one took over its obligation', () => {
  it('is written down all the same, and lets neither a third one in nor a held one out', async () => {
    const { world, bank, id } = await firstMet(REFUSED);
    const second = await world.postAndSettle('second', LOAN);

    await hear(world, bank, id, EXECUTED);

    const held = await post(world, 'third');
    bank.sentOn('submit')[1]?.answer(REFUSED);
    await world.runtime.advance(0);
    expect(await world.stored(id)).toMatchObject({ state: 'CONFLICT', holdsObligation: false });
    expect(await world.stored(second)).toMatchObject({ state: 'FAILED' });
    expect(held).toMatchObject(DUPLICATE);
    expect(await post(world, 'fourth')).toMatchObject(DUPLICATE);
    const payoutId = 'id' in held ? held.id : '';
    expect(await world.service.review(payoutId, RELEASE)).toMatchObject({ kind: 'refused' });
  });
});

describe('a partial return', () => {
  it('keeps the obligation: what was held as its duplicate cannot be released', async () => {
    const { world, id } = await firstMet(EXECUTED, HALF);
    const second = await post(world, 'second');
    const payoutId = 'id' in second ? second.id : '';

    const released = await world.service.review(payoutId, RELEASE);

    expect(await world.stored(id)).toMatchObject({ state: 'RETURNED', holdsObligation: true });
    expect(released).toMatchObject({ kind: 'refused', detail: expect.stringContaining(id) });
  });
});

describe('the standing of an obligation', () => {
  it.each([99, 100, 101, 200])('is read of all of %i earlier payouts', async (count) => {
    const document = encodeDocument({ ...queued().payout, state: 'FAILED' });
    const held = encodeDocument(queued().payout);
    const ids = Array.from({ length: count }, (_, no) => `po_${String(no).padStart(4, '0')}`);
    const rows = ids.toReversed().map((id, index) => {
      const isOldest = index === count - 1;
      return { id, holdsObligation: isOldest, document: isOldest ? held : document };
    });
    const limits: number[] = [];
    const journal = {
      list({
        beforeId,
        limit,
      }: {
        readonly beforeId?: string | undefined;
        readonly limit: number;
      }) {
        limits.push(limit);
        const older = rows.filter(({ id }) => beforeId === undefined || id < beforeId);
        return Promise.resolve(older.slice(0, limit) as never);
      },
    };

    const asked = { obligation: 'loan-7', replaces: null };
    const standing = await obligationStanding(journal, 'lender', asked);

    expect(standing).toEqual({ kind: 'taken', payoutId: 'po_0000' });
    expect(new Set(limits)).toEqual(new Set([100]));
  });
});
