/** Every way in which the runner bends a source; docs and the equivalents name them so. */
export const MUTATION_KINDS = [
  'negate condition',
  'flip comparison',
  'flip logic',
  'drop not',
  'flip arithmetic',
  'change number',
  'flip boolean',
  'sibling string',
  'drop statement',
  'drop guard',
  'return early',
] as const;

/** One of these ways. */
export type MutationKind = (typeof MUTATION_KINDS)[number];

/** One change of one place: the text from `start` to `end` (UTF-16 offsets) becomes `became`. */
export interface Change {
  readonly kind: MutationKind;
  readonly start: number;
  readonly end: number;
  readonly became: string;
}

/** A change with its home, as reports and the list of equivalents name it. */
export interface Mutation extends Change {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The first line of the place, trimmed: what stays when line numbers drift. */
  readonly text: string;
  /** What stood there, each run of white space as one space; empty for an insertion. */
  readonly was: string;
}

/** The source with this one change; everything else stays byte for byte. */
export function applyChange(source: string, { start, end, became }: Change): string {
  return source.slice(0, start) + became + source.slice(end);
}

/** One line for people: where, what it was, what it became. */
export function describeMutation({ file, line, kind, was, became }: Mutation): string {
  const from = was === '' ? '(nothing)' : was;
  return `${file}:${line} ${kind}: ${from} -> ${became.replaceAll(/\s+/g, ' ').trim()}`;
}
