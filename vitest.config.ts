import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real sockets, a real fsync and child processes share two cores: patience is not a promise.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
