/** The most that a name or a line of remittance may hold (`Max140Text` of the schemas). */
export const TEXT_CHARACTERS_MAX = 140;

/** Control characters, lone surrogates and the two non-characters: XML 1.0 cannot carry them. */
const NOT_FOR_XML = /[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+/gu;

/**
 * Makes free text fit a `Max140Text`: what XML cannot carry (and every control character, line
 * breaks included) becomes one space, blanks at the ends go, and the rest is cut at 140 characters.
 *
 * Characters are Unicode code points, as the schema counts them, so nothing is cut in half.
 * The result may be empty; the element must then be left out. Names and remittance only: an
 * identifier is never repaired.
 */
export function fitText(text: string): string {
  const clean = text.replaceAll(NOT_FOR_XML, ' ').trim();
  return Array.from(clean).slice(0, TEXT_CHARACTERS_MAX).join('').trimEnd();
}
