import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One TypeScript file, as text and as what it imports. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Own files, relative to the root, and packages, as written; dynamic imports too. */
  readonly imports: readonly string[];
}

/** All TypeScript files below the folders named. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .toSorted()
      .map((file) => readSource(path.join(folder, file))),
  );
}

/** Whether a file is `place` itself or lies below it. */
export function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** The text without comments, for rules that judge code alone. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'])\/\/.*$/gm, '$1');
}

function readSource(file: string): SourceFile {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier,
  );
  return { file, text, imports };
}
