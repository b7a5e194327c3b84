import type { RuleResult } from '../../conformance/run-kit.ts';

const WORDS = { passed: 'pass', failed: 'FAIL', skipped: 'skip' } as const;

/** More lines about one rule say nothing new. */
const LINES_MAX = 12;

/** Writes what the kit found, for a person at a terminal: first each rule, then what to do next. */
export function renderResults(partner: string, results: readonly RuleResult[]): string {
  const width = Math.max(...results.map(({ rule }) => rule.name.length));
  const lines = results.flatMap((result) => [
    `  ${WORDS[result.outcome]}  ${result.rule.name.padEnd(width)}  ${result.rule.promise}`,
    ...details(result),
  ]);
  return `${[`${partner}: ${results.length} rules`, ...lines, '', conclusion(partner, results)].join('\n')}\n`;
}

function details({ rule, problems, skips }: RuleResult): readonly string[] {
  const reasons = Map.groupBy(skips, ({ reason }) => reason);
  return [
    ...shortened(problems.map((problem) => `        - ${problem}`)),
    ...(problems.length > 0 ? [`        why it matters: ${rule.why}`] : []),
    ...shortened(
      [...reasons].map(([reason, parts]) => `        skipped ${named(parts)}: ${reason}`),
    ),
  ];
}

function named(parts: RuleResult['skips']): string {
  const [first] = parts;
  return parts.length === 1 ? (first?.part ?? '') : `${parts.length} parts`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX), `        ... and ${lines.length - LINES_MAX} more`];
}

function conclusion(partner: string, results: readonly RuleResult[]): string {
  const count = (outcome: RuleResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const sum = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
  const next = results.find(({ outcome }) => outcome === 'failed')?.problems[0];
  if (next === undefined) return `${partner} conforms: ${sum}.`;
  return `${partner} does not conform: ${sum}.\nNext: ${next}`;
}
