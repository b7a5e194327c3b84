/**
 * Goal: every state that waits for people has a call that ends it, the answer names that call, and
 * who ended it, and why, is written down.
 * Method: bring a payout, a payee and a partner into each such state, then do nothing but follow what
 * the view names, by two people and by words that the call's own document offers.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../src/contract/verdict.ts';
import { createMemoryDisk } from '../../src/journal/memory/memory-disk.ts';
import { restoredRecord } from '../../src/payouts/dispatch/restored-journal.ts';
import { ACCEPTED, EXECUTED, LOST, refused, REQUEST } from '../support/payouts.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';
import { fakePartner, type FakePartner, type FakePartnerOptions } from './fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from './payouts-world.ts';

const OPS = { caller: null, by: 'ops' } as const;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LATER = refused('risk.fraud.suspected', true);
const CLOSED = refused('eligibility.account.closed', true);
const MANUAL: FakePartnerOptions = {
  capabilities: { inquiryHorizonMs: null, notFoundIsProofAfterMs: null, manualResolution: true },
};

/** Does what `nextAction.call` says, as two people would who know that the payout was paid. */
async function follow(world: PayoutsWorld, call: string | undefined): Promise<void> {
  const [, , , kind = '', id = '', action = ''] = (call ?? '').split(/[ /]/);
  const { service } = world;
  await world.runtime.advance(1);
  const reason = 'we looked at the file';
  if (kind === 'payees') await service.releasePayee(id, 'ann', reason);
  if (kind === 'partners') await service.restore(id, 'ann', reason);
  if (action === 'review') await review(world, id, reason);
  if (action !== 'resolve') return;
  const isConflict = (await world.stored(id)).state === 'CONFLICT';
  const verdict = isConflict ? 'paidOnce' : 'executed';
  for (const by of ['ann', 'bo']) {
    await service.resolve(id, { by, attemptNo: 1, verdict, evidence: 'statement, line 88' });
    await world.runtime.advance(0);
  }
}

/** Refuses it; where a restored backup may have lost its payment, says as two people that it was made. */
async function review({ service, stored }: PayoutsWorld, id: string, reason: string) {
  const isLost = (await stored(id)).lostPast !== undefined;
  const decision = isLost ? 'wasPaid' : 'refuse';
  for (const by of isLost ? ['ann', 'bo'] : ['ann']) {
    await service.review(id, { by, decision, reason });
  }
}

async function sent(answer: Verdict, options?: FakePartnerOptions) {
  const bank = fakePartner(options);
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a');
  bank.sent[0]?.answer(answer);
  await world.runtime.advance(0);
  return { world, bank, id };
}

async function contradict(world: PayoutsWorld, bank: FakePartner, id: string): Promise<void> {
  const { partnerKey } = (await world.stored(id)).attempts[0] ?? {};
  if (partnerKey === undefined) throw new Error('it was never sent');
  const news = [{ partnerKey, verdict: CLOSED }];
  bank.readsCallbackAs({ kind: 'news', eventId: 'e', news });
  await world.service.callback('bank-a', { headers: {}, body: '' });
  await world.runtime.advance(0);
}

describe('a payout that waits for people', () => {
  it.each([
    ['HELD', LATER, undefined, 'FAILED'],
    ['IN_DOUBT', LOST, MANUAL, 'PAID'],
    ['PROCESSING', ACCEPTED, MANUAL, 'PAID'],
  ] as const)('as %s is ended by the call that it names', async (state, answer, options, end) => {
    const { world, id } = await sent(answer, options);
    const waiting = await world.service.get(OPS, id);

    await follow(world, waiting?.nextAction?.call);

    expect(waiting).toMatchObject({ state });
    expect(await world.service.get(OPS, id)).toMatchObject({ state: end });
  });

  it('for what a partner may have paid before a restore is ended by the call that it names', async () => {
    const runtime = virtualRuntime(1);
    const disk = createMemoryDisk();
    const restoredAtMs = runtime.now() - 1;
    const restored = { backupAtMs: restoredAtMs - 60_000, restoredAtMs, isNoted: false };
    disk.apply({ records: [restoredRecord(restored)] });
    const bank = fakePartner({ capabilities: { inquiryBy: 'reference' } });
    const world = await payoutsWorld({ partners: [bank], runtime, disk });
    const id = await world.postAndSettle('loan');
    const waiting = await world.service.get(OPS, id);

    await follow(world, waiting?.nextAction?.call);

    expect(waiting).toMatchObject({ state: 'HELD', moneyMoved: 'unknown' });
    expect(await world.service.get(OPS, id)).toMatchObject({ state: 'PAID', moneyMoved: 'yes' });
    expect(bank.sentOn('submit')).toEqual([]);
  });

  it('in doubt past most of the inquiry’s reach names the call, and not before', async () => {
    const { world, bank, id } = await sent(LOST, { capabilities: { inquiryHorizonMs: HOUR_MS } });
    bank.reply('inquire', LOST);

    const early = await world.service.get(OPS, id);
    await world.runtime.advance(2 * HOUR_MS);
    const late = await world.service.get(OPS, id);

    expect(early?.nextAction?.call).toBeUndefined();
    expect(late?.nextAction?.call).toBe(`POST /v1/payouts/${id}/resolve`);
  });

  it('in conflict is ended by the call that it names, and so are its payee and its partner', async () => {
    const { world, bank, id } = await sent(EXECUTED);
    await contradict(world, bank, id);
    const inConflict = await world.service.get(OPS, id);
    const payees = await world.service.quarantinedPayees();
    const partners = await world.service.partners();

    await follow(world, inConflict?.nextAction?.call);
    await follow(world, payees[0]?.call);
    for (const { call } of partners) await follow(world, call);

    expect(inConflict).toMatchObject({ state: 'CONFLICT' });
    expect(await world.service.get(OPS, id)).toMatchObject({ state: 'PAID', moneyMoved: 'yes' });
    expect(payees).toMatchObject([{ reason: expect.stringContaining(id) }]);
    expect(JSON.stringify(payees)).not.toContain(REQUEST.creditor.account.value);
    expect(await world.service.quarantinedPayees()).toEqual([]);
    expect(await world.service.partners()).toMatchObject([{ quarantined: null, isolation: null }]);
    expect(await world.post('next')).toMatchObject({ payout: { state: 'QUEUED' } });
  });
});

describe('what a person put back into service', () => {
  it('stays so after a restart, with who did it and why', async () => {
    const { world, bank, id } = await sent(EXECUTED);
    await contradict(world, bank, id);
    const [payee] = await world.service.quarantinedPayees();
    await world.service.releasePayee(payee?.payee ?? '', 'ann', 'confirmed by its holder');
    await world.service.restore('bank-a', 'bo', 'the bank explained it');

    const { runtime, disk } = world;
    const after = await payoutsWorld({ partners: [bank], runtime, disk });

    expect(await after.service.quarantinedPayees()).toEqual([]);
    const released = await world.journal.records('released.payee');
    const restored = await world.journal.records('restored.partner');
    expect(released[0]?.document).toMatch(/"by":"ann","reason":"confirmed by its holder"/);
    expect(restored[0]?.document).toMatch(/"by":"bo","reason":"the bank explained it"/);
  });

  it('was out of service before: another payee cannot be released', async () => {
    const { world } = await sent(EXECUTED);

    expect(await world.service.releasePayee('0'.repeat(64), 'ann', 'r')).toBe(false);
  });
});

describe('an isolated partner', () => {
  it('names the call that ends it', async () => {
    const { world } = await sent(EXECUTED);
    const expiresAtMs = world.runtime.now() + DAY_MS;
    await world.service.isolate('bank-a', { owner: 'ann', reason: 'maintenance', expiresAtMs });
    const [isolated] = await world.service.partners();

    await follow(world, isolated?.call);

    expect(isolated?.call).toBe('POST /v1/partners/bank-a/restore');
    expect(await world.service.partners()).toMatchObject([{ isolation: null }]);
  });
});
