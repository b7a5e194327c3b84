import { describe, expect, it } from 'vitest';

import { namesOfReference } from '../../src/journal/port.ts';
import { createAll } from './create-all.ts';
import type { JournalOf } from './journal-under-test.ts';
import { change, creation, idsOf } from './samples.ts';

/** A caller's key names one payout for ever. */
export function idempotencyClaimsContract(journal: JournalOf): void {
  describe('idempotency claims', () => {
    const claimed = (id: string, caller = 'lender') =>
      creation(
        id,
        { caller },
        {
          claim: {
            caller,
            key: 'order-1',
            fingerprint: 'f',
            payoutId: id,
            answer: `{"id":"${id}"}`,
          },
        },
      );

    it('gives the key to one of 50 parallel payouts and its claim to the other 49', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, n) => journal().write(claimed(`po_${n}`))),
      );

      const claim = await journal().byIdempotencyKey('lender', 'order-1');
      const refused = outcomes.filter(({ kind }) => kind !== 'ok');
      expect(refused).toEqual(Array.from({ length: 49 }, () => ({ kind: 'keyTaken', claim })));
      expect(idsOf(await journal().list({ limit: 100 }))).toEqual([claim?.payoutId]);
    });

    it('keeps callers apart', async () => {
      await createAll(journal(), claimed('po_1', 'lender-a'), claimed('po_2', 'lender-b'));

      const claim = await journal().byIdempotencyKey('lender-b', 'order-1');

      expect(claim?.payoutId).toBe('po_2');
    });

    it('names the taken key before anything else that is wrong', async () => {
      await createAll(journal(), claimed('po_1'));

      const outcome = await journal().write(claimed('po_1'));

      expect(outcome).toMatchObject({ kind: 'keyTaken', claim: { payoutId: 'po_1' } });
    });
  });
}

/** At most one payout of a caller holds an obligation. */
export function obligationsContract(journal: JournalOf): void {
  describe('obligations', () => {
    const holding = { obligation: 'loan-7', holdsObligation: true };

    it('lets one payout per caller hold an obligation, even in parallel', async () => {
      const outcomes = await Promise.all(
        ['po_1', 'po_2', 'po_3'].map((id) => journal().write(creation(id, holding))),
      );

      expect(outcomes).toEqual([
        { kind: 'ok' },
        { kind: 'obligationTaken', payoutId: 'po_1' },
        { kind: 'obligationTaken', payoutId: 'po_1' },
      ]);
      await createAll(journal(), creation('po_4', { ...holding, caller: 'another-lender' }));
    });

    it('lets others live beside the holder as long as they do not hold it', async () => {
      await createAll(
        journal(),
        creation('po_1', holding),
        creation('po_2', { ...holding, holdsObligation: false }),
        change('po_1', 1, holding),
      );

      const outcome = await journal().write(change('po_2', 1, holding));

      expect(outcome).toEqual({ kind: 'obligationTaken', payoutId: 'po_1' });
    });

    it('frees the obligation when its holder lets go', async () => {
      await createAll(
        journal(),
        creation('po_1', holding),
        change('po_1', 1, { ...holding, holdsObligation: false }),
        creation('po_2', holding),
      );

      const outcome = await journal().write(change('po_1', 2, holding));

      expect(outcome).toEqual({ kind: 'obligationTaken', payoutId: 'po_2' });
    });
  });
}

/** A partner key belongs to one attempt for ever. */
export function partnerKeysContract(journal: JournalOf): void {
  describe('partner keys', () => {
    const keyed = (id: string, attemptNo: number) =>
      creation(
        id,
        {},
        { partnerKeys: [{ partner: 'wechat', partnerKey: 'K', payoutId: id, attemptNo }] },
      );

    it('belong to one attempt for ever', async () => {
      await createAll(journal(), keyed('po_1', 1));

      await expect(journal().write(keyed('po_2', 1))).rejects.toMatchObject({
        code: 'invalid',
        stored: 'no',
      });
      expect((await journal().byPartnerKey('wechat', 'K'))?.payoutId).toBe('po_1');
      expect(await journal().get('po_2')).toBeNull();
    });

    it('are kept apart by partner', async () => {
      await createAll(journal(), keyed('po_1', 1));

      expect(await journal().byPartnerKey('alipay', 'K')).toBeNull();
    });
  });

  describe('references that a partner told', () => {
    const told = (id: string, attemptNo = 1) =>
      creation(
        id,
        {},
        { partnerReferences: [{ partner: 'wechat', partnerKey: 'R', payoutId: id, attemptNo }] },
      );
    const stored = async () => {
      const { told: first, shared } = namesOfReference('R');
      const find = async (name: string) =>
        (await journal().byPartnerKey('wechat', name))?.payoutId ?? null;
      return [await find(first), await find(shared)];
    };

    it('fail no write, and keep their first attempt and that others have them too', async () => {
      await createAll(journal(), told('po_1'));
      const alone = await stored();
      await createAll(journal(), told('po_2'), told('po_3'));

      expect(alone).toEqual(['po_1', null]);
      expect(await stored()).toEqual(['po_1', 'po_2']);
      expect(await journal().get('po_3')).not.toBeNull();
      expect(await journal().byPartnerKey('wechat', 'R')).toBeNull();
    });

    it('are marked as shared within one write too, and never by a repeat', async () => {
      const two = [1, 2].map((attemptNo) => ({
        partner: 'wechat',
        partnerKey: 'R',
        payoutId: 'po_1',
        attemptNo,
      }));
      await createAll(journal(), creation('po_1', {}, { partnerReferences: two.slice(0, 1) }));
      await journal().write(change('po_1', 1, {}, { partnerReferences: two.slice(0, 1) }));
      const repeated = await stored();
      await journal().write(change('po_1', 2, {}, { partnerReferences: two }));

      expect(repeated).toEqual(['po_1', null]);
      expect(await stored()).toEqual(['po_1', 'po_1']);
    });
  });
}
