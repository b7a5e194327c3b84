import { PROJECT_FOLDER } from '../../config/project-files.ts';
import { proveMoneyMutants } from '../../proof/mutants/prove-money-mutants.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { EXIT } from '../exit-codes.ts';
import { printVerdict } from './print-verdict.ts';

/** True where tests can be run: a checkout with the packages for development. */
export function canRunTests(): boolean {
  try {
    import.meta.resolve('vitest/node');
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_MODULE_NOT_FOUND')
      return false;
    throw error;
  }
}

/**
 * Makes each of a fixed list of mistakes with money and runs the test that must notice. Exit code 1
 * when one goes unnoticed, 2 where tests cannot be run.
 */
export async function proveMoney(): Promise<number> {
  if (!canRunTests()) {
    console.error('prove money needs vitest: run "npm ci" in a checkout first');
    return EXIT.usage;
  }
  const reasons = await proveMoneyMutants({
    root: PROJECT_FOLDER,
    runtime: systemRuntime,
    print: (line) => console.log(line),
  });
  return printVerdict('mistakes with money', reasons);
}
