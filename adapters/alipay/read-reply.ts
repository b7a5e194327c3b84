import type { Instruction } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, stringField } from '../../src/contract/read.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { amountIn } from './amounts.ts';
import { type CodeMeaning, QUERY_CODES, TRANSFER_CODES } from './tables/failures.ts';
import { GATEWAY_CODES } from './tables/gateway-codes.ts';
import { readOrder } from './read-order.ts';
import type { AlipaySettings } from './settings.ts';
import { unreadable } from './words.ts';
import { verifyAnswer } from './verify.ts';

/** "The call went well": about the call only, the order's status is another field. */
export const CALL_OK = '10000';

/** "Business failed": `sub_code` alone says how; `sub_msg` is for people (ALI-DOC-OLD). */
const BUSINESS_FAILED = '40004';

/** Reads the answer to a transfer. Total; anything but a signed and documented answer is doubt. */
export function readTransfer(
  settings: AlipaySettings,
  instruction: Instruction,
  reply: PartnerReply,
): Verdict {
  const answer = verifyAnswer(settings.alipayKeys, 'alipay.fund.trans.uni.transfer', reply);
  if (answer.kind === 'rejected') return distrusted(reply, answer.detail);
  const { node } = answer;
  const code = stringField(node, 'code') ?? '';
  if (code === CALL_OK) return readOrder(node, instruction.amount);

  const { meaning, word } = look(node, code, TRANSFER_CODES);
  if (meaning === undefined) return unreadable('a code that is not catalogued', word);
  switch (meaning.kind) {
    case 'refused':
      return {
        kind: 'refused',
        recorded: false,
        failure: meaning.failure,
        partnerCode: word,
        echo: echoOf(node),
      };
    case 'duplicate':
      return { kind: 'duplicate', partnerCode: word };
    case 'unknown':
      return undecided(meaning, word);
    case 'absent':
      return unreadable('a transfer answered like an inquiry', word);
  }
}

/**
 * Reads the answer to an inquiry. Total.
 *
 * A refusal here refuses the question (a throttle, a bad signature, a lost permission) and says
 * nothing of the payout, so it is never read as one; its failure is kept as news for the lane.
 */
export function readQuery(
  settings: AlipaySettings,
  instruction: Instruction,
  reply: PartnerReply,
): Verdict {
  const answer = verifyAnswer(settings.alipayKeys, 'alipay.fund.trans.common.query', reply);
  if (answer.kind === 'rejected') return distrusted(reply, answer.detail);
  const { node } = answer;
  const code = stringField(node, 'code') ?? '';
  if (code === CALL_OK) return readOrder(node, instruction.amount);

  const { meaning, word } = look(node, code, QUERY_CODES);
  if (meaning === undefined) return unreadable('a code that is not catalogued', word);
  switch (meaning.kind) {
    case 'absent':
      return { kind: 'absent' };
    case 'unknown':
    case 'refused':
      return undecided(meaning, word);
    case 'duplicate':
      return unreadable('an inquiry answered like a transfer', word);
  }
}

function look(
  node: JsonObject,
  code: string,
  businessCodes: ReadonlyMap<string, CodeMeaning>,
): { readonly meaning: CodeMeaning | undefined; readonly word: string } {
  const word = stringField(node, 'sub_code') ?? code;
  const meaning =
    code === BUSINESS_FAILED ? businessCodes.get(word) : GATEWAY_CODES.get(`${code} ${word}`);
  return { meaning, word };
}

function undecided(
  { failure }: Extract<CodeMeaning, { failure: unknown }>,
  partnerCode: string,
): Verdict {
  return { kind: 'unknown', failure, detail: `Alipay answered ${partnerCode}`, partnerCode };
}

/** A gateway in between says 5xx without a signature; that is an outage rather than a stranger. */
function distrusted({ status }: PartnerReply, detail: string): Verdict {
  const failure = status >= 500 ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';
  return { kind: 'unknown', failure, detail };
}

/** What a refusal repeats of the order, as far as it does. */
function echoOf(node: JsonObject): Echo {
  const partnerKey = stringField(node, 'out_biz_no') ?? '';
  const amount = amountIn(node);
  return {
    ...(partnerKey === '' ? {} : { partnerKey }),
    ...(amount === undefined ? {} : { amount }),
  };
}
