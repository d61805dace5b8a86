import { defineConfig } from 'vitest/config';
import { closingLine } from './test/reporter.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // Integration tests start servers of their own; more at once only makes them wait for each other.
    maxWorkers: 2,
    // A test that only passes the second time is broken.
    retry: 0,
    passWithNoTests: false,
    reporters: ['default', closingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          globalSetup: ['test/e2e/assembly-once.ts'],
          // Whole nights on a whole deployment: they wait for conditions, which fail by themselves before this.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
