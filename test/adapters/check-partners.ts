import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { openSubject, openSubjects } from '../../src/cli/adapter-check/open-subject.ts';
import { type RuleResult, runKit } from '../../src/conformance/run-kit.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';

/** Rules that a partner may be without; all others must look at something. */
export const OPTIONAL = [
  'clock-skew',
  'drain-time',
  'cancel-harmless',
  'superseded-records',
  'session-token',
  'batch-members',
];

/** A partner that went through the kit. */
export interface Checked {
  /** The partner, and the variant where it speaks in more than one way. */
  readonly name: string;
  readonly results: readonly RuleResult[];
  /** Why it could not be checked; empty when it was. */
  readonly obstacle: string;
}

/** Every partner of the registry through the kit, with its demo settings. */
export async function checkPartners(): Promise<readonly Checked[]> {
  return await checkEach(async (partner) => new Map([[partner, await openSubject(partner)]]));
}

/** The same partners as often as they speak in other ways (`variants` of kit.json). */
export async function checkVariants(): Promise<readonly Checked[]> {
  return await checkEach(async (partner) => {
    const subjects = new Map(await openSubjects(partner));
    subjects.delete(partner);
    return subjects;
  });
}

/** Tests that each of them keeps every rule. */
export function describeEach(checked: readonly Checked[]): void {
  describe.each(checked)('$name', ({ results, obstacle }) => {
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
}

async function checkEach(
  open: (partner: string) => Promise<ReadonlyMap<string, Subject>>,
): Promise<readonly Checked[]> {
  return (await Promise.all(Object.keys(ADAPTERS).map((partner) => check(partner, open)))).flat();
}

async function check(
  partner: string,
  open: (partner: string) => Promise<ReadonlyMap<string, Subject>>,
): Promise<readonly Checked[]> {
  try {
    const subjects = [...(await open(partner))];
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
