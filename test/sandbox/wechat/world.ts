import type { Instruction } from '../../../src/contract/adapter.ts';
import {
  openPartnerWorld,
  type PartnerWorld,
  type PartnerWorldOptions,
} from '../../support/partner-world.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const OPENID = 'oDEMO-only_openid_0000000001';

/** An order of 123.45 yuan; `text` becomes the remark, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'CNY', minor: 12_345n },
    creditor: { name: '演示用户', account: { type: 'wechat_openid', value: OPENID } },
    remittance: '借款到账',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

/** The gateway's adapter and the simulated partner, face to face, without a socket. */
export function openWorld(options: PartnerWorldOptions = {}): PartnerWorld {
  return openPartnerWorld('wechat', options);
}
