import type { Capabilities } from '../../contract/capabilities.ts';
import { formatDecimal } from '../../contract/money.ts';
import type { PayoutRequest } from '../model/payout.ts';

/** What of the request a partner cannot serve, or `null` when it serves all of it. */
export interface Misfit {
  /** RFC 6901 pointer into the caller's request. */
  readonly pointer: string;
  readonly message: string;
}

/** Holds a request against a capability record. Pure; the first thing that does not fit. */
export function misfit(request: PayoutRequest, { limits }: Capabilities): Misfit | null {
  const { amount, creditor } = request;
  const { type } = creditor.account;
  if (!limits.accountTypes.includes(type)) {
    return { pointer: '/creditor/account/type', message: `does not pay to ${type}` };
  }
  if (!limits.currencies.includes(amount.currency)) {
    return { pointer: '/amount/currency', message: `does not pay in ${amount.currency}` };
  }
  if (amount.minor < limits.amountMinorMin || amount.minor > limits.amountMinorMax) {
    const { currency } = amount;
    const [min, max] = [limits.amountMinorMin, limits.amountMinorMax].map((minor) =>
      formatDecimal({ currency, minor }),
    );
    return { pointer: '/amount/value', message: `pays from ${min} to ${max} ${currency}` };
  }
  const { region } = creditor;
  if (region !== undefined && limits.countries.length > 0 && !limits.countries.includes(region)) {
    return { pointer: '/creditor/region', message: `does not pay to ${region}` };
  }
  return null;
}
