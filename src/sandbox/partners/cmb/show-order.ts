import { createHash } from 'node:crypto';

import type { BankInstruction } from '../../bank/bank.ts';
import { dayOf } from './clock.ts';
import type { CmbKeys } from './keys.ts';
import { wireReference } from './merchant-key.ts';
import { yuanOf } from './yuan.ts';

type TextFields = Readonly<Record<string, string>>;

/** One order with its place among the orders under its reference, from 0. */
export interface PlacedOrder {
  readonly instruction: BankInstruction;
  readonly index: number;
}

/**
 * The number of an order, `reqNbr`: 20 digits that grow with time, and under one reference with
 * each order. More than a double can hold, so that whoever reads it as a number is found out.
 */
export function orderNumber({ instruction, index }: PlacedOrder): string {
  const { placedAtMs, bankReference } = instruction;
  const digest = createHash('sha256').update(bankReference).digest('hex').slice(0, 8);
  const tail = (Number.parseInt(digest, 16) % 100_000).toString().padStart(5, '0');
  return `${placedAtMs}${index.toString().padStart(2, '0')}${tail}`;
}

/** An order as the answer to its own submit shows it (`bb1payopz1`). */
export function showResult(order: PlacedOrder): TextFields {
  const { reqSts, rtnFlg } = statusOf(order.instruction);
  const failed = reqSts === 'FIN' && rtnFlg === 'F';
  return {
    reqNbr: orderNumber(order),
    evtIst: '',
    reqSts,
    rtnFlg,
    oprSqn: '',
    oprAls: '',
    errCod: failed ? errorOf(order.instruction) : 'SUC0000',
    errTxt: failed ? '支付失败' : '',
    msgTxt: '',
  };
}

/** An order as an inquiry (`bb1payqrz1`) and the notice of its end (`trsInfo`) show it. */
export function showOrder(keys: CmbKeys, order: PlacedOrder, shownMinor: bigint): TextFields {
  const { instruction } = order;
  const { reqSts, rtnFlg } = statusOf(instruction);
  const isReturned = instruction.status === 'returned';
  const isFailed = instruction.status === 'rejected' || isReturned;
  return {
    reqNbr: orderNumber(order),
    busCod: 'N02030',
    busMod: keys.businessMode,
    dbtAcc: keys.account,
    crtAcc: instruction.creditorAccount,
    crtNam: instruction.creditorName,
    ccyNbr: '10',
    trsAmt: yuanOf(shownMinor),
    oprDat: dayOf(instruction.placedAtMs),
    yurRef: wireReference(instruction.reference),
    reqSts,
    rtnFlg,
    rtnNar: isFailed ? `模拟环境 ${instruction.reasonCode ?? ''}`.trim() : '',
    trxSeq: rtnFlg === 'S' || isReturned ? orderNumber(order).slice(-16) : '',
    trxSeqBackward: isReturned ? `B${orderNumber(order).slice(-15)}` : '',
    backwardDay: isReturned ? dayOf(instruction.changedAtMs) : '',
    endDat: reqSts === 'FIN' ? dayOf(instruction.changedAtMs) : '',
  };
}

/**
 * The two words of a status. An order waits as BNK or as it was told to (`stuck=WRF`); `U` is an
 * end that is none. A rejection by one letter is that result (R, D, C), by any other code it is F.
 */
function statusOf({ status, reasonCode }: BankInstruction): {
  readonly reqSts: string;
  readonly rtnFlg: string;
} {
  switch (status) {
    case 'accepted':
      return reasonCode === 'U'
        ? { reqSts: 'FIN', rtnFlg: 'U' }
        : { reqSts: reasonCode ?? 'BNK', rtnFlg: '' };
    case 'executed':
      return { reqSts: 'FIN', rtnFlg: 'S' };
    case 'returned':
      return { reqSts: 'FIN', rtnFlg: 'B' };
    case 'rejected':
      return {
        reqSts: 'FIN',
        rtnFlg: /^[A-Z]$/.test(reasonCode ?? '') ? (reasonCode ?? 'F') : 'F',
      };
    case 'cancelled':
      return { reqSts: 'FIN', rtnFlg: 'C' };
  }
}

/** The bank's default word for a rejection is not one of its codes. */
function errorOf({ reasonCode }: BankInstruction): string {
  const isCode = reasonCode !== null && /^[A-Z0-9]{2,7}$/.test(reasonCode);
  return isCode ? reasonCode : 'FABZ002';
}
