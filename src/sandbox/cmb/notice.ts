import { createHash } from 'node:crypto';

import { dayOf, momentOf } from './clock.ts';
import type { CmbKeys } from './cmb-keys.ts';
import type { KeyChoice } from './dialects.ts';
import { wireReference } from './merchant-key.ts';
import { orderNumber, type PlacedOrder, showOrder } from './show-order.ts';

const PLACEHOLDER = '__signature_sigdat__';

/** How a notice is to be written. */
export interface NoticeOptions {
  readonly nowMs: number;
  readonly key: KeyChoice;
  readonly forged: boolean;
}

/**
 * The notice YQN02030 about one change (主动通知 2, 支付结果通知): FINS for an end, FINB for a return,
 * whose amounts are JSON numbers in the bank's own sample. Signed as it stands, not sorted.
 *
 * Its number depends on the order and its status alone, so that a repeat carries the first one's.
 */
export function writeNotice(
  keys: CmbKeys,
  order: PlacedOrder,
  { nowMs, key, forged }: NoticeOptions,
): string {
  const { instruction } = order;
  const content =
    instruction.status === 'returned'
      ? `{"msgdat":{"backInfo":${backInfo(keys, order)}},"msgtyp":"FINB"}`
      : JSON.stringify({
          msgdat: { trsInfo: showOrder(keys, order, instruction.amountMinor) },
          msgtyp: 'FINS',
        });
  const text = (sigdat: string) =>
    JSON.stringify({
      sigtim: momentOf(nowMs),
      sigdat,
      notdat: content,
      notkey: keys.account,
      usrnbr: keys.userId,
      notnbr: noticeNumber(order),
      nottyp: 'YQN02030',
    });
  const signature = keys.agreed.signNotice(forged ? text('forged') : text(PLACEHOLDER), key);
  return JSON.stringify({
    corpNbr: keys.corpNbr,
    enptData: keys.agreed.closeNotice(text(signature)),
  });
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
