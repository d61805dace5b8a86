import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addFigures, type Figures, noFigures } from './figures.ts';
import type { Assignment } from './worker.ts';

/** A night leaves much that is soon forgotten: with room for it less is looked through. */
const LIMITS = { maxYoungGenerationSizeMb: 128 };

/** Lets workers, one per core, run the assignments, and sums up what they say. */
export async function runAll(assignments: readonly Assignment[], onProgress: (sum: Figures) => void): Promise<Figures> {
  const sum = noFigures();
  const open = assignments.values();
  const workers = Math.min(availableParallelism(), assignments.length);
  await Promise.all(
    Array.from({ length: workers }, async () => {
      const worker = new Worker(new URL('worker.ts', import.meta.url), { resourceLimits: LIMITS });
      try {
        // The workers share one iterator, so each assignment is taken once.
        for (const assignment of open) {
          addFigures(sum, await answerOf(worker, assignment));
          onProgress(sum);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  sum.violated.sort((a, b) => a.seed - b.seed);
  return sum;
}

/** Throws what the worker could not bear. */
async function answerOf(worker: Worker, assignment: Assignment): Promise<Figures> {
  const answered = once(worker, 'message');
  worker.postMessage(assignment, []);
  const [figures] = (await answered) as unknown as readonly [Figures];
  return figures;
}
