import { parentPort } from 'node:worker_threads';
import { code } from '../kernel/code.ts';
import { addOutcome, noFigures } from './figures.ts';
import { loadNewCode } from './new-code.ts';
import { runSeed } from './run.ts';

/** Runs the seeds it is given, and says what they came to. */
export interface Assignment {
  readonly from: number;
  readonly count: number;
}

// Refusals are everyday life here: what they cost is their stack.
Error.stackTraceLimit = 0;

const otherCode = await loadNewCode();

parentPort?.on('message', (assignment: Assignment) => {
  void work(assignment);
});

async function work({ from, count }: Assignment): Promise<void> {
  const figures = noFigures();
  for (let seed = from; seed < from + count; seed++) addOutcome(figures, await runSeed({ seed, code, otherCode }));
  parentPort?.postMessage(figures);
}
