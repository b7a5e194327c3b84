import { ADAPTERS } from '../../../adapters/registry.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { readSamplePayouts } from '../../config/sample-payouts.ts';

const AMOUNT_MINOR = 25_000;
const CREDITOR_NO = 1;
const PARTNERS = Object.keys(ADAPTERS);

/** Spreads payouts evenly over all partners of the registry, by a number of the payout's own. */
export function payerOf(index: number): string {
  const partner = PARTNERS[index % PARTNERS.length];
  if (partner === undefined) throw new Error('adapters/registry.ts has no partner');
  return partner;
}

/**
 * The body of a POST for a loan that this partner is preferred for. Throws as
 * {@link readSamplePayouts} does.
 */
export function payoutBody(partner: string, obligation: string): object {
  const { account, currency, route } = readSamplePayouts(partner, FIXTURES_FOLDER);
  return {
    obligation,
    amount: { value: AMOUNT_MINOR, currency },
    creditor: { name: 'Zhang San', account: account(CREDITOR_NO) },
    remittance: 'loan',
    // Where others could pay as well and are preferred, this partner alone is allowed.
    ...(route === undefined ? {} : { route: [partner] }),
  };
}
