/**
 * Goal: every partner in the registry keeps every rule of the conformance kit.
 * Method: the same kit that `breakwater adapter check` runs, rule by rule. A partner that cannot
 * have something is excused by a written reason, and a rule that could look at nothing says why.
 * A partner that cannot even be opened fails alone, with the sentence that says what it lacks.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { openSubjects } from '../../src/cli/adapter-check/open-subject.ts';
import { type RuleResult, runKit } from '../../src/conformance/run-kit.ts';

/** Rules that a partner may be without; all others must look at something. */
const OPTIONAL = [
  'clock-skew',
  'drain-time',
  'cancel-harmless',
  'superseded-records',
  'session-token',
  'batch-members',
];

interface Checked {
  /** The partner, and the variant where it speaks in more than one way. */
  readonly name: string;
  readonly results: readonly RuleResult[];
  /** Why it could not be checked; empty when it was. */
  readonly obstacle: string;
}

const CHECKED = (await Promise.all(Object.keys(ADAPTERS).map(checked))).flat();

describe.each(CHECKED)('$name', ({ results, obstacle }) => {
  it('can be checked', () => {
    expect(obstacle).toBe('');
  });

  it.each(results.map((result) => [result.rule.name, result.rule.promise, result] as const))(
    '%s: %s',
    (name, _promise, { problems, heldCount, skips }) => {
      expect(problems).toEqual([]);
      expect(heldCount > 0 || OPTIONAL.includes(name)).toBe(true);
      expect(heldCount + skips.length).toBeGreaterThan(0);
      for (const { reason } of skips) expect(reason).toMatch(/^.{12,}$/);
    },
  );
});

it.each(OPTIONAL)('%s, which a partner may be without, is kept by another one', (name) => {
  const keepers = CHECKED.filter(({ results }) =>
    results.some(({ rule, outcome }) => rule.name === name && outcome === 'passed'),
  );

  expect(keepers.length).toBeGreaterThan(0);
});

/** A partner, once more for each of its variants. */
async function checked(partner: string): Promise<readonly Checked[]> {
  try {
    const subjects = [...(await openSubjects(partner))];
    return await Promise.all(
      subjects.map(async ([name, subject]) => ({
        name,
        results: await runKit(subject),
        obstacle: '',
      })),
    );
  } catch (error) {
    const obstacle = error instanceof Error ? error.message : 'unknown';
    return [{ name: partner, results: [], obstacle }];
  }
}
