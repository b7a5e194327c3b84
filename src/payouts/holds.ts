import { createHash } from 'node:crypto';

import type { Creditor } from '../contract/adapter.ts';
import type { Isolation } from '../contract/send.ts';
import type { Journal, JournalRecord } from '../journal/port.ts';

/** What people and conflicts have taken out of service. Durable: it survives a restart. */
export interface Holds {
  quarantineOf(partner: string): Quarantine | null;
  isPayeeQuarantined(creditor: Creditor): boolean;
  isolationOf(partner: string): Isolation | null;
  /** The records that freeze a partner and a payee; stored with the payout's own change. */
  freeze(partner: string, creditor: Creditor, quarantine: Quarantine): readonly JournalRecord[];
  isolate(partner: string, isolation: Isolation): Promise<void>;
  /** Ends both a person's hold and a quarantine. */
  restore(partner: string): Promise<void>;
}

export interface Quarantine {
  readonly reason: string;
  readonly sinceMs: number;
}

const PARTNER_QUARANTINE = 'quarantine.partner';
const PAYEE_QUARANTINE = 'quarantine.payee';
const ISOLATION = 'isolation';

/** Reads the holds back from the journal. */
export async function openHolds(journal: Journal): Promise<Holds> {
  const partners = toMap<Quarantine>(await journal.records(PARTNER_QUARANTINE));
  const payees = toMap<Quarantine>(await journal.records(PAYEE_QUARANTINE));
  const isolations = toMap<Isolation>(await journal.records(ISOLATION));

  return {
    quarantineOf: (partner) => partners.get(partner) ?? null,
    isPayeeQuarantined: (creditor) => payees.has(payeeId(creditor)),
    isolationOf: (partner) => isolations.get(partner) ?? null,
    freeze(partner, creditor, quarantine) {
      // At once, and not only when durable: a needless hold for a moment costs nothing.
      partners.set(partner, quarantine);
      payees.set(payeeId(creditor), quarantine);
      const document = JSON.stringify(quarantine);
      return [
        { kind: PARTNER_QUARANTINE, id: partner, document },
        { kind: PAYEE_QUARANTINE, id: payeeId(creditor), document },
      ];
    },
    async isolate(partner, isolation) {
      const document = JSON.stringify(isolation);
      await journal.write({ records: [{ kind: ISOLATION, id: partner, document }] });
      isolations.set(partner, isolation);
    },
    async restore(partner) {
      await journal.write({
        records: [
          { kind: ISOLATION, id: partner, document: null },
          { kind: PARTNER_QUARANTINE, id: partner, document: null },
        ],
      });
      isolations.delete(partner);
      partners.delete(partner);
    },
  };
}

/** A payee without its account number: what is frozen must not be readable. */
function payeeId({ account }: Creditor): string {
  return createHash('sha256').update(`${account.type}:${account.value}`).digest('hex');
}

function toMap<T>(records: readonly JournalRecord[]): Map<string, T> {
  return new Map(
    records.flatMap(({ id, document }) =>
      document === null ? [] : [[id, JSON.parse(document) as T] as const],
    ),
  );
}
