import type { BankInstruction } from '../../bank/bank.ts';
import { offsetTime } from '../../server/times.ts';
import type { WechatKeys } from './keys.ts';

/** What a rejection without a reason of WeChat's is called. */
const OTHER = 'OTHER_FAIL_REASON_TYPE';

const BEIJING_HOURS_AHEAD = 8;

/** From which side a bill is seen: right after the submit, or by a later inquiry or notice. */
export type BillView = 'submitted' | 'inquired';

/**
 * Writes a bill as the answers to a submit and an inquiry and the notices have it.
 *
 * ACCEPTED, then PROCESSING, then SUCCESS, FAIL or CANCELLED. WeChat knows no return of a transfer
 * that succeeded, so a bill whose money the bank gave back still says SUCCESS.
 */
export function showBill(
  keys: WechatKeys,
  instruction: BankInstruction,
  view: BillView,
): Readonly<Record<string, unknown>> {
  const { reference, bankReference, reasonCode, placedAtMs, changedAtMs } = instruction;
  const state = stateOf(instruction, view);
  return {
    mch_id: keys.mchId,
    out_bill_no: reference,
    transfer_bill_no: bankReference,
    appid: keys.appId,
    state,
    transfer_amount: Number(instruction.amountMinor),
    ...(state === 'FAIL' ? { fail_reason: failReason(reasonCode) } : {}),
    openid: instruction.creditorAccount,
    create_time: beijingTime(placedAtMs),
    update_time: beijingTime(changedAtMs),
  };
}

/** RFC 3339 with the offset of Beijing, to the second, as WeChat writes every time. */
export function beijingTime(ms: number): string {
  return offsetTime(ms, BEIJING_HOURS_AHEAD);
}

function stateOf({ status }: BankInstruction, view: BillView): string {
  switch (status) {
    case 'accepted':
      return view === 'submitted' ? 'ACCEPTED' : 'PROCESSING';
    case 'executed':
    case 'returned':
      return 'SUCCESS';
    case 'rejected':
      return 'FAIL';
    case 'cancelled':
      return 'CANCELLED';
  }
}

/** The bank's default word for a rejection is not one of WeChat's. */
function failReason(reasonCode: string | null): string {
  return reasonCode === null || reasonCode === 'REJECTED' ? OTHER : reasonCode;
}
