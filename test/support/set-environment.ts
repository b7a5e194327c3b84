import { onTestFinished } from 'vitest';

/**
 * Sets environment variables until the test ends.
 *
 * `vi.stubEnv` does the same, but in a process that has run another file before, its
 * `vi.unstubAllEnvs` of vitest 5.1.1 leaves them set: a proxy that is gone met every later
 * request, and certificates were no longer verified.
 */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}
