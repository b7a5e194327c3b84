/**
 * Goal: `breakwater adapter check` says rule by rule what held, and its exit code can be trusted.
 * Method: the real command line in a child process, for a partner, a typo and nothing at all.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { renderResults } from '../../src/cli/adapter-check/render-results.ts';
import { RULES } from '../../src/conformance/rules.ts';
import type { RuleResult } from '../../src/conformance/run-kit.ts';

const BREAKWATER = path.join(
  fileURLToPath(new URL('../../', import.meta.url)),
  'bin/breakwater.mjs',
);

describe('breakwater adapter check', () => {
  it('passes a partner that conforms, names each rule, and prints the reason of each skip', async () => {
    const { code, output } = await run('adapter', 'check', 'wechat');

    expect(code).toBe(0);
    for (const { name } of RULES)
      expect(output).toMatch(new RegExp(`^ {2}(?:pass|skip) {2}${name} `, 'm'));
    expect(output).toContain('skipped otherCurrency: A bill names no currency');
    expect(output).toMatch(/^wechat conforms: \d+ passed, 0 failed, \d+ skipped\.$/m);
  });

  it('gives the nearest name for a typo, and 2', async () => {
    const { code, output } = await run('adapter', 'check', 'wehcat');

    expect(code).toBe(2);
    expect(output).toContain('did you mean "wechat"?');
  });

  it('gives 2 without a partner', async () => {
    expect(await run('adapter', 'check')).toMatchObject({ code: 2 });
  });
});

describe('the report', () => {
  it('ends a failure with what to do next', () => {
    const failed: RuleResult = {
      rule: { name: 'echo', promise: 'It holds.', why: 'Or else.' },
      outcome: 'failed',
      heldCount: 3,
      problems: Array.from({ length: 20 }, (_, index) => `adapters/x/a.ts: problem ${index}`),
      skips: [],
    };

    const text = renderResults('x', [failed]);

    expect(text).toContain('  FAIL  echo  It holds.\n        - adapters/x/a.ts: problem 0\n');
    expect(text).toContain('... and 8 more');
    expect(text).toContain('why it matters: Or else.');
    expect(text).toMatch(
      /does not conform: 0 passed, 1 failed.*\nNext: adapters\/x\/a\.ts: problem 0\n$/,
    );
  });
});

function run(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BREAKWATER, ...args], (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, output: stdout + stderr });
    });
  });
}
