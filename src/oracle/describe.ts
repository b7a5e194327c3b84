import { isCurrency } from '../contract/currency.ts';
import { formatDecimal } from '../contract/money.ts';
import type { Judgement } from './judge.ts';
import type { Sum } from './sums.ts';
import { type Wrong, WRONGS } from './wrongs.ts';

const IDS_SHOWN_MAX = 5;

/** What broke, a line for each kind: how many, how much money, which. Empty when nothing did. */
export function describeWrongs({ wrongs }: Pick<Judgement, 'wrongs'>): readonly string[] {
  const names = Object.keys(WRONGS) as readonly Wrong[];
  return names
    .filter((name) => wrongs[name].count > 0)
    .map(
      (name) =>
        `${WRONGS[name]} ${wrongs[name].count}${moneyOf(wrongs[name])}: ${idsOf(wrongs[name])}`,
    );
}

/** Money by currency, in major units: `CNY 123.45 + EUR 7.00`; `none` for no money. */
export function moneyText({ money }: Sum): string {
  const parts = [...money]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([currency, minor]) =>
      isCurrency(currency)
        ? `${currency} ${formatDecimal({ currency, minor })}`
        : `${currency} ${minor} minor units`,
    );
  return parts.length === 0 ? 'none' : parts.join(' + ');
}

function moneyOf(sum: Sum): string {
  return sum.money.size === 0 ? '' : ` (${moneyText(sum)})`;
}

function idsOf({ ids }: Sum): string {
  const shown = ids.slice(0, IDS_SHOWN_MAX).join(', ');
  return ids.length > IDS_SHOWN_MAX ? `${shown} and ${ids.length - IDS_SHOWN_MAX} more` : shown;
}
