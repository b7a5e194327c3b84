import type { Emit } from '../../contract/events.ts';
import { YamlFileError } from './yaml-file-error.ts';

/** Settings from files that may be read again while calls run. */
export interface Reloadable {
  /** What is read, for the log. */
  readonly path: string;
  /**
   * Reads everything again and changes nothing yet: the function it returns puts what was read in
   * force and cannot fail. Throws {@link YamlFileError} when any of it is wrong.
   */
  prepare(): () => void;
}

/**
 * Reads all of them again: all are taken, or none. False when one was refused; then everything old
 * stays in force and `config.rejected` says why. Calls under way are not touched.
 */
export function reloadTogether(settings: readonly Reloadable[], emit: Emit): boolean {
  const problems: string[] = [];
  const prepared = settings.flatMap((one) => {
    try {
      return [one.prepare()];
    } catch (error) {
      if (!(error instanceof YamlFileError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) {
    emit({ kind: 'config.rejected', detail: problems.join('\n') });
    return false;
  }
  for (const putInForce of prepared) putInForce();
  emit({ kind: 'config.reloaded', detail: settings.map(({ path }) => path).join(', ') });
  return true;
}
