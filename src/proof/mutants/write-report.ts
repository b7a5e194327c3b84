import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { describeMutation } from './mutation.ts';
import { type Findings, type Judged, talliesByArea, talliesByMark, type Tally } from './summary.ts';

const NAME = 'report';

const HEAD = [
  '| area | caught | of these timeouts | survived | equivalent | refused by types | percent | seconds each |',
  '|---|---|---|---|---|---|---|---|',
];

/** Writes the report into the folder, as data and as a page; returns the page's text. */
export function writeReport(folder: string, findings: Findings): string {
  const { judged } = findings;
  const page = pageOf(findings);
  const data = {
    title: findings.title,
    groups: talliesByMark(judged),
    areas: talliesByArea(judged),
    mutants: judged.map(({ area, mutation, outcome, tookMs }) => ({
      area: area.name,
      ...mutation,
      outcome,
      tookMs: Math.round(tookMs),
    })),
    stale: findings.stale,
    broken: findings.broken,
  };
  writeFileSync(path.join(folder, `${NAME}.json`), `${JSON.stringify(data, null, 2)}\n`);
  writeFileSync(path.join(folder, `${NAME}.md`), page);
  return page;
}

function pageOf({ title, judged, stale, broken }: Findings): string {
  const groups = talliesByMark(judged).map(row);
  const areas = talliesByArea(judged).map(row);
  const sections = [
    `# ${title}\n\n${[...HEAD, ...areas, ...groups].join('\n')}`,
    section('Survivors', judged.filter(isA('survived')).map(survivor)),
    section('Equivalent', judged.flatMap(equivalent)),
    section('Refused by the type checker alone', judged.filter(isA('refused by types')).map(name)),
    section(
      'Entries of the list of equivalents that fit no source any more',
      stale.map(({ file, text, became }) => `- ${file}: \`${text}\` -> \`${became}\``),
    ),
    section(
      'Not asked, because they fail without a mutant',
      broken.map((judge) => `- ${judge}`),
    ),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

function row(tally: Tally): string {
  const { name: area, caught, timeouts, survived, equivalent: same, refusedByTypes } = tally;
  const [percent, seconds] = [tally.percent.toFixed(0), tally.secondsPerMutant.toFixed(1)];
  return `| ${[area, caught, timeouts, survived, same, refusedByTypes, percent, seconds].join(' | ')} |`;
}

function isA(kind: Judged['outcome']['kind']): (judged: Judged) => boolean {
  return ({ outcome }) => outcome.kind === kind;
}

function name({ mutation }: Judged): string {
  return `- ${describeMutation(mutation)}`;
}

function survivor(judged: Judged): string {
  return `${name(judged)}\n  in \`${judged.mutation.text}\``;
}

function equivalent(judged: Judged): readonly string[] {
  const { outcome } = judged;
  return outcome.kind === 'equivalent' ? [`${name(judged)}\n  ${outcome.why}`] : [];
}
