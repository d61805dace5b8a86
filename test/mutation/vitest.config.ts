import { defineConfig } from 'vitest/config';

/** The tests of the codecs alone, quick and the same every time: each mutant runs them again. */
export default defineConfig({
  test: {
    include: ['test/unit/schemas/codecs/*.test.ts', 'test/property/codecs.test.ts'],
    setupFiles: ['test/mutation/fixed-seed.ts'],
    isolate: false,
    testTimeout: 20_000,
    passWithNoTests: false,
  },
});
