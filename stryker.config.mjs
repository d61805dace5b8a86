/** Mutation testing of the field codecs: `npm run mutate`. What is left out, and the survivors, are in docs/mutation.md. */
export default {
  mutate: [
    'schemas/codecs/**/*.ts',
    // Nothing but names and codes of the standards: no code hangs on them, and a wrong one is seen by reading.
    '!schemas/codecs/{degree-kinds,education,ethnic,id-type,region-codes,uscc-kinds}.ts',
  ],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  // Only schemas and their tests are copied to be mutated. Without tsconfig.json, since Stryker rewrites it with an API that
  // TypeScript 7 no longer has.
  ignorePatterns: [
    '/{adapters,bench,cdk.out,console,core,docs,functions,infra,local,.bridge,.git}',
    '/test/{cli,docs,e2e,golden,infra,integration,nights,simulation,simulators,tidy}',
    '/tsconfig.json',
  ],
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 98, low: 95, break: 95 },
  disableTypeChecks: false,
  allowEmpty: false,
};
