import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` (`, N skipped` when there are any) alone on the last line of a run. */
export function closingLine(): Reporter {
  let line = '';
  return {
    onInit() {
      // At exit, so that no other reporter writes behind it.
      process.once('exit', () => {
        if (line !== '') writeSync(process.stdout.fd, `${line}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
      for (const module of modules) count(module, counts);
      const { passed, failed, skipped } = counts;
      line = `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
    },
  };
}

function count(module: TestModule, counts: { passed: number; failed: number; skipped: number }): void {
  // A file that could not be loaded has no tests to count, yet it has failed; so has a hook around a suite.
  counts.failed += module.errors().length;
  for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed' || state === 'failed') counts[state] += 1;
    else counts.skipped += 1;
  }
}
