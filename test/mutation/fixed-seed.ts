import fc from 'fast-check';

// A mutant that dies today must die tomorrow.
fc.configureGlobal({ seed: 20_261_123, numRuns: 10 });
