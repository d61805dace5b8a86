import { parseArgs } from 'node:util';
import { slices } from '../../core/slices.ts';
import { pairsOf, singlesOf } from './exhaustive/placed.ts';
import { code } from './kernel/code.ts';
import { runAll } from './run/crew.ts';
import type { Figures } from './run/figures.ts';
import { loadNewCode } from './run/new-code.ts';
import { jsonOf, textOf } from './run/report.ts';
import { runSeed } from './run/run.ts';
import type { Assignment } from './run/worker.ts';

/**
 * `npm run simulate -- --seeds N [--seed S] [--json]`: N nights from seed S on (default 1), each the production handlers in one process
 * on virtual time under what its seed brings. `--seeds 1 --trace` tells one night call by call. `--exhaustive` instead of seeds: every
 * call site under every fault, and all pairs on the way of a payment. Exit 1 when anything was violated.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    exhaustive: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const [count, from] = [Number(values.seeds), Number(values.seed)];
if (![count, from].every((value) => Number.isSafeInteger(value) && value > 0)) {
  process.stderr.write('--seeds N --seed S: whole numbers above 0\n');
  process.exit(2);
}
/** Nights a worker is given at once. */
const SHARE = 50;
/** Nights with violations that are told in full. */
const TOLD_MAX = 3;

const started = performance.now();
const assignments = values.exhaustive ? await placedNights() : seedNights();
const figures = await runAll(assignments, showProgress);
const seconds = (performance.now() - started) / 1000;
if (process.stderr.isTTY) process.stderr.write('\n');
const title = values.exhaustive ? 'nights with faults at chosen calls' : `seeds from ${from}`;
process.stdout.write(
  values.json ? `${JSON.stringify(jsonOf(figures, title, seconds))}\n` : textOf(figures, title, seconds),
);
if (!values.json && !values.exhaustive)
  process.stdout.write(
    await tracesOf(values.trace ? [from] : figures.violated.slice(0, TOLD_MAX).map(({ seed }) => seed)),
  );
process.exitCode = figures.violated.length === 0 ? 0 : 1;

function seedNights(): readonly Assignment[] {
  return Array.from({ length: Math.ceil(count / SHARE) }, (_, index) => ({
    from: from + index * SHARE,
    count: Math.min(SHARE, count - index * SHARE),
  }));
}

async function placedNights(): Promise<readonly Assignment[]> {
  const singles = await singlesOf(code);
  const nights = [...singles.map((single) => [single]), ...pairsOf(singles)];
  return slices(nights, SHARE).map((some) => ({ nights: some }));
}

function showProgress(sum: Figures): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${sum.seeds} nights, ${sum.violated.length} with violations `);
}

async function tracesOf(seeds: readonly number[]): Promise<string> {
  const otherCode = await loadNewCode();
  let text = '';
  for (const seed of seeds) {
    const { trace, violations } = await runSeed({ seed, code, otherCode, traced: true });
    text += `\nseed ${seed}\n${trace.join('\n')}\n${violations.map((each) => `VIOLATION ${each}\n`).join('')}`;
  }
  return text;
}
