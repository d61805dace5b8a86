import { expect, test } from 'vitest';
import { code } from './kernel/code.ts';
import { loadNewCode } from './run/new-code.ts';
import { runSeed } from './run/run.ts';

Error.stackTraceLimit = 0;
const otherCode = await loadNewCode();

test('a seed is the same night each time, call by call', async () => {
  const [first, second] = [
    await runSeed({ seed: 42, code, otherCode, traced: true }),
    await runSeed({ seed: 42, code, otherCode, traced: true }),
  ];
  expect(first.trace.length).toBeGreaterThan(100);
  expect(second.trace).toEqual(first.trace);
});
