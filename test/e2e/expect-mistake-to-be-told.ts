import { expect } from 'vitest';

import { createLauncher } from './launch.ts';

/** Starts the gateway with a mistake in its environment: exit code 78, and one line without a stack. */
export async function expectMistakeToBeTold(
  env: Readonly<Record<string, string>>,
  words: string,
): Promise<void> {
  const { launch, folder, clear } = createLauncher();
  const served = launch(['serve', '--demo'], { DATA_DIR: folder(), ...env });

  expect(await served.exitCode()).toBe(78);
  expect(served.errors()).toContain(words);
  expect(served.errors()).not.toContain('    at ');
  await clear();
}
