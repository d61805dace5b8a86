import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CITIES, firstCities } from './cities.ts';
import { isExact, type NightResult } from './night-result.ts';
import { tableOf } from './table.ts';
import { treeWith } from './tree.ts';

/**
 * Two nights of the 21 cities of Guangdong through the local stack, each compared twice: whole, and split into ranges of keys.
 * `node test/scale/twenty-one-cities.ts [--cities 21] [--records 20000] [--nights 2] [--range-rows 4000] [--json]`. Eighteen of the cities
 * are made for it, in a copy of the tree. Exit 0: both ways found the same, and exactly what was planted.
 */
const { values } = parseArgs({
  options: {
    cities: { type: 'string', default: '21' },
    records: { type: 'string', default: '20000' },
    nights: { type: 'string', default: '2' },
    'range-rows': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const cities = wholeNumber('cities', values.cities, 1, CITIES.length);
const records = wholeNumber('records', values.records, 60, 20_000);
const nights = wholeNumber('nights', values.nights, 1, 2);
const rangeRows = wholeNumber('range-rows', values['range-rows'] ?? String(Math.ceil(records / 5)), 1, 2_000_000);

const tree = treeWith(join(import.meta.dirname, '..', '..'), firstCities(cities));
try {
  const results = await nightsIn(tree);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ cities, records, rangeRows, nights: results, exact: results.every(isExact) })}\n`
      : tableOf({ cities, records, rangeRows }, results),
  );
  if (!results.every(isExact)) {
    const why = results.flatMap(({ missed, unexpected, differing }) => [...missed, ...unexpected, ...differing]);
    process.stderr.write(`${why.slice(0, 50).join('\n')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(tree, { recursive: true, force: true });
}

/** In a process of the tree's own: what is registered there is not registered here. */
async function nightsIn(root: string): Promise<readonly NightResult[]> {
  const script = join(root, 'test', 'scale', 'nights.ts');
  const options = JSON.stringify({ cities, records, nights, rangeRows });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the nights ended with ${code ?? 'a signal'}`);
  return JSON.parse(Buffer.concat(output).toString('utf8').trimEnd().split('\n').at(-1) ?? '[]') as NightResult[];
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`--${name} is a whole number from ${min} to ${max}`);
  return value;
}
