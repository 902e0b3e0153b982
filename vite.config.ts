import { defineConfig } from 'vitest/config';
import { summaryReporter } from './tests/support/summaryReporter.js';

/** The app's build and the tests. The library and the command line are built by scripts/build.mjs. */
export default defineConfig({
  base: './',
  build: { outDir: 'dist/app', emptyOutDir: true },
  test: {
    include: ['tests/**/*.test.ts'],
    // Processes, not threads: a native module such as Dawn belongs to one thread only.
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', summaryReporter],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
