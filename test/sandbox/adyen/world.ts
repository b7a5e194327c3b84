import type { CallbackReading, Instruction } from '../../../src/contract/adapter.ts';
import {
  openPartnerWorld,
  type PartnerWorld,
  type PartnerWorldOptions,
} from '../../support/partner-world.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const IBAN = 'NL91ABNA0417164300';

/** The moment at which the world opens. */
const OPENING_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** An order of 123.45 euros; `remittance` becomes the description, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'EUR', minor: 12_345n },
    creditor: { name: 'A. Klaassen', account: { type: 'iban', value: IBAN } },
    remittance: 'Loan 2026/11',
    intentAtMs: OPENING_MS,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

/** The gateway's adapter and the simulated Adyen, face to face, without a socket. */
export function openWorld(options: PartnerWorldOptions = {}): PartnerWorld {
  return openPartnerWorld('adyen', options);
}

/** The verdicts of readings that brought one each. */
export function verdicts(readings: readonly CallbackReading[]): readonly unknown[] {
  return readings.map((reading) => (reading.kind === 'news' ? reading.news[0]?.verdict : reading));
}
