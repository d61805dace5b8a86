import { parentPort } from 'node:worker_threads';
import { type Placed, placedName, runPlaced } from '../exhaustive/placed.ts';
import { code } from '../kernel/code.ts';
import { addOutcome, noFigures } from './figures.ts';
import { loadNewCode } from './new-code.ts';
import { runSeed } from './run.ts';

/** Seeds to run, or nights with faults at chosen calls. */
export type Assignment =
  | { readonly from: number; readonly count: number }
  | { readonly nights: readonly (readonly Placed[])[] };

// Refusals are everyday life here: what they cost is their stack.
Error.stackTraceLimit = 0;

const otherCode = await loadNewCode();

parentPort?.on('message', (assignment: Assignment) => {
  void work(assignment);
});

async function work(assignment: Assignment): Promise<void> {
  const figures = noFigures();
  if ('nights' in assignment) {
    for (const placed of assignment.nights) {
      const { violations, ...outcome } = await runPlaced(code, placed);
      const named = violations.map((violation) => `${placed.map(placedName).join(', then ')}: ${violation}`);
      addOutcome(figures, { ...outcome, violations: named });
    }
  } else {
    const { from, count } = assignment;
    for (let seed = from; seed < from + count; seed++) addOutcome(figures, await runSeed({ seed, code, otherCode }));
  }
  parentPort?.postMessage(figures, []);
}
