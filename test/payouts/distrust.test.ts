/**
 * Goal: one conflict switches off the proof that failed at that partner, and not the partner: durably, for
 * attempts that are under way as well, until a person restores it; only repeated conflicts take the whole
 * partner out of service.
 * Method: the whole engine over a scripted bank whose payments turn up after it denied them, or refused
 * them without a record, with restarts on the same disk and a journal that fails.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../src/contract/verdict.ts';
import { JournalError } from '../../src/journal/port.ts';
import { ABSENT, ACCEPTED, EXECUTED, LOST, refused, RETURNED } from '../support/payouts.ts';
import { fakePartner, type FakePartner, type FakePartnerOptions } from './fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from './payouts-world.ts';

const MINUTE_MS = 60_000;
const CLOSED = refused('eligibility.account.closed', true);
/** A bank that recognises no second copy: what it denies is asked about, and never sent again. */
const ONE_COPY = { capabilities: { dedupe: 'none' } } as const;

interface Scene {
  readonly bank: FakePartner;
  readonly world: PayoutsWorld;
}

async function open(options: FakePartnerOptions = ONE_COPY): Promise<Scene> {
  const bank = fakePartner(options);
  return { bank, world: await payoutsWorld({ partners: [bank] }) };
}

/** Posts a payout that is sent; its copy's answer is lost. */
async function inDoubt({ world, bank }: Scene, name: string): Promise<string> {
  bank.reply('submit', LOST);
  return await world.postAndSettle(name);
}

/** A callback says this of the payout's first attempt. */
async function hear({ world, bank }: Scene, id: string, verdict: Verdict): Promise<void> {
  const partnerKey = world.keyOf(id, 1);
  bank.readsCallbackAs({
    kind: 'news',
    eventId: `${id} ${verdict.kind}`,
    news: [{ partnerKey, verdict }],
  });
  await world.service.callback('bank-a', { headers: {}, body: '' });
  await world.runtime.advance(0);
}

/** It is denied after the drain time, which is believed, and then it turns up. */
async function conflictOverAbsence(scene: Scene, name: string): Promise<string> {
  const id = await inDoubt(scene, name);
  scene.bank.reply('inquire', ABSENT);
  await scene.world.runtime.advance(MINUTE_MS);
  await hear(scene, id, EXECUTED);
  return id;
}

/** A recorded end that the bank takes back. */
async function conflictOverRecord(scene: Scene, name: string): Promise<string> {
  scene.bank.reply('submit', EXECUTED);
  const id = await scene.world.postAndSettle(name);
  await hear(scene, id, CLOSED);
  return id;
}

const partnerOf = async ({ service }: PayoutsWorld) => (await service.partners())[0];
const firstOf = async (world: PayoutsWorld, id: string) => (await world.stored(id)).attempts[0];

describe('one conflict over "not found"', () => {
  it('switches that proof off, says so, and leaves the partner in service', async () => {
    const scene = await open();
    const id = await conflictOverAbsence(scene, 'a');

    expect(await scene.world.stored(id)).toMatchObject({ state: 'CONFLICT' });
    expect(await partnerOf(scene.world)).toMatchObject({
      quarantined: null,
      distrusted: [{ proof: 'absent', reason: `${id}: paid after it was declared dead` }],
      conflicts: 1,
      call: 'POST /v1/partners/bank-a/restore',
    });
    expect(scene.world.payouts.distrustedProofs()).toEqual([
      { partner: 'bank-a', proof: 'absent', isDistrusted: true },
      { partner: 'bank-a', proof: 'unrecordedRefusal', isDistrusted: false },
    ]);
    expect(scene.world.emitted).toContainEqual({
      kind: 'conflict.found',
      payoutId: id,
      partner: 'bank-a',
      attemptNo: 1,
      breach: 'absent',
    });
    expect(await scene.world.service.quarantinedPayees()).toHaveLength(1);
  });

  it('lets other payouts go there, and believes no other denial', async () => {
    const scene = await open();
    await conflictOverAbsence(scene, 'a');
    await release(scene.world);
    const next = await inDoubt(scene, 'b');

    await scene.world.runtime.advance(10 * MINUTE_MS);

    expect(await scene.world.stored(next)).toMatchObject({ state: 'IN_DOUBT' });
    expect(await firstOf(scene.world, next)).toMatchObject({ state: 'UNKNOWN', proof: null });
    const explained = await scene.world.service.explain({ caller: null, by: 'ops' }, next);
    expect(explained?.attempts[0]?.proof).toContain('"not found" is believed no more');
  });

  it('is heeded by an attempt that was under way before it', async () => {
    const scene = await open();
    const id = await inDoubt(scene, 'a');
    const other = await inDoubt(scene, 'b');
    scene.bank.replyTo('inquire', (_instruction, payoutId) => (payoutId === other ? LOST : ABSENT));
    await scene.world.runtime.advance(MINUTE_MS);
    await hear(scene, id, EXECUTED);

    scene.bank.replyTo('inquire', () => ABSENT);
    await scene.world.runtime.advance(10 * MINUTE_MS);

    expect(await firstOf(scene.world, other)).toMatchObject({ state: 'UNKNOWN', proof: null });
  });

  it('has what is in doubt sent again under the same key where the bank recognises it', async () => {
    const scene = await open({});
    await conflictOverAbsence(scene, 'a');
    await release(scene.world);
    const next = await inDoubt(scene, 'b');
    scene.bank.reply('submit', EXECUTED);
    await scene.world.runtime.advance(MINUTE_MS);

    expect(await scene.world.stored(next)).toMatchObject({ state: 'PAID' });
    expect(await firstOf(scene.world, next)).toMatchObject({ no: 1, epoch: 2 });
  });

  it('is still known after a restart', async () => {
    const scene = await open();
    await conflictOverAbsence(scene, 'a');
    await release(scene.world);
    const next = await inDoubt(scene, 'b');
    const { runtime, disk } = scene.world;

    const world = await payoutsWorld({ partners: [scene.bank], runtime, disk });
    await runtime.advance(10 * MINUTE_MS);

    expect(await firstOf(world, next)).toMatchObject({ state: 'UNKNOWN', proof: null });
    const { distrusted, conflicts } = (await partnerOf(scene.world)) ?? {};
    expect(await partnerOf(world)).toMatchObject({ distrusted, conflicts });
  });

  it('is durable with the conflict itself or not at all', async () => {
    const scene = await open();
    const id = await inDoubt(scene, 'a');
    scene.bank.reply('inquire', ABSENT);
    await scene.world.runtime.advance(MINUTE_MS);
    const inOneWrite: string[][] = [];
    const { journal } = scene.world;
    const { write } = journal;
    journal.write = (written) => {
      const kinds = (written.records ?? []).map(({ kind }) => kind);
      if (written.payout?.row.state === 'CONFLICT') inOneWrite.push(kinds);
      return write(written);
    };

    await hear(scene, id, EXECUTED);

    expect(inOneWrite).toEqual([['conflict.partner', 'quarantine.payee']]);
  });
});

describe('a person who restores the partner', () => {
  it('has its denials believed again, with name and reason kept', async () => {
    const scene = await open();
    await conflictOverAbsence(scene, 'a');
    await release(scene.world);
    const next = await inDoubt(scene, 'b');
    await scene.world.runtime.advance(MINUTE_MS);

    await scene.world.service.restore('bank-a', 'ann', 'the bank mended its queue');
    const atMs = scene.world.runtime.now();
    await scene.world.runtime.advance(10 * MINUTE_MS);

    expect(await firstOf(scene.world, next)).toMatchObject({ state: 'DEAD', proof: 'P3_ABSENT' });
    const restored = { by: 'ann', reason: 'the bank mended its queue', atMs };
    const view = await partnerOf(scene.world);
    expect(view).toMatchObject({ distrusted: [], conflicts: 0, restored });
    expect(view?.call).toBeUndefined();
    const { runtime, disk } = scene.world;
    const again = await payoutsWorld({ partners: [scene.bank], runtime, disk, started: false });
    expect(await partnerOf(again)).toMatchObject({ distrusted: [], conflicts: 0, restored });
    const [record] = await scene.world.journal.records('restored.partner');
    expect(record?.document).toContain('"breach":"absent"');
  });

  it('has done nothing when it could not be stored', async () => {
    const scene = await open();
    await conflictOverAbsence(scene, 'a');
    scene.world.journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'full')));

    await expect(scene.world.service.restore('bank-a', 'ann', 'r')).rejects.toThrow(JournalError);

    expect(await partnerOf(scene.world)).toMatchObject({ conflicts: 1, restored: null });
  });

  it('does not end a conflict that comes while that is written', async () => {
    const scene = await open();
    await conflictOverAbsence(scene, 'a');
    await release(scene.world);
    await scene.world.service.restore('bank-a', 'ann', 'r');
    const second = await inDoubt(scene, 'b');
    await scene.world.runtime.advance(MINUTE_MS);

    const restoring = scene.world.service.restore('bank-a', 'ann', 'r');
    await hear(scene, second, EXECUTED);
    await restoring;

    const seen = await partnerOf(scene.world);
    const { runtime, disk } = scene.world;
    const after = await payoutsWorld({ partners: [scene.bank], runtime, disk, started: false });
    expect(seen?.distrusted).toMatchObject([{ proof: 'absent' }]);
    expect((await partnerOf(after))?.distrusted).toEqual(seen?.distrusted);
  });
});

describe('repeated conflicts', () => {
  it('take the whole partner out of service at the number that its lane rules say', async () => {
    const scene = await open();
    const ids = await refusedOnes(scene, ['a', 'b', 'c']);
    const states: unknown[] = [];
    for (const id of ids) {
      await hear(scene, id, EXECUTED);
      states.push((await partnerOf(scene.world))?.quarantined !== null);
    }
    await release(scene.world);
    const submits = scene.bank.sentOn('submit').length;
    await inDoubt(scene, 'd');
    await scene.world.runtime.advance(MINUTE_MS);

    expect(states).toEqual([false, false, true]);
    expect(scene.bank.sentOn('submit')).toHaveLength(submits);
  });

  it('are counted across a restart, and those before the window are not', async () => {
    const conflicts = { countMax: 2, windowMs: 10 * MINUTE_MS };
    const scene = await open({ ...ONE_COPY, conflicts });
    const [first = '', second = '', third = ''] = await refusedOnes(scene, ['a', 'b', 'c']);
    await hear(scene, first, EXECUTED);
    await scene.world.runtime.advance(10 * MINUTE_MS);
    await hear(scene, second, EXECUTED);
    const { runtime, disk } = scene.world;

    const world = await payoutsWorld({ partners: [scene.bank], runtime, disk });
    const before = (await partnerOf(world))?.quarantined;
    await hear({ ...scene, world }, third, EXECUTED);

    expect(before).toBeNull();
    expect((await partnerOf(world))?.quarantined).not.toBeNull();
  });

  it('are counted anew after a person restored the partner', async () => {
    const scene = await open({ ...ONE_COPY, conflicts: { countMax: 2, windowMs: MINUTE_MS } });
    const [first = '', second = ''] = await refusedOnes(scene, ['a', 'b']);
    await hear(scene, first, EXECUTED);
    await scene.world.service.restore('bank-a', 'ann', 'r');
    await hear(scene, second, EXECUTED);

    expect(await partnerOf(scene.world)).toMatchObject({ quarantined: null, conflicts: 1 });
  });

  it('of one attempt are one, however often the bank says it', async () => {
    const scene = await open({ ...ONE_COPY, conflicts: { countMax: 2, windowMs: MINUTE_MS } });
    const [id = ''] = await refusedOnes(scene, ['a']);
    await hear(scene, id, ACCEPTED);
    await hear(scene, id, EXECUTED);
    await hear(scene, id, RETURNED);

    expect(await partnerOf(scene.world)).toMatchObject({ quarantined: null, conflicts: 1 });
  });
});

describe('a conflict over what the bank had recorded', () => {
  it('takes the whole partner out of service at once', async () => {
    const scene = await open();
    await conflictOverRecord(scene, 'a');

    expect(await partnerOf(scene.world)).toMatchObject({
      quarantined: {
        reason: expect.stringContaining('refused after it was reported paid') as string,
      },
      distrusted: [],
      conflicts: 1,
    });
  });
});

/** Payouts that are FAILED, for the bank refused their only copy and keeps no record of it. */
async function refusedOnes({ world, bank }: Scene, names: readonly string[]): Promise<string[]> {
  bank.reply('submit', refused('eligibility.account.closed'));
  const ids: string[] = [];
  for (const name of names) ids.push(await world.postAndSettle(name));
  return ids;
}

/** The payee of a conflict is frozen, and every payout of these tests has the same one. */
async function release({ service }: PayoutsWorld): Promise<void> {
  for (const { payee } of await service.quarantinedPayees()) {
    await service.releasePayee(payee, 'ann', 'r');
  }
}
