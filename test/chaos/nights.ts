import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeInto } from '../e2e/synthesis.ts';
import { type Outcome, SEEDS, simulateNight } from './one-night.ts';

/**
 * `node test/chaos/nights.ts --seeds N [--seed S] [--json]`: for N seeds from S on (default 1), a night of a few people passes through the
 * deployed bridge on this machine while the province and the city misbehave as the seed says; then the weather clears, everything
 * settles, and what must be equal is compared: rows, 分, effects, payments. Exit 1 when anything differs.
 *
 * The real thing, on purpose: the bundles, the engines, the outside systems, processes and sockets. So a seed repeats the people, the
 * faults and their order, but not the moments in which processes meet; what it finds once it may not find again. It proves no order
 * of events by exhausting them.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [count, from] = [Number(values.seeds), Number(values.seed)];
if (![count, from].every((value) => Number.isInteger(value) && value > 0) || from + count > SEEDS) {
  process.stderr.write(`--seeds N --seed S: whole numbers, S + N at most ${SEEDS}\n`);
  process.exit(2);
}

const assemblyDir = mkdtempSync(join(tmpdir(), 'bridge-chaos-app-'));
let violated = 0;
try {
  synthesizeInto(assemblyDir);
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await simulateNight(assemblyDir, seed);
    if (outcome.violations.length > 0) violated += 1;
    process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : textOf(outcome));
  }
} finally {
  rmSync(assemblyDir, { recursive: true, force: true });
}
process.stdout.write(
  values.json ? `${JSON.stringify({ seeds: count, violated })}\n` : `${count} nights, ${violated} with violations\n`,
);
process.exitCode = violated === 0 ? 0 : 1;

function textOf({ seed, people, spells, violations, ms }: Outcome): string {
  const weather = spells
    .map((spell) => `  ${spell.ms} ms: province ${knobsOf(spell.province)}; city ${knobsOf(spell.city)}\n`)
    .join('');
  const verdict =
    violations.length === 0
      ? '  nothing lost, nothing twice\n'
      : violations.map((violation) => `  VIOLATION ${violation}\n`).join('');
  return `seed ${seed}: ${people} people, ${(ms / 1000).toFixed(1)} s\n${weather}${verdict}`;
}

function knobsOf(knobs: object): string {
  return Object.entries(knobs)
    .flatMap(([name, value]) => (value === 0 ? [] : [`${name} ${String(value)}`]))
    .join(', ');
}
