/**
 * Goal: every partner in the registry keeps every rule of the conformance kit.
 * Method: the same kit that `breakwater adapter check` runs, rule by rule. A partner that cannot
 * have something is excused by a written reason, and a rule that could look at nothing says why.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import { runKit } from '../../src/conformance/run-kit.ts';

/** Rules that a partner may be without; all others must look at something. */
const OPTIONAL = new Set(['clock-skew', 'superseded-records', 'session-token', 'batch-members']);

describe.each(Object.keys(ADAPTERS))('%s', async (partner) => {
  const results = await runKit(await openSubject(partner));

  it.each(results.map((result) => [result.rule.name, result.rule.promise, result] as const))(
    '%s: %s',
    (name, _promise, { problems, heldCount, skips }) => {
      expect(problems).toEqual([]);
      expect(heldCount > 0 || OPTIONAL.has(name)).toBe(true);
      expect(heldCount + skips.length).toBeGreaterThan(0);
      for (const { reason } of skips) expect(reason).toMatch(/^.{12,}$/);
    },
  );
});
