/**
 * What is still to be put right before the rules hold everywhere; each line goes with the change
 * that mends it, and this file with the last.
 */
export function unlessPending(
  rule: keyof typeof PENDING,
  offences: readonly string[],
): readonly string[] {
  const files: readonly string[] = PENDING[rule];
  return offences.filter((offence) => !files.some((file) => offence.startsWith(file)));
}

const PENDING = {
  sizes: [],
  docstrings: [],
  words: [],
  circles: ['src/proof/model/payout-table.ts'],
} as const;
