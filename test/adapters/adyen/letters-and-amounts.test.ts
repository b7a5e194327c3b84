/**
 * Goal: a payee's name reaches a European rail with every letter spelled as that rail's users spell it, and
 * an amount is read exactly or not at all.
 * Method: each letter that is not a Latin letter with a mark, written down here; amounts at the edges of what
 * a JSON number can count.
 */
import { describe, expect, it } from 'vitest';

import { latinDescription, latinName } from '../../../adapters/adyen/latin.ts';
import { countsAsWeDo, readAmount } from '../../../adapters/adyen/minor-units.ts';
import { CURRENCY_EXPONENTS } from '../../../src/contract/currency.ts';

const SPELLED =
  'ß=ss ẞ=SS æ=ae Æ=AE œ=oe Œ=OE ø=o Ø=O đ=d Đ=D ð=d Ð=D ħ=h Ħ=H ı=i ĸ=k ŀ=l Ŀ=L ł=l Ł=L ŉ=n ŋ=n ' +
  "Ŋ=N þ=th Þ=TH ŧ=t Ŧ=T ’='";

describe('a name', () => {
  it.each(SPELLED.split(' ').map((pair) => pair.split('=')))('spells %s as %s', (letter, latin) => {
    expect(latinName(`A${letter}B`)).toBe(`A${latin}B`);
  });

  it('loses its marks, not its letters, and white space is one blank', () => {
    expect(latinName(' José \n Ångström ')).toBe('Jose Angstrom');
    expect(latinName('王小明')).toBe('王小明');
  });
});

describe('a description', () => {
  it('is cut at 140 characters, and what the rail cannot carry is one blank', () => {
    expect(latinDescription('a'.repeat(141))).toBe('a'.repeat(140));
    expect(latinDescription(`${'a'.repeat(139)}  b`)).toBe('a'.repeat(139));
    expect(latinDescription('Loan #8871 & more')).toBe('Loan 8871 more');
  });
});

describe('an amount', () => {
  it.each([
    [0, 0n],
    [1, 1n],
    [Number.MAX_SAFE_INTEGER, BigInt(Number.MAX_SAFE_INTEGER)],
  ])('of %s minor units is read exactly', (value, minor) => {
    expect(readAmount({ currency: 'EUR', value })).toEqual({ currency: 'EUR', minor });
  });

  it.each([-1, 0.5, 2 ** 53, '5', null])('of %s is unreadable', (value) => {
    expect(readAmount({ currency: 'EUR', value })).toBe('unreadable');
  });

  it.each(['CLP', 'CVE', 'IDR', 'ISK'])(
    'in %s is counted otherwise there, so it is not read',
    (c) => {
      expect(readAmount({ currency: c, value: 5 })).toBe('unreadable');
    },
  );

  it('is counted as ISO 4217 does in every other currency', () => {
    const otherwise = Object.keys(CURRENCY_EXPONENTS).filter(
      (code) => !countsAsWeDo(code as never),
    );

    expect(otherwise.toSorted()).toEqual(['CLP', 'CVE', 'IDR', 'ISK']);
  });
});
