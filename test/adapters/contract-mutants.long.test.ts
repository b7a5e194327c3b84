/**
 * Goal: each rule of the conformance kit refuses an adapter that breaks it, and refuses it for that
 * and nothing else; so a kit that passes says something.
 * Method: true adapters, each bent in one place, through the whole kit. Where a second rule cannot
 * help noticing, the mutant says so. Three features that no bent adapter has of its own (tokens,
 * batches, keys used again) are lent to WeChat Pay first, and pass unbent.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';
import { RULES } from '../../src/conformance/rules.ts';
import { NO_NEEDLESS_SKIP, runKit } from '../../src/conformance/run-kit.ts';
import { withBatch, withKeyUsedAgain, withSession } from './mutants/more-than-wechat.ts';
import { MUTANTS } from './mutants/mutants.ts';

const NAMES = [...RULES, NO_NEEDLESS_SKIP].map(({ name }) => name);

describe('a mutant that', () => {
  it.each(MUTANTS)('$name is refused by $rule', async ({ on, rule, also = [], bend }) => {
    const refusedBy = await failing(bend(await openSubject(on)));

    expect(refusedBy.toSorted()).toEqual([rule, ...also].toSorted());
  });
});

describe('the mutants', () => {
  it('are there for every rule, and for no other', () => {
    expect(new Set(MUTANTS.map(({ rule }) => rule))).toEqual(new Set(NAMES));
  });

  it.each([
    ['tokens', withSession, 'session-token'],
    ['batches', withBatch, 'batch-members'],
    ['keys used again', withKeyUsedAgain, 'superseded-records'],
  ])('start from adapters that conform: with %s', async (_feature, lend, rule) => {
    const results = await runKit(lend(await openSubject('wechat')));

    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(results.find((result) => result.rule.name === rule)?.outcome).toBe('passed');
  });
});

async function failing(subject: Subject): Promise<readonly string[]> {
  const results = await runKit(subject);
  return results.filter(({ outcome }) => outcome === 'failed').map(({ rule }) => rule.name);
}
