/** Writes "N passed, N failed" to the file that WALKERLAB_TEST_SUMMARY names, for .ci/run. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts tests; a file that fails outside its tests, or an unhandled error, counts as failed. */
export const summaryReporter: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors) {
    const file = process.env.WALKERLAB_TEST_SUMMARY;
    if (!file) return;
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'skipped') skipped += 1;
        else failed += 1;
      }
    }
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    writeFileSync(file, `${passed} passed, ${failed} failed${rest}\n`);
  },
};
