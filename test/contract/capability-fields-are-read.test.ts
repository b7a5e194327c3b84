/**
 * Goal: every field of the capability record is lived by. A field that nobody reads is a promise
 * that nobody keeps, and whoever fills it in believes the opposite.
 * Method: the fields out of the record's own type; every read of one out of the syntax of engine and
 * kit: after a dot, or in a pattern, where what is read from is a record by its name or its type.
 * Adapters (which write it), pages (which show it) and the record's own file do not count.
 */
import { readFileSync } from 'node:fs';

import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

import { sourceFiles } from '../tidy/source-files.ts';
import { asNode, type SyntaxNode, visit } from './syntax-nodes.ts';

const RECORD = 'src/contract/capabilities.ts';

const TYPES = ['Capabilities', 'CapabilityLimits'];

/** What a record or its limits are called where they are read. */
const NAMES = /(?:^|\.)(?:capabilities|limits)$/;

/** So too in a file that names the type. */
const NAMES_BESIDE_TYPE = /(?:^|\.)(?:capabilities|limits|record)$/;

const FIELDS = fieldsOf(readFileSync(RECORD, 'utf8'));

describe('the fields of the capability record', () => {
  it('are found in its type', () => {
    expect(FIELDS).toEqual(expect.arrayContaining(['dedupe', 'keyScope', 'cutOffs', 'calendar']));
    expect(FIELDS.length).toBeGreaterThan(30);
  });

  it('are found where they are read, and not where another object has one of that name', () => {
    const text = `
      const a = adapter.capabilities.dedupe;
      const { keyField, limits: { countries } } = subject.adapter.capabilities;
      function f({ limits }: Capabilities, { keyScope }: Other) { return limits.currencies; }
      const b = payout.cancel;`;

    expect([...readsIn('sample.ts', text)].toSorted()).toEqual(
      ['countries', 'currencies', 'dedupe', 'keyField', 'limits'].toSorted(),
    );
  });

  it('are all read by the engine or the kit', () => {
    const read = new Set(
      sourceFiles('src')
        .filter(({ file }) => file !== RECORD)
        .flatMap(({ file, text }) => [...readsIn(file, text)]),
    );

    expect(FIELDS.filter((field) => !read.has(field))).toEqual([]);
  });
});

function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  visit(parseSync(RECORD, text).program, (node) => {
    if (node.type !== 'TSInterfaceDeclaration' || !TYPES.includes(nameOf(node['id']))) return;
    const members = asNode(node['body'])?.['body'];
    for (const member of Array.isArray(members) ? members : []) {
      fields.push(nameOf(asNode(member)?.['key']));
    }
  });
  return fields;
}

function readsIn(file: string, text: string): ReadonlySet<string> {
  const reads = new Set<string>();
  const names = text.includes("capabilities.ts'") ? NAMES_BESIDE_TYPE : NAMES;
  const source = ({ start, end }: SyntaxNode) => text.slice(start, end);
  const take = (pattern: SyntaxNode) => {
    const properties = pattern['properties'];
    for (const property of Array.isArray(properties) ? properties : []) {
      const node = asNode(property);
      const value = asNode(node?.['value']);
      if (node === null || node['key'] === undefined) continue;
      reads.add(nameOf(node['key']));
      if (value?.type === 'ObjectPattern') take(value);
    }
  };
  visit(parseSync(file, text).program, (node) => {
    const [object, init, id] = ['object', 'init', 'id'].map((name) => asNode(node[name]));
    if (node.type === 'MemberExpression' && object != null && names.test(source(object))) {
      reads.add(nameOf(node['property']));
    }
    if (id?.type === 'ObjectPattern' && init != null && names.test(source(init))) take(id);
    if (node.type === 'ObjectPattern' && isTyped(node)) take(node);
  });
  return reads;

  function isTyped(pattern: SyntaxNode): boolean {
    const annotation = asNode(pattern['typeAnnotation']);
    const type = annotation === null ? '' : source(annotation);
    return /^:\s*(?:Pick<\s*)?(?:Capabilities|CapabilityLimits)\b(?!\[)/.test(type);
  }
}

function nameOf(value: unknown): string {
  const node = asNode(value);
  const name = node?.['name'] ?? node?.['value'];
  return typeof name === 'string' ? name : '';
}
