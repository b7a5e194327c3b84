import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ParsedNode,
} from 'yaml';
import type { z } from 'zod';

import type { Complaint, Path } from './complaint.ts';
import { complaintsOf } from './complaints.ts';
import { YamlFileError } from './yaml-file-error.ts';

/** A YAML file that fits its schema, and the means to refuse it for what no schema can see. */
export interface YamlFile<Data> {
  readonly data: Data;
  /** Throws {@link YamlFileError} with every complaint at its place; returns when there is none. */
  refuse(complaints: readonly Complaint[]): void;
}

/** The largest file of ours is 5 KiB; nobody needs one that takes long to parse. */
const FILE_CHARS_MAX = 262_144;
/** Aliases are allowed, an exploding tree of them is not. */
const ALIASES_MAX = 100;

/**
 * Reads a YAML 1.2 file by a schema.
 *
 * Throws {@link YamlFileError} with every problem of the file as `file:line:column path: …`: broken
 * YAML, unknown keys (with the nearest known one), values out of bounds. Nothing of such a file is
 * to be used.
 */
export function readYamlFile<Data>(
  text: string,
  file: string,
  schema: z.ZodType<Data>,
): YamlFile<Data> {
  if (text.length > FILE_CHARS_MAX) {
    throw new YamlFileError([`${file}:1:1 (file): expected at most ${FILE_CHARS_MAX} characters`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new YamlFileError(
      document.errors.map(({ pos, message }) => `${at(pos[0])} yaml: ${message}`),
    );
  }
  const refuse = (complaints: readonly Complaint[]) => {
    if (complaints.length === 0) return;
    throw new YamlFileError(
      complaints.map(
        ({ path, atKey, text }) =>
          `${at(offsetOf(document, path, atKey))} ${path.map(String).join('.') || '(file)'}: ${text}`,
      ),
    );
  };
  const read = schema.safeParse(plain(document, file));
  if (read.success) return { data: read.data, refuse };
  refuse(read.error.issues.flatMap((issue) => complaintsOf(issue, schema)));
  throw new YamlFileError([`${file}:1:1 (file): expected a file that fits its schema`]);
}

/** The file as plain data; the parser throws when aliases would blow it up. */
function plain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw new YamlFileError([`${file}:1:1 (file): expected fewer aliases`]);
  }
}

/** Where the value (or key) at a path begins; of its nearest ancestor when the file lacks it. */
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isSeq<ParsedNode>(node) && typeof step === 'number') {
      node = node.items[step] ?? null;
      offset = node?.range[0] ?? offset;
      continue;
    }
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return offset;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    if (pair === undefined) return offset;
    node = pair.value;
    offset = (last && atKey ? pair.key.range[0] : pair.value?.range[0]) ?? pair.key.range[0];
  }
  return offset;
}
