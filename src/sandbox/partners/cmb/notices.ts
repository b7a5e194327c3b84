import { createHash } from 'node:crypto';

import { dayOf, momentOf } from './clock.ts';
import type { CmbKeys } from './keys.ts';
import { type MessageSeal, PLACEHOLDER } from './dialects.ts';
import { wireReference } from './merchant-key.ts';
import { orderNumber, type PlacedOrder, showOrder } from './show-order.ts';

/**
 * The notice YQN02030 about one change (主动通知 2, 支付结果通知): FINS for an end, FINB for a return,
 * whose amounts are JSON numbers in the bank's own sample.
 *
 * Its number depends on the order and its status alone, so that a repeat carries the first one's.
 */
export function writeNotice(keys: CmbKeys, order: PlacedOrder, seal: MessageSeal): string {
  const { instruction } = order;
  const content =
    instruction.status === 'returned'
      ? `{"msgdat":{"backInfo":${backInfo(keys, order)}},"msgtyp":"FINB"}`
      : JSON.stringify({
          msgdat: { trsInfo: showOrder(keys, order, instruction.amountMinor) },
          msgtyp: 'FINS',
        });
  return sealNotice(keys, content, noticeNumber(order), seal);
}

/** Puts a content, whatever it says, into a notice: signed as it stands, not sorted. */
export function sealNotice(
  keys: CmbKeys,
  content: string,
  notnbr: string,
  { nowMs, key, manner }: MessageSeal,
): string {
  const text = (signature: { readonly sigdat?: string }) =>
    JSON.stringify({
      sigtim: momentOf(nowMs),
      ...signature,
      notdat: content,
      notkey: keys.account,
      usrnbr: keys.userId,
      notnbr,
      nottyp: 'YQN02030',
    });
  const signed = text({ sigdat: manner === 'wrong' ? 'forged' : PLACEHOLDER });
  const sealed =
    manner === 'none' ? text({}) : text({ sigdat: keys.agreed.signNotice(signed, key) });
  return JSON.stringify({ corpNbr: keys.corpNbr, enptData: keys.agreed.closeNotice(sealed) });
}

/** Written by hand, because a JavaScript number would drop the last zero of an amount. */
function backInfo(keys: CmbKeys, order: PlacedOrder): string {
  const { instruction } = order;
  const { amountMinor, creditorAccount, creditorName, reasonCode, changedAtMs } = instruction;
  const fields = {
    reqNbr: orderNumber(order),
    yurRef: wireReference(instruction.reference),
    ccyNbr: '10',
    dbtAcc: keys.account,
    crtAcc: creditorAccount,
    crtNam: creditorName,
    updDat: dayOf(changedAtMs),
    rtnCod: returnCode(reasonCode),
    rtnNar: '模拟环境',
  };
  const yuan = `${amountMinor / 100n}.${(amountMinor % 100n).toString().padStart(2, '0')}`;
  return `{"trsAmt":${yuan},"feeAmt":0,${JSON.stringify(fields).slice(1)}`;
}

/** A scripted code, else that of the bank's sample: the kernel's own word is none of the bank's. */
function returnCode(reasonCode: string | null): string {
  const isCode = reasonCode !== null && /^[A-Z0-9]{1,10}$/.test(reasonCode);
  return isCode && reasonCode !== 'RETURNED' ? reasonCode : '001';
}

/** 19 digits. */
function noticeNumber(order: PlacedOrder): string {
  const key = `${orderNumber(order)} ${order.instruction.status}`;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return BigInt(`0x${digest}`).toString().padStart(19, '0').slice(0, 19);
}
