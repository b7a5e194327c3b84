import { createHash } from 'node:crypto';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of the project in which one mutant at a time lives; the project itself stays untouched. */
export interface WorkCopy {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Removes the copy. */
  remove(): void;
}

/** Packages are shared, not copied; the others are no part of the project. */
const NOT_COPIED: ReadonlySet<string> = new Set(['node_modules', '.git', '.mutants']);

/** Copies the project in `root`, as it stands now, into the folder for temporary files. */
export function createWorkCopy(root: string): WorkCopy {
  const copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'breakwater-mutants-'));
  for (const name of readdirSync(root)) {
    if (NOT_COPIED.has(name)) continue;
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'dir');
  return {
    root: copy,
    read: (file) => readFileSync(path.join(copy, file), 'utf8'),
    write: (file, text) => writeFileSync(path.join(copy, file), text),
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}

/** Every TypeScript source of the copy: path relative to its root, and text. */
export function readSources({ root, read }: WorkCopy): ReadonlyMap<string, string> {
  const files = ['src', 'adapters', 'test', 'scripts'].flatMap((folder) =>
    globSync(`${folder}/**/*.ts`, { cwd: root }),
  );
  return new Map(files.toSorted().map((file) => [file.split(path.sep).join('/'), read(file)]));
}

/** One name for all sources together: results of other sources are no results. */
export function digestOf(sources: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [file, text] of sources) hash.update(`${file}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}
