/**
 * The length of an IBAN by country, from the SWIFT IBAN Registry (ISO 13616). The French overseas
 * territories, and others that bank under their mother country, use that country's code.
 */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  `
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28
HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25
MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29
RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29
VA22 VG24 XK20 YE30`
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** The countries whose IBANs we can check. */
export const IBAN_COUNTRIES: readonly string[] = [...LENGTHS.keys()];

/**
 * Says why a text is not an IBAN, in words that end a sentence about the field, or `null` when it
 * is one. Takes the electronic form: upper case, no spaces ({@link electronicIban}).
 *
 * Catches every wrong digit and every swap of two neighbouring digits (ISO 7064 MOD 97-10). It
 * does not prove that the account exists, nor that the country's inner check digits are right.
 */
export function ibanFault(iban: string): string | null {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(iban)) {
    return 'must be an IBAN: two letters, two check digits, then letters and digits';
  }
  const country = iban.slice(0, 2);
  const length = LENGTHS.get(country);
  if (length === undefined) return `must be an IBAN of a country that has them; ${country} has not`;
  if (iban.length !== length) return `must have ${length} characters for ${country}`;
  const check = Number(iban.slice(2, 4));
  // 00, 01 and 99 also fit the sum, but the standard's formula gives 02 to 98 only.
  const fits = check >= 2 && check <= 98 && modulo97(iban.slice(4) + iban.slice(0, 4)) === 1;
  return fits ? null : 'is mistyped: its check digits do not match';
}

/** Takes the spaces out of the printed form and writes it in upper case. */
export function electronicIban(text: string): string {
  return text.replaceAll(' ', '').toUpperCase();
}

/** The two check digits of the IBAN of a country and its account number (ISO 7064 MOD 97-10). */
export function ibanCheckDigits(country: string, account: string): string {
  return String(98 - modulo97(`${account}${country}00`)).padStart(2, '0');
}

/** Digits as they are, letters as 10 to 35, read as one number modulo 97. */
function modulo97(rearranged: string): number {
  let rest = 0;
  for (const character of rearranged) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
