import type { Capabilities, CapabilityLimits } from '../contract/capabilities.ts';
import { type Currency, isCurrency } from '../contract/currency.ts';
import type { PartnerTerms, RouteRules } from '../contract/routing.ts';
import { hint } from '../config/yaml/complaints.ts';
import type { Complaint } from '../config/yaml/complaint.ts';
import { readYamlFile } from '../config/yaml/yaml-file.ts';
import {
  PLAIN_TERMS,
  type PartnerTermsFile,
  type RoutingFile,
  routingSchema,
} from './routing-schema.ts';

/** A routing file, read: the rules, and for each partner its terms and its calendar's name. */
export interface RoutingTable {
  readonly rules: RouteRules;
  readonly terms: ReadonlyMap<string, PartnerTerms>;
  readonly calendars: ReadonlyMap<string, string>;
  /** Throws `YamlFileError` that points at a partner's calendar. */
  refuseCalendar(partner: string, expected: string): void;
}

/** The partners that a routing file is read for. */
export interface RoutedPartners {
  /** Those this process pays through, in the order of our preference. */
  readonly partners: ReadonlyMap<string, Capabilities>;
  /** Every name the file may speak of. */
  readonly known: readonly string[];
}

/**
 * Reads a routing file. Throws `YamlFileError` with every problem of the file: broken YAML, unknown
 * names, bounds wider than the partner's, a currency for which some partners have a fee and others
 * none (prices that are not all known cannot be compared).
 */
export function readRouting(text: string, file: string, routed: RoutedPartners): RoutingTable {
  const { data, refuse } = readYamlFile(text, file, routingSchema);
  const { partners, known } = routed;
  refuse(unknownPartners(data, known));
  const said = new Map([...partners.keys()].map((name) => [name, termsIn(data, name)] as const));
  refuse([
    ...[...partners].flatMap(([name, { limits }]) =>
      moneyConflicts(name, termsIn(data, name), limits),
    ),
    ...missingFees(said, partners),
  ]);
  const { explorationPercent, failureCostBasisPoints, success } = data;
  return {
    rules: { explorationPercent, failureCostBasisPoints, success },
    terms: new Map([...said].map(([name, terms]) => [name, complete(terms)])),
    calendars: new Map(
      [...partners].map(([name, { limits }]) => [
        name,
        said.get(name)?.calendar ?? limits.calendar,
      ]),
    ),
    refuseCalendar: (partner, expected) => refuse([at([partner, 'calendar'], expected)]),
  };
}

function termsIn({ partners }: RoutingFile, name: string): PartnerTermsFile {
  return new Map(Object.entries(partners)).get(name) ?? PLAIN_TERMS;
}

function complete({ tier, regions, fees, amounts }: PartnerTermsFile): PartnerTerms {
  return { tier, regions, fees: byCurrency(fees), amounts: byCurrency(amounts) };
}

function byCurrency<Value>(record: Partial<Record<Currency, Value>>): ReadonlyMap<Currency, Value> {
  const entries = Object.entries<Value | undefined>(record).flatMap(([code, value]) =>
    isCurrency(code) && value !== undefined ? [[code, value] as const] : [],
  );
  return new Map(entries);
}

function unknownPartners({ partners }: RoutingFile, known: readonly string[]) {
  return Object.keys(partners)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      ...at([name], `a known partner${hint(name, known)}`),
      atKey: true,
    }));
}

/** What the policy says about money must be about money that this partner moves. */
function moneyConflicts(
  name: string,
  { amounts, fees }: PartnerTermsFile,
  limits: CapabilityLimits,
): readonly Complaint[] {
  const strange = Object.entries({ amounts, fees }).flatMap(([list, byCode]) =>
    Object.keys(byCode)
      .filter((code) => !limits.currencies.some((currency) => currency === code))
      .map((code) =>
        at([name, list, code], `a currency it pays in (${limits.currencies.join(', ')})`),
      ),
  );
  const empty = [...byCurrency(amounts)].flatMap(([currency, { minMinor, maxMinor }]) => {
    const least = minMinor > limits.amountMinorMin ? minMinor : limits.amountMinorMin;
    const most = maxMinor < limits.amountMinorMax ? maxMinor : limits.amountMinorMax;
    return least <= most
      ? []
      : [
          at(
            [name, 'amounts', currency],
            `bounds that leave an amount: ${least} to ${most} is none`,
          ),
        ];
  });
  return [...strange, ...empty];
}

/** Without every fee of a currency, a partner without one would look free of charge. */
function missingFees(
  said: ReadonlyMap<string, PartnerTermsFile>,
  partners: RoutedPartners['partners'],
): readonly Complaint[] {
  const priced = new Map(
    [...said].flatMap(([name, { fees }]) =>
      [...byCurrency(fees).keys()].map((currency) => [currency, name] as const),
    ),
  );
  return [...partners].flatMap(([name, { limits }]) =>
    limits.currencies.flatMap((currency) => {
      const other = priced.get(currency);
      const fee = said.get(name)?.fees[currency];
      if (other === undefined || fee !== undefined) return [];
      return [at([name, 'fees'], `a fee for ${currency} too, as ${other} has one`)];
    }),
  );
}

function at(path: readonly string[], expected: string): Complaint {
  return { path: ['partners', ...path], atKey: false, text: `expected ${expected}` };
}
