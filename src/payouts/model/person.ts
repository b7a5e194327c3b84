/**
 * Who somebody is, whatever way the name is spelt: Unicode compatibility forms (NFKC), case, outer and
 * repeated spaces, and characters that nobody can see do not make another person. Empty for a name
 * of nothing else.
 */
export function personOf(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
}

/** True when the two names are one person's. Two words, or a creation and a release, need two. */
export function isSamePerson(a: string, b: string): boolean {
  return personOf(a) === personOf(b);
}
