import type { ProbeCall, ProbeReading, Stamp } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { parseJsonObject } from '../../src/contract/read.ts';
import type { WechatSettings } from './settings.ts';
import { signRequest } from './sign.ts';
import { verifyMessage } from './verify.ts';

/** Alive is who signs a balance: that takes WeChat's ledger and our credentials, and no money. */
export function probe(settings: WechatSettings, stamp: Stamp): ProbeCall {
  const path = `/v3/merchant/fund/balance/${settings.balanceAccountType}`;
  return {
    request: signRequest(settings, { method: 'GET', path }, stamp),
    read: (reply, nowMs) => readBalance(settings, reply, nowMs),
  };
}

function readBalance(settings: WechatSettings, reply: PartnerReply, nowMs: number): ProbeReading {
  const verification = verifyMessage(settings.platformKeys, reply, nowMs);
  if (verification.kind === 'probe') return { alive: false, detail: 'a SIGNTEST probe' };
  if (verification.kind === 'rejected') return { alive: false, detail: verification.detail };
  const balance = parseJsonObject(reply.body)?.['available_amount'];
  if (reply.status === 200 && Number.isSafeInteger(balance)) return { alive: true };
  return { alive: false, detail: `HTTP ${reply.status} without a balance` };
}
