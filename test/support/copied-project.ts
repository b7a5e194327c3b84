import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a partner is written with: no test but its own is needed. */
const PARTS = [
  'adapters',
  'bin',
  'deploy',
  'fixtures',
  'scripts/new-adapter.ts',
  'scripts/template',
  'src',
  'knip.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  '.oxlintrc.json',
  '.prettierignore',
  '.prettierrc.json',
];

/** A copy of the project in a folder of its own, to be written into. */
export interface CopiedProject {
  readonly folder: string;
  /** Runs one of the project's commands there. */
  run(command: string, ...args: readonly string[]): Promise<Ran>;
  /** Every file but the installed packages, by path. */
  files(): ReadonlyMap<string, string>;
  /**
   * Writes the files of another folder over it, without the `.txt` at their ends: all of them, or
   * the one named.
   */
  fillFrom(source: string, only?: string): void;
  remove(file: string): void;
  discard(): void;
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export function copyProject(): CopiedProject {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-seventh-'));
  for (const part of PARTS)
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  const modules = path.join(folder, 'node_modules');
  symlinkSync(path.join(ROOT, 'node_modules'), modules);
  return {
    folder,
    run: (command, ...args) =>
      new Promise((resolve) => {
        const file = command === 'node' ? process.execPath : path.join(modules, '.bin', command);
        execFile(file, args, { cwd: folder, env: environment(folder) }, (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : Number(error !== null);
          resolve({ code, output: stdout + stderr });
        });
      }),
    files: () => new Map(filesIn(folder).map((file) => [file, readText(path.join(folder, file))])),
    fillFrom(source, only) {
      const wanted = filesIn(source).filter((file) => only === undefined || file === `${only}.txt`);
      assert(wanted.length > 0, `${source} has no ${only}`);
      for (const file of wanted) {
        const target = path.join(folder, file.replace(/\.txt$/, ''));
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, readText(path.join(source, file)));
      }
    },
    remove: (file) => rmSync(path.join(folder, file)),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The tools run on this process's Node, whatever the machine's own is. */
function environment(folder: string): NodeJS.ProcessEnv {
  const { VITEST: _vitest, ...rest } = process.env;
  const bin = path.dirname(process.execPath);
  return {
    ...rest,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    DATA_DIR: path.join(folder, '.data'),
  };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('node_modules') && !file.startsWith('.data'))
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .toSorted();
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}
