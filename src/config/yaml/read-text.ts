import { YamlFileError } from './yaml-file-error.ts';

/** Reads a whole file as UTF-8; throws when it cannot. */
export type ReadText = (path: string) => string;

/** The file's text; an unreadable file is a {@link YamlFileError} like any other mistake. */
export function readText(read: ReadText, path: string): string {
  try {
    return read(path);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new YamlFileError([`${path}:1:1 (file): expected a readable file (${why})`]);
  }
}
