import { formatDecimal } from '../../contract/money.ts';
import type { PartnerTerms } from '../../contract/routing.ts';
import type { PayoutRequest } from '../model/payout.ts';
import type { Misfit } from './misfit.ts';

/** What of the request our own terms keep from a partner that could serve it. */
export interface TermsMisfit extends Misfit {
  /** The condition of eligibility that is not met. */
  readonly condition: 'amount' | 'licence';
}

/**
 * Holds a request against our terms for a partner. Pure; the first thing that does not fit.
 *
 * A licence is our duty and not the partner's: where one limits us and the payout does not say
 * where it goes, it does not go.
 */
export function termsMisfit(request: PayoutRequest, terms: PartnerTerms): TermsMisfit | null {
  const { currency, minor } = request.amount;
  const bounds = terms.amounts.get(currency);
  if (bounds !== undefined && (minor < bounds.minMinor || minor > bounds.maxMinor)) {
    const [min, max] = [bounds.minMinor, bounds.maxMinor].map((bound) =>
      formatDecimal({ currency, minor: bound }),
    );
    const message = `may pay from ${min} to ${max} ${currency} by our policy`;
    return { condition: 'amount', pointer: '/amount/value', message };
  }
  const { region } = request.creditor;
  if (terms.regions.length > 0 && (region === undefined || !terms.regions.includes(region))) {
    const message = `is licensed for ${terms.regions.join(', ')}, not for ${region ?? 'an unknown region'}`;
    return { condition: 'licence', pointer: '/creditor/region', message };
  }
  return null;
}
