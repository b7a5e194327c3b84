import { EXIT } from '../exit-codes.ts';

/**
 * Prints whether a proof held, with a reason for each thing that did not, as its last line. Returns
 * the exit code: 0 only when there is no reason.
 */
export function printVerdict(proof: string, reasons: readonly string[]): number {
  const words = reasons.length === 0 ? 'every promise held' : `NOT PROVED: ${reasons.join('; ')}`;
  console.log(`\n${proof}: ${words}`);
  return reasons.length === 0 ? EXIT.ok : EXIT.failed;
}
