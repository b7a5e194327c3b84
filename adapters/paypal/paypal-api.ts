/** Where batches are made and asked for. */
export const PAYOUTS = '/v1/payments/payouts';

const USER_AGENT = 'breakwater/0.1 (payout gateway)';

/** On every request; whoever keeps the session adds the authorization. */
export const HEADERS = { accept: 'application/json', 'user-agent': USER_AGENT } as const;
