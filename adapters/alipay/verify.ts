import type { KeyObject } from 'node:crypto';

import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, parseJsonObject } from '../../src/contract/read.ts';
import type { AlipayMethod } from './gateway-request.ts';
import { type RawMember, rawMembers } from './raw-members.ts';
import { verifyRsa2 } from './sign.ts';

/** Whether Alipay itself said it, and what it said. `detail` quotes nothing of the answer. */
export type Verification =
  | { readonly kind: 'genuine'; readonly node: JsonObject }
  | { readonly kind: 'rejected'; readonly detail: string };

const ERROR_NODE = 'error_response';

/**
 * Verifies an answer of the v2 gateway (fixtures/alipay/SOURCES.md F2): HTTP 200, one response node
 * of the method that was called (or `error_response`), and a signature over that node's exact text
 * by a key of a certificate we hold, named by `alipay_cert_sn`.
 *
 * Total. Answers without a signature exist (an unknown app id, `error_response`) and are rejected
 * like forged ones: any proxy can write them, so they decide nothing about money.
 */
export function verifyAnswer(
  alipayKeys: ReadonlyMap<string, KeyObject>,
  method: AlipayMethod,
  reply: PartnerReply,
): Verification {
  if (reply.status !== 200) return rejected(`HTTP ${reply.status} instead of 200`);
  const members = rawMembers(reply.body);
  if (members === null) return rejected('the body is not a JSON object');

  const names = new Set([`${method.replaceAll('.', '_')}_response`, ERROR_NODE]);
  const nodes = members.filter(({ name }) => names.has(name));
  const [node] = nodes;
  // With two nodes nobody can say which of them the signature was made for.
  if (node === undefined || nodes.length > 1) return rejected('not one response node');

  const key = alipayKeys.get(lastString(members, 'alipay_cert_sn'));
  if (key === undefined) return rejected('alipay_cert_sn names no certificate that we hold');
  const signature = lastString(members, 'sign');
  if (signature === '') return rejected('the answer is not signed');
  if (!verifyRsa2(node.raw, signature, key)) return rejected('the signature does not verify');

  const json = parseJsonObject(node.raw);
  return json === null ? rejected('the node is not an object') : { kind: 'genuine', node: json };
}

function rejected(detail: string): Verification {
  return { kind: 'rejected', detail };
}

/** A field called `sign` may stand inside the node; the last one at the top is the signature. */
function lastString(members: readonly RawMember[], name: string): string {
  const raw = members.findLast((member) => member.name === name)?.raw ?? '""';
  const value: unknown = JSON.parse(raw);
  return typeof value === 'string' ? value : '';
}
