import { readFileSync } from 'node:fs';

import { ADAPTERS } from '../adapters/registry.ts';
import { partnerTables } from '../src/cli/adapter-check/partner-tables.ts';
import type { AdapterFactory } from '../src/contract/adapter.ts';
import type { Capabilities } from '../src/contract/capabilities.ts';
import { demoSecret } from '../src/sandbox/partners/demo-secret.ts';

const ROOT = new URL('../', import.meta.url);

const INTRODUCTION = `# Partners

Written by \`npm run pages\` from each adapter's capability record, tables and header, with the demo's settings; a test compares the
two, both ways. Do not edit. What each field means stands in \`src/contract/capabilities.ts\`; where each fact was read, in the
partner's \`fixtures/<name>/SOURCES.md\`; what the partners have in common, in [PARTNER-FACTS.md](PARTNER-FACTS.md); how to add a
partner, in [adapters/README.md](../adapters/README.md).
`;

/** The lines of an adapter's header that say how the partner works, by their first word. */
const HEADER_LINE = /^ \* ([A-Z][a-z]+): +(.*)$/;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Renders docs/PARTNERS.md from the records of every partner in the registry. */
export async function partnersPage(): Promise<string> {
  const records = partnerRecords();
  const sections = await Promise.all(
    [...records].map(([partner, record]) => section(partner, record)),
  );
  return [INTRODUCTION, overview(records), ...sections].join('\n');
}

/** Every partner's capability record, as the demo's settings make it, in the registry's order. */
export function partnerRecords(): ReadonlyMap<string, Capabilities> {
  return new Map(
    Object.entries<AdapterFactory>(ADAPTERS).map(([partner, create]) => [
      partner,
      create(demoSecret(partner, new URL('fixtures/', ROOT))).capabilities,
    ]),
  );
}

/** A record as the page shows it: field by field, groups with a dot, each value as text. */
export function recordLines(record: Capabilities): ReadonlyMap<string, string> {
  const fields = Object.entries(record).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, part] as const)
      : [[name, value] as const],
  );
  return new Map(fields.map(([name, value]) => [name, shown(name, value)]));
}

function overview(records: ReadonlyMap<string, Capabilities>): string {
  const head = [
    'Partner',
    'Pays to',
    'In',
    'Key, known for',
    '"Not found" proves',
    'Cancel',
    'Final on',
  ];
  const rows = [...records].map(([partner, record]) => [
    `[${partner}](#${partner})`,
    record.limits.accountTypes.join(', '),
    record.limits.currencies.join(', '),
    `\`${record.keyField}\`, ${duration(record.keyWindowMs)}`,
    record.notFoundIsProofAfterMs === null
      ? 'never'
      : `after ${duration(record.notFoundIsProofAfterMs)}`,
    CANCELS[record.cancel],
    `\`${record.finalOn}\``,
  ]);
  return table(head, rows);
}

const CANCELS = {
  none: 'no',
  byKey: 'before settlement, by our key',
  byReference: 'before settlement, by its own reference',
} as const satisfies Record<Capabilities['cancel'], string>;

async function section(partner: string, record: Capabilities): Promise<string> {
  const tables = await partnerTables(new URL(`adapters/${partner}/`, ROOT));
  const fields = [...recordLines(record)].map(([name, value]) => [`\`${name}\``, value]);
  return [
    `## ${partner}\n`,
    ...headerLines(partner),
    table(['Field', 'Value'], fields),
    ...[...tables].map(([name, words]) => vocabulary(name, words)),
  ].join('\n');
}

/** `Shapes:`, `Auth:`, `Dedupe:` and the like, out of the comment above the adapter. */
function headerLines(partner: string): readonly string[] {
  const text = readFileSync(new URL(`adapters/${partner}/adapter.ts`, ROOT), 'utf8');
  const comment = text.slice(0, text.indexOf('*/')).split('\n');
  const lines: string[] = [];
  let open = false;
  for (const line of comment) {
    const [, word, rest] = HEADER_LINE.exec(line) ?? [];
    const continued: boolean = open && /^ \* {2,}\S/.test(line);
    if (word !== undefined) lines.push(`- **${word}**: ${rest ?? ''}`);
    else if (continued) lines.push(`${lines.pop() ?? ''} ${line.slice(3).trim()}`);
    open = word !== undefined || continued;
  }
  return lines.length === 0 ? [] : [...lines, ''];
}

/** States are shown whole; codes are many, and stand in the adapter with their sources. */
function vocabulary(name: string, words: ReadonlyMap<string, unknown>): string {
  if (!/(?:STATES?|STATUS(?:ES)?)$/.test(name)) return `\`${name}\`: ${words.size} entries.\n`;
  const rows = [...words].map(([word, meaning]) => [`\`${word}\``, meaningOf(meaning)]);
  return `\`${name}\`:\n\n${table(['The partner says', 'It means'], rows)}`;
}

function meaningOf(meaning: unknown): string {
  if (typeof meaning === 'string') return meaning;
  if (typeof meaning !== 'object' || meaning === null) return '';
  const { kind, finality } = meaning as { readonly kind?: unknown; readonly finality?: unknown };
  return [kind, finality].filter((word) => typeof word === 'string').join(', ');
}

function shown(name: string, value: unknown): string {
  if (value === null) return name === 'notFoundIsProofAfterMs' ? 'never' : 'none';
  if (name.includes('Ms') && typeof value === 'number') return duration(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'string') return `\`${value.replaceAll('|', String.raw`\|`)}\``;
  return typeof value === 'bigint' ? `${value}` : JSON.stringify(value);
}

function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, one]) => ms >= one && ms % one === 0) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
