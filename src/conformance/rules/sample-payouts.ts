import { broken, note, type Rule } from '../rule.ts';

/** Whoever tries a partner orders by its samples, and its simulated bank says no in their words. */
export const samplePayouts: Rule = {
  name: 'sample-payouts',
  promise:
    'The sample payouts name an account and a currency of the record, and words of the tables.',
  why: 'Demo, simulation and tests order by them; what the partner does not serve is never tried.',

  check({ partner, samples, tables, adapter }) {
    const file = `fixtures/${partner}/sample-payouts.json`;
    if (samples.kind === 'wrong') return samples.lines.map((line) => broken(file, line));
    const { accountTypes, currencies } = adapter.capabilities.limits;
    const { account, currency, words } = samples;
    const known = new Set([...tables.values()].flat());
    return [
      note(
        'payee',
        accountTypes.includes(account.type),
        `${file}: the record does not list accounts of type ${account.type}`,
      ),
      note(
        'currency',
        currencies.some((listed) => listed === currency),
        `${file}: the record does not list ${currency}`,
      ),
      ...words.map((word) =>
        note(word, known.has(word), `${file}: ${word} is in no table of adapters/${partner}`),
      ),
    ];
  },
};
