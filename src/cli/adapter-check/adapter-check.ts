import { ADAPTERS } from '../../../adapters/registry.ts';
import { DescriptionError } from '../../conformance/description.ts';
import { type RuleResult, runKit } from '../../conformance/run-kit.ts';
import { nearest } from '../../yaml/nearest.ts';
import { EXIT } from '../exit-codes.ts';
import { openSubject } from './open-subject.ts';
import { renderResults } from './render-results.ts';

/**
 * `breakwater adapter check <partner>`: runs the conformance kit against a partner's adapter, its
 * fixtures and its simulator, and prints rule by rule what held. No network, no real money.
 *
 * Gives 0 when everything held or was skipped for a written reason, 1 when something did not, 2
 * when there is no such partner.
 */
export async function adapterCheck(
  partner: string,
  write: (text: string) => void,
): Promise<number> {
  const known = Object.keys(ADAPTERS);
  if (!known.includes(partner)) {
    const meant = nearest(partner, known);
    const hint = meant === null ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
    write(`breakwater: no partner "${partner}" in adapters/registry.ts; ${hint}\n`);
    return EXIT.usage;
  }
  const results = await resultsOf(partner, write);
  if (results === null) return EXIT.failed;
  write(renderResults(partner, results));
  return results.some(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.ok;
}

/** The results; `null` when the partner cannot even be opened, which has been said then. */
async function resultsOf(
  partner: string,
  write: (text: string) => void,
): Promise<readonly RuleResult[] | null> {
  try {
    return await runKit(await openSubject(partner));
  } catch (error) {
    const lines = error instanceof DescriptionError ? error.lines : [reasonOf(error)];
    const told = [`${partner} cannot be checked yet:`, ...lines.map((line) => `  ${line}`)];
    write(`${[...told, '', `Next: ${lines[0] ?? ''}`].join('\n')}\n`);
    return null;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'its adapter or its simulator does not start';
}
