import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Kills, a hundred seeds, mutants, whole projects: minutes of work, run by `npm run test:long`. */
const LONG = ['test/**/*.long.test.ts'];

/** Real sockets, TLS and nock: what one file does to them must not reach the next. */
const ALONE = ['test/transport/*.test.ts'];

/** A hanging test ends at last; no promise is about time, and a slow machine fails none. */
const PATIENCE_MS = 120_000;

export default defineConfig({
  test: {
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    pool: 'forks',
    maxWorkers: '100%',
    // Processes and threads that tests start read TypeScript once, not each for itself.
    env: { NODE_COMPILE_CACHE: path.join(tmpdir(), 'breakwater-compile-cache') },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, ...ALONE],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: { name: 'long', include: LONG, isolate: false, testTimeout: 5 * PATIENCE_MS },
      },
    ],
  },
});
