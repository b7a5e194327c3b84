import type { Instruction } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  openPartnerWorld,
  type PartnerWorld,
  type PartnerWorldOptions,
} from '../../support/partner-world.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const CARD = '6225880212345678';
export const DIALECTS = ['RSA', 'SM'] as const;

/** An order of 123.45 yuan; `text` becomes the purpose, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'CNY', minor: 12_345n },
    creditor: {
      name: '演示用户',
      account: { type: 'cn_bank_account', value: CARD, bank: '102100099996' },
    },
    remittance: '借款到账',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

export interface WorldOptions extends PartnerWorldOptions {
  readonly dialect?: (typeof DIALECTS)[number];
}

/** The gateway's adapter and the simulated bank, face to face, without a socket. */
export function openWorld({ dialect = 'RSA', ...options }: WorldOptions = {}): PartnerWorld {
  return openPartnerWorld('cmb', { secrets: { CRYPTO: dialect }, ...options });
}

/** What a refusal or an acceptance calls the order. */
export function referenceOf(verdict: Verdict): string {
  return ('partnerReference' in verdict ? verdict.partnerReference : undefined) ?? '';
}
