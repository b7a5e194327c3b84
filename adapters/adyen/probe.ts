import type { ProbeCall, ProbeReading, Stamp } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { readJson } from './read-json.ts';
import { listOf } from './read-reply.ts';
import type { AdyenSettings } from './settings.ts';
import { listRequest } from './transfers-api.ts';

const MINUTE_MS = 60_000;

/** A question about nothing in particular: it takes the same service, credential and role. */
export function probe(settings: AdyenSettings, { nowMs }: Stamp): ProbeCall {
  return { request: listRequest(settings, nowMs - MINUTE_MS, nowMs, { limit: '1' }), read };
}

/** Alive is who answers with a list: it takes Adyen's service and our credential, and no money. */
function read(reply: PartnerReply): ProbeReading {
  const { status } = reply;
  const json = readJson(reply);
  if (status === 200 && json !== null && listOf(json) !== null) return { alive: true };
  return { alive: false, detail: `HTTP ${status} without a list of transfers` };
}
