import type { ProbeCall, ProbeReading, Stamp } from '../../src/contract/adapter.ts';
import type { OpenedReply } from './read-reply.ts';
import type { Seal } from './seal.ts';
import { sealedCall } from './sealed-call.ts';
import { BANK_NAMESPACE } from './tables/bank-codes.ts';
import { readXml, UnreadableXml } from './xml-read.ts';

/** Asks for the balance of our account: nothing moves, and only the bank's ledger can tell it. */
export function probe(seal: Seal, stamp: Stamp): ProbeCall {
  const sealed = sealedCall(seal, { method: 'GET', path: '/iso20022/balance', body: '' }, stamp);
  return {
    request: sealed.request,
    read: (reply, nowMs) => readBalance(sealed.open(reply, nowMs)),
  };
}

/** Reads the answer to a balance call: the figure itself is nobody's business here. */
function readBalance({ reply, seal }: OpenedReply): ProbeReading {
  if (!seal.genuine) return { alive: false, detail: `HTTP ${reply.status}, and ${seal.detail}` };
  try {
    const document = readXml(reply.body);
    const isBalance = document.namespace === BANK_NAMESPACE && document.name === 'Balance';
    return isBalance ? { alive: true } : { alive: false, detail: 'it does not show the balance' };
  } catch (error) {
    if (error instanceof UnreadableXml) return { alive: false, detail: error.message };
    throw error;
  }
}
