/**
 * What the `status` of an outgoing bank transfer means for the money. `accepted`: Adyen will try.
 * `refused`: Adyen itself said no. `failed`: the payee's bank said no, before or after the money
 * had left our balance account; the transfer's own events tell which.
 */
export type TransferMeaning =
  'accepted' | 'booked' | 'refused' | 'failed' | 'returned' | 'cancelled' | 'doubt';

/**
 * Every status that a bank transfer goes through, from the description of `status` in AD-SPEC
 * (TransferData) and Adyen's page of payout webhooks. The enumeration has 70 values; the others
 * belong to card payments, disputes, fees and internal bookings, and about a payout they would make
 * no sense. What is not here is in doubt.
 */
export const TRANSFER_STATUSES: ReadonlyMap<string, TransferMeaning> = new Map<
  string,
  TransferMeaning
>([
  // "An outgoing transfer request is created."
  ['received', 'accepted'],
  // Waits for an approval of ours at Adyen; both spellings stand in the enumeration.
  ['approvalPending', 'accepted'],
  ['pendingApproval', 'accepted'],
  // Waits for its execution date.
  ['pendingExecution', 'accepted'],
  ['pending', 'accepted'],
  // "Authorised and the funds are reserved."
  ['authorised', 'accepted'],
  ['bookingPending', 'accepted'],
  // "The funds are deducted from your user's balance account."
  ['booked', 'booked'],
  // "Rejected by Adyen": a limit, or a rule of the platform.
  ['refused', 'refused'],
  // "Rejected by the counterparty's bank."
  ['failed', 'failed'],
  // "Returned by the counterparty's bank."
  ['returned', 'returned'],
  ['cancelled', 'cancelled'],
  // In the enumeration without a word of what became of the money.
  ['error', 'doubt'],
  ['expired', 'doubt'],
  ['rejected', 'doubt'],
  ['reversed', 'doubt'],
  ['undefined', 'doubt'],
]);
