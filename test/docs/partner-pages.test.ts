/**
 * Goal: docs/PARTNERS.md and docs/CONFORMANCE.md say what the records and the rules say, all of it,
 * and nothing else.
 * Method: each page is compared with what the code renders, and then read back: every field of
 * every table is held against the record it claims to show.
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

describe('docs/CONFORMANCE.md', () => {
  it('is what the rules render (npm run pages writes it)', () => {
    expect(CONFORMANCE).toBe(conformancePage());
  });

  it('explains each rule once', () => {
    const named = [...CONFORMANCE.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);

    expect(named).toEqual([...RULES.map(({ name }) => name), 'no-needless-skip']);
  });
});

function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}
