import { defineConfig } from 'vitest/config';
import { closingLine } from './test/reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Integration tests start servers of their own; more at once only makes them wait for each other.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A test that only passes the second time is broken.
    retry: 0,
    passWithNoTests: false,
    reporters: ['default', closingLine()],
  },
});
