/**
 * What an order's `status` means for the money. `failed` and `returned` are final and recorded
 * under our number; `error_code` says why.
 */
export type OrderMeaning = 'accepted' | 'executed' | 'failed' | 'returned';

/**
 * Every status of `alipay.fund.trans.uni.transfer`, in answers, queries and messages (ALI-PHP
 * AlipayFundTransCommonQueryResponseModel). WAIT_PAY and CLOSED belong to other products: a status
 * that is not here is unreadable, hence in doubt.
 */
export const ORDER_STATUSES: ReadonlyMap<string, OrderMeaning> = new Map([
  // The transfer has succeeded: the money is in the payee's Alipay balance.
  ['SUCCESS', 'executed'],
  ['FAIL', 'failed'],
  // Documented for bank cards only, like REFUND; read all the same, because it may come.
  ['DEALING', 'accepted'],
  // 退票: the money went out and came back.
  ['REFUND', 'returned'],
]);
