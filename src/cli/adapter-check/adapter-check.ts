import { ADAPTERS } from '../../../adapters/registry.ts';
import { DescriptionError } from '../../conformance/subject/description.ts';
import { type RuleResult, runKit } from '../../conformance/run-kit.ts';
import type { Subject } from '../../conformance/subject/subject.ts';
import { nearestName } from '../../text/nearest-name.ts';
import { EXIT } from '../exit-codes.ts';
import { openSubjects } from './open-subject.ts';
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
    const meant = nearestName(partner, known);
    const hint = meant === null ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
    write(`breakwater: no partner "${partner}" in adapters/registry.ts; ${hint}\n`);
    return EXIT.usage;
  }
  const subjects = await opened(partner, write);
  if (subjects === null) return EXIT.failed;
  const outcomes = new Set<RuleResult['outcome']>();
  for (const [label, subject] of subjects) {
    const results = await runKit(subject);
    write(renderResults(label, results));
    for (const { outcome } of results) outcomes.add(outcome);
  }
  return outcomes.has('failed') ? EXIT.failed : EXIT.ok;
}

/** The partner, once for each of its variants; `null` when it cannot even be opened, which is said. */
async function opened(
  partner: string,
  write: (text: string) => void,
): Promise<ReadonlyMap<string, Subject> | null> {
  try {
    return await openSubjects(partner);
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
