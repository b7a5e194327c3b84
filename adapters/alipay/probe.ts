import type { ProbeCall, ProbeReading, Stamp } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { stringField } from '../../src/contract/read.ts';
import { gatewayRequest } from './gateway-request.ts';
import { CALL_OK } from './read-reply.ts';
import type { AlipaySettings } from './settings.ts';
import { verifyAnswer } from './verify.ts';

/** Alive is who signs a balance: that takes Alipay's ledger and our credentials, and no money. */
export function probe(settings: AlipaySettings, stamp: Stamp): ProbeCall {
  const content = balanceContent(settings);
  return {
    request: gatewayRequest(settings, 'alipay.fund.account.query', content, stamp),
    read: (reply) => readBalance(settings, reply),
  };
}

function readBalance(settings: AlipaySettings, reply: PartnerReply): ProbeReading {
  const answer = verifyAnswer(settings.alipayKeys, 'alipay.fund.account.query', reply);
  if (answer.kind === 'rejected') return { alive: false, detail: answer.detail };
  if (stringField(answer.node, 'code') === CALL_OK) return { alive: true };
  return { alive: false, detail: 'a signed answer without a balance' };
}

/** The `biz_content` of the money-free probe: the merchant's own balance. */
function balanceContent({ payerUserId }: AlipaySettings): string {
  return JSON.stringify({ alipay_user_id: payerUserId, account_type: 'ACCTRANS_ACCOUNT' });
}
