/**
 * Goal: every partner in the registry keeps every rule of the conformance kit.
 * Method: the same kit that `breakwater adapter check` runs, rule by rule. A partner that cannot
 * have something is excused by a written reason, and a rule that could look at nothing says why.
 * A partner that cannot even be opened fails alone, with the sentence that says what it lacks.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import { type RuleResult, runKit } from '../../src/conformance/run-kit.ts';

/** Rules that a partner may be without; all others must look at something. */
const OPTIONAL = ['clock-skew', 'superseded-records', 'session-token', 'batch-members'];

interface Checked {
  readonly partner: string;
  readonly results: readonly RuleResult[];
  /** Why it could not be checked; empty when it was. */
  readonly obstacle: string;
}

const CHECKED = await Promise.all(Object.keys(ADAPTERS).map(checked));

describe.each(CHECKED)('$partner', ({ results, obstacle }) => {
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

async function checked(partner: string): Promise<Checked> {
  try {
    return { partner, results: await runKit(await openSubject(partner)), obstacle: '' };
  } catch (error) {
    return { partner, results: [], obstacle: error instanceof Error ? error.message : 'unknown' };
  }
}
