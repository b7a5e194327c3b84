import type { BankInstruction } from '../../bank/bank.ts';
import { shanghaiTime, yuanOf } from './yuan.ts';

/** Alipay's word for each status of an order. Nobody can cancel one, so CLOSED is never seen. */
const STATUSES = {
  accepted: 'DEALING',
  executed: 'SUCCESS',
  rejected: 'FAIL',
  returned: 'REFUND',
  cancelled: 'CLOSED',
} as const satisfies Record<BankInstruction['status'], string>;

/** Alipay's word where a behaviour named none and the bank put its own. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['REJECTED', 'PAYEE_ACCOUNT_STATUS_ERROR'],
  ['RETURNED', 'PAYEE_CARD_INFO_ERROR'],
]);

/** The names by which Alipay knows an order, beside ours. */
export interface OrderNumbers {
  readonly orderId: string;
  readonly payFundOrderId: string;
}

/** Alipay's two numbers of an order: the bill and the movement of funds. */
export function numbersOf({ bankReference }: BankInstruction): OrderNumbers {
  const [day, rest] = [bankReference.slice(0, 8), bankReference.slice(8)];
  return { orderId: `${day}02${rest}`, payFundOrderId: `${day}07${rest}` };
}

/** Why an order was rejected or returned, in Alipay's word. */
export function reasonOf({ reasonCode }: BankInstruction): string {
  const word = reasonCode ?? 'REJECTED';
  return REASONS.get(word) ?? word;
}

/** An order as the answer to its transfer shows it. */
export function showTransfer(instruction: BankInstruction): Record<string, string> {
  const { reference, status, changedAtMs } = instruction;
  const { orderId, payFundOrderId } = numbersOf(instruction);
  return {
    out_biz_no: reference,
    order_id: orderId,
    pay_fund_order_id: payFundOrderId,
    status: STATUSES[status],
    trans_date: shanghaiTime(changedAtMs),
  };
}

/** An order as inquiries and messages show it; failures and returns with their reason. */
export function showOrder(
  instruction: BankInstruction,
  amountMinor = instruction.amountMinor,
): Record<string, string> {
  const { reference, status, changedAtMs } = instruction;
  const { orderId, payFundOrderId } = numbersOf(instruction);
  const paid = status === 'executed' || status === 'returned';
  const ended = status === 'rejected' || status === 'returned';
  return {
    out_biz_no: reference,
    order_id: orderId,
    ...(paid ? { pay_fund_order_id: payFundOrderId, pay_date: shanghaiTime(changedAtMs) } : {}),
    status: STATUSES[status],
    trans_amount: yuanOf(amountMinor),
    ...(ended ? { error_code: reasonOf(instruction), fail_reason: '模拟环境' } : {}),
  };
}
