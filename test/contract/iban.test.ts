/**
 * Goal: a mistyped IBAN never leaves for a bank, and no real one is refused.
 * Method: ibantools as an independent implementation, over numbers made to each country's own
 * pattern and over every one-digit mistake in them.
 */
import fc from 'fast-check';
import { composeIBAN, getCountrySpecifications, isValidIBAN } from 'ibantools';
import { describe, expect, it } from 'vitest';

import { electronicIban, IBAN_COUNTRIES, ibanFault } from '../../src/contract/iban.ts';
import { REGIONS } from '../../src/contract/regions.ts';

const SEED = 20_261_124;
const SPECIFICATIONS = getCountrySpecifications();

/** Ten of each country, made to its own pattern. */
const IBANS = IBAN_COUNTRIES.flatMap((countryCode) => {
  const pattern = SPECIFICATIONS[countryCode]?.bban_regexp ?? '';
  const bban = fc.stringMatching(new RegExp(pattern));
  const made = fc.sample(bban, { seed: SEED, numRuns: 10 });
  const ibans = made.map((bban) => composeIBAN({ countryCode, bban: bban.toUpperCase() }));
  return ibans.filter((iban) => iban !== null);
});

describe('ibanFault', () => {
  it.each(IBAN_COUNTRIES)('knows the length of %s as ibantools does', (country) => {
    const length = SPECIFICATIONS[country]?.chars ?? null;

    expect(length).not.toBeNull();
    expect(ibanFault(`${country}00${'0'.repeat((length ?? 0) - 4)}`)).toContain('check digits');
    expect(ibanFault(`${country}00${'0'.repeat((length ?? 0) - 3)}`)).toContain(`have ${length}`);
  });

  it(`takes every IBAN that ibantools takes, in each country (seed ${SEED})`, () => {
    const valid = IBANS.filter((iban) => isValidIBAN(iban));

    expect(new Set(valid.map((iban) => iban.slice(0, 2))).size).toBeGreaterThan(60);
    expect(valid.filter((iban) => ibanFault(iban) !== null)).toEqual([]);
  });

  it('takes the printed form once it is made electronic', () => {
    const faults = IBANS.map((iban) => ibanFault(electronicIban(printed(iban).toLowerCase())));

    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it(`refuses every IBAN with one digit wrong, at every place (seed ${SEED})`, () => {
    const wrong = IBANS.flatMap(withOneDigitWrong);

    expect(wrong.length).toBeGreaterThan(10_000);
    expect(wrong.filter((iban) => ibanFault(iban) === null)).toEqual([]);
  });

  it.each([
    'GB29NWBK60161331926819',
    'DE89370400440532013000',
    'FR1420041010050500013M02606',
    'MT84MALT011000012345MTLCAST001S',
    'NO9386011117947',
    'SC18SSCB11010000000000001497USD',
    'XK051212012345678906',
  ])('takes the registry’s own example %s', (iban) => expect(ibanFault(iban)).toBeNull());

  it.each([
    ['a country without IBANs', 'CN29NWBK60161331926819', 'CN has not'],
    ['check digits out of range', 'GB99NWBK60161331926819', 'check digits'],
    ['the printed form', 'GB29 NWBK 6016 1331 9268 19', 'two letters'],
    ['lower case', 'gb29nwbk60161331926819', 'two letters'],
    ['nothing', '', 'two letters'],
  ])('refuses %s', (_what, text, why) => expect(ibanFault(text)).toContain(why));
});

describe('REGIONS', () => {
  it('are the country codes that ibantools knows', () => {
    expect([...REGIONS].toSorted()).toEqual(Object.keys(SPECIFICATIONS).toSorted());
  });
});

function printed(iban: string): string {
  return iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function withOneDigitWrong(iban: string): string[] {
  return [...iban].flatMap((digit, place) => {
    if (!/\d/.test(digit)) return [];
    const other = String((Number(digit) + 1 + (place % 9)) % 10);
    return [iban.slice(0, place) + other + iban.slice(place + 1)];
  });
}
