/**
 * What a bill's `state` means for the money. `accepted`: WeChat will try, or is about to stop;
 * nothing is final. `failed`: final, recorded under our number; `fail_reason` says why.
 */
export type BillMeaning = 'accepted' | 'executed' | 'failed' | 'cancelled';

/**
 * Every state of a transfer bill (fixtures/wechat/SOURCES.md F4; WX-DOC
 * get-transfer-bill-by-out-no). A state that is not here is unreadable, hence in doubt.
 */
export const BILL_STATES: ReadonlyMap<string, BillMeaning> = new Map([
  // "Accepted; the same number may be sent again; not final."
  ['ACCEPTED', 'accepted'],
  // "Locking the funds"; stays here while the merchant's balance is too low.
  ['PROCESSING', 'accepted'],
  // Not expected for a payee who authorised beforehand; still nothing final.
  ['WAIT_USER_CONFIRM', 'accepted'],
  // Spelt like this by WeChat. "The result is not clear yet."
  ['TRANSFERING', 'accepted'],
  // The money is in the payee's wallet.
  ['SUCCESS', 'executed'],
  // The only state after which WeChat allows a new number.
  ['FAIL', 'failed'],
  // "The request to cancel was taken"; the final state is still to come (WX-DOC cancel-transfer).
  ['CANCELING', 'accepted'],
  ['CANCELLED', 'cancelled'],
]);
