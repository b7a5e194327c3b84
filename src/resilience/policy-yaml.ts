import { isMap, isScalar, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml';
import { z } from 'zod';

import type { Capabilities } from '../contract/capabilities.ts';

import { nearest } from './nearest.ts';
import {
  defaultPolicy,
  policyConflicts,
  policyOverridesSchema,
  resolvePolicy,
  type PartnerPolicy,
} from './policy.ts';

/** A policy file that must not be used. `problems` are lines `file:line:column path: expected …`. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError';
  readonly code = 'POLICY_FILE';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  partners: z.record(z.string(), policyOverridesSchema),
});

/** A policy for three partners is 3 KiB; nobody needs a file that takes long to parse. */
const FILE_CHARS_MAX = 262_144;
/** Aliases are allowed, an exploding tree of them is not. */
const ALIASES_MAX = 100;

type Path = readonly PropertyKey[];

/** Says something about one place of the file. */
interface Complaint {
  readonly path: Path;
  /** True to point at the key itself instead of its value. */
  readonly atKey: boolean;
  readonly text: string;
}

/**
 * Reads a policy file: for each known partner the complete policy, the file's words laid over what
 * follows from the capability record.
 *
 * Throws {@link PolicyFileError} with every problem of the file: broken YAML, unknown keys and
 * partners (with the nearest known name), values out of bounds, more than the partner's contract.
 */
export function readPolicies(
  text: string,
  file: string,
  partners: ReadonlyMap<string, Capabilities>,
): ReadonlyMap<string, PartnerPolicy> {
  if (text.length > FILE_CHARS_MAX) {
    throw new PolicyFileError([
      `${file}:1:1 (file): expected at most ${FILE_CHARS_MAX} characters`,
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new PolicyFileError(
      document.errors.map(({ pos, message }) => `${at(pos[0])} yaml: ${message}`),
    );
  }
  const refuse = (complaints: readonly Complaint[]) => {
    if (complaints.length === 0) return;
    throw new PolicyFileError(
      complaints.map(
        ({ path, atKey, text }) =>
          `${at(offsetOf(document, path, atKey))} ${path.map(String).join('.') || '(file)'}: ${text}`,
      ),
    );
  };

  const read = fileSchema.safeParse(plain(document, file));
  if (!read.success) {
    refuse(read.error.issues.flatMap((issue) => complaintsOf(issue, partners)));
    throw new PolicyFileError([`${file}:1:1 (file): expected a policy file`]);
  }
  const said = new Map(Object.entries(read.data.partners));
  refuse(unknownPartners([...said.keys()], partners));

  const policies = new Map<string, PartnerPolicy>();
  const conflicts: Complaint[] = [];
  for (const [partner, capabilities] of partners) {
    const policy = resolvePolicy(capabilities, said.get(partner) ?? {});
    policies.set(partner, policy);
    for (const { path, expected } of policyConflicts(policy, capabilities)) {
      const whole = ['partners', partner, ...path];
      conflicts.push({ path: whole, atKey: false, text: `expected ${expected}` });
    }
  }
  refuse(conflicts);
  return policies;
}

/** The file as plain data; the parser throws when aliases would blow it up. */
function plain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw new PolicyFileError([`${file}:1:1 (file): expected fewer aliases`]);
  }
}

function unknownPartners(
  names: readonly string[],
  partners: ReadonlyMap<string, Capabilities>,
): readonly Complaint[] {
  return names
    .filter((name) => !partners.has(name))
    .map((name) => ({
      path: ['partners', name],
      atKey: true,
      text: `expected a known partner${hint(name, [...partners.keys()])}`,
    }));
}

function complaintsOf(
  issue: z.core.$ZodIssue,
  partners: ReadonlyMap<string, Capabilities>,
): readonly Complaint[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: issue.path, atKey: false, text: expectation(issue) }];
  }
  const known = knownKeys(issue.path, partners);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    atKey: true,
    text: `expected a known key${hint(key, known)}`,
  }));
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'invalid_type')
    return `expected ${EXPECTED.get(issue.expected) ?? issue.expected}`;
  return `expected otherwise (${issue.message})`;
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['object', 'a group of settings'],
  ['record', 'a group of settings'],
]);

/** The keys that the file could have at a path; a default policy has all of them. */
function knownKeys(path: Path, partners: ReadonlyMap<string, Capabilities>): readonly string[] {
  let node: unknown = {
    version: 1,
    partners: Object.fromEntries(
      [...partners].map(([name, capabilities]) => [name, defaultPolicy(capabilities)]),
    ),
  };
  for (const step of path) {
    node = node instanceof Object ? Reflect.get(node, step) : undefined;
  }
  return node instanceof Object ? Object.keys(node) : [];
}

function hint(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  if (guess !== null) return `, did you mean "${guess}"?`;
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

/** Where the value (or key) at a path begins; of its nearest ancestor when the file lacks it. */
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return offset;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    if (pair === undefined) return offset;
    const last = depth === path.length - 1;
    node = pair.value;
    offset = (last && atKey ? pair.key.range[0] : pair.value?.range[0]) ?? pair.key.range[0];
  }
  return offset;
}
