/** Letters that are no Latin letter with a mark, as bank transfers in Europe write them. */
const SPELLED: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['ħ', 'h'],
  ['Ħ', 'H'],
  ['ı', 'i'],
  ['ĸ', 'k'],
  ['ŀ', 'l'],
  ['Ŀ', 'L'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['ŉ', 'n'],
  ['ŋ', 'n'],
  ['Ŋ', 'N'],
  ['þ', 'th'],
  ['Þ', 'TH'],
  ['ŧ', 't'],
  ['Ŧ', 'T'],
  ['’', "'"],
]);

const DESCRIPTION_LENGTH_MAX = 140;

/** AD-SPEC TransferInfo.description: "[a-z] [A-Z] [0-9] / - ? : ( ) . , ' + Space". */
const NOT_FOR_DESCRIPTION = /[^a-zA-Z0-9/\-?:().,'+ ]+/g;

/**
 * Writes a name with the letters that bank transfers carry: marks go (`José` is `Jose`), letters
 * that are none of the Latin alphabet's with a mark are spelled (`Groß` is `Gross`).
 *
 * A letter that has no such form stays: leaving it out would name somebody else, so it is for Adyen
 * to refuse. White space is one blank.
 */
export function latinName(name: string): string {
  return plain(name)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Writes free text for the payee's statement; what the rail cannot carry becomes one blank. */
export function latinDescription(text: string): string {
  return plain(text)
    .replaceAll(NOT_FOR_DESCRIPTION, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, DESCRIPTION_LENGTH_MAX)
    .trimEnd();
}

function plain(text: string): string {
  const spelled = Array.from(text, (letter) => SPELLED.get(letter) ?? letter).join('');
  return spelled
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .normalize('NFC');
}
