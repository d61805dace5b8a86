import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { code } from './kernel/code.ts';
import { addFigures, type Figures, noFigures } from './run/figures.ts';
import { loadNewCode } from './run/new-code.ts';
import { jsonOf, textOf } from './run/report.ts';
import { runSeed } from './run/run.ts';
import type { Assignment } from './run/worker.ts';

/**
 * `npm run simulate -- --seeds N [--seed S] [--json]`: N nights from seed S on (default 1), each the production handlers in one process
 * on virtual time under what its seed brings. `--seeds 1 --trace` tells one night call by call. Exit 1 when anything was violated.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const [count, from] = [Number(values.seeds), Number(values.seed)];
if (![count, from].every((value) => Number.isSafeInteger(value) && value > 0)) {
  process.stderr.write('--seeds N --seed S: whole numbers above 0\n');
  process.exit(2);
}
/** Seeds a worker is given at once. */
const SHARE = 50;

const started = performance.now();
const figures = await runAll(from, count);
const seconds = (performance.now() - started) / 1000;
const traces = await tracesOf(values.trace ? [from] : figures.violated.slice(0, 3).map(({ seed }) => seed));
process.stdout.write(
  values.json ? `${JSON.stringify(jsonOf(figures, from, seconds))}\n` : textOf(figures, from, seconds),
);
if (!values.json) process.stdout.write(traces);
process.exitCode = figures.violated.length === 0 ? 0 : 1;

async function runAll(first: number, total: number): Promise<Figures> {
  const sum = noFigures();
  let next = first;
  const end = first + total;
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), Math.ceil(total / SHARE)) }, async () => {
      const worker = new Worker(new URL('run/worker.ts', import.meta.url));
      try {
        while (next < end) {
          const assignment: Assignment = { from: next, count: Math.min(SHARE, end - next) };
          next += assignment.count;
          addFigures(sum, await answerOf(worker, assignment));
          if (process.stderr.isTTY) process.stderr.write(`\r${sum.seeds} / ${total}  ${sum.violated.length} violated `);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  sum.violated.sort((a, b) => a.seed - b.seed);
  return sum;
}

function answerOf(worker: Worker, assignment: Assignment): Promise<Figures> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(assignment);
  });
}

async function tracesOf(seeds: readonly number[]): Promise<string> {
  let text = '';
  for (const seed of seeds) {
    const { trace, violations } = await runSeed({ seed, code, otherCode: await loadNewCode(), traced: true });
    text += `\nseed ${seed}\n${trace.join('\n')}\n${violations.map((each) => `VIOLATION ${each}\n`).join('')}`;
  }
  return text;
}
