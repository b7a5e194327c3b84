/**
 * Goal: docs/PARTNERS.md and docs/CONFORMANCE.md say what the records and the rules say, all of it,
 * and nothing else; and every partner's facts stand under the same headings, those of the template.
 * Method: each page is compared with what the code renders, and then read back: every field of
 * every table is held against the record it claims to show. Each SOURCES.md is cut at its headings.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { conformancePage } from '../../scripts/conformance-page.ts';
import { partnerRecords, partnersPage, recordLines } from '../../scripts/partners-page.ts';
import { RULES } from '../../src/conformance/rules.ts';

const PARTNERS = readPage('PARTNERS.md');
const CONFORMANCE = readPage('CONFORMANCE.md');

describe('docs/PARTNERS.md', () => {
  it('is what the records render (npm run pages writes it)', async () => {
    expect(PARTNERS).toBe(await partnersPage());
  });

  it('has a section for each partner of the registry, and for no other', () => {
    const sections = [...PARTNERS.matchAll(/^## (.+)$/gm)].map(([, name]) => name);

    expect(sections).toEqual(Object.keys(ADAPTERS));
  });

  it.each([...partnerRecords()])('shows every field of %s, and no other', (partner, record) => {
    const [, rest = ''] = PARTNERS.split(`\n## ${partner}\n`);
    const [section = ''] = rest.split('\n## ');
    // The record's table alone: the words of some partners look like field names.
    const [, afterHead = ''] = section.split('| Field | Value |');
    const [fieldTable = ''] = afterHead.split('\n\n');
    const fields = [...fieldTable.matchAll(/^\| `([A-Za-z.]+)` \| (.*) \|$/gm)];

    expect(new Map(fields.map(([, name, value]) => [name, value]))).toEqual(recordLines(record));
  });

  it.each(Object.keys(ADAPTERS))(
    'says how %s speaks, out of the adapter’s own header',
    (partner) => {
      const [, rest = ''] = PARTNERS.split(`\n## ${partner}\n`);

      expect(rest).toMatch(/^\n- \*\*Shapes\*\*: \S/);
    },
  );
});

describe('fixtures/<name>/SOURCES.md', () => {
  const template = headings(readFrom('scripts/template/fixtures/__name__/SOURCES.md.txt'));
  const sources = Object.keys(ADAPTERS).map((partner) => [partner, sourcesOf(partner)] as const);

  it.each(sources)('of %s has the headings of the template, in their order', (_, page) => {
    const known = headings(page).filter((heading) => template.includes(heading));

    expect(template).toContain('### F5 Errors');
    expect(known).toEqual(template);
  });

  it.each(sources)('of %s says something under each heading', (_, page) => {
    const parts = page.split(/^#{2,3} .+$/m).slice(1);
    const empty = headings(page).filter((heading, index) => {
      const holdsParts = heading === '## Facts';
      return !holdsParts && (parts[index] ?? '').trim() === '';
    });

    expect(empty).toEqual([]);
    expect(page).not.toContain('TODO');
  });
});

describe('docs/CONFORMANCE.md', () => {
  it('is what the rules render (npm run pages writes it)', () => {
    expect(CONFORMANCE).toBe(conformancePage());
  });

  it('explains each rule once', () => {
    const named = [...CONFORMANCE.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);

    expect(named).toEqual([...RULES.map(({ name }) => name), 'no-needless-skip']);
  });
});

/** `## Facts`, `### F1 Calls and hosts` and the like, in their order. */
function headings(page: string): readonly string[] {
  return [...page.matchAll(/^#{2,3} .+$/gm)].map(([heading]) => heading);
}

function sourcesOf(partner: string): string {
  return readFrom(`fixtures/${partner}/SOURCES.md`);
}

function readPage(name: string): string {
  return readFrom(`docs/${name}`);
}

function readFrom(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}
