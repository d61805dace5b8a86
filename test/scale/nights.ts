import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/deployment/assembly.ts';
import { firstCities } from './cities.ts';
import { runNights } from './run.ts';

/**
 * The nights of a tree in which all these cities are registered: the options are the first argument, as JSON; the results are the last line
 * of standard output.
 */
const [, , text = '{}'] = process.argv;
const { cities, ...options } = JSON.parse(text) as {
  readonly cities: number;
  readonly records: number;
  readonly nights: number;
  readonly rangeRows: number;
};
const directory = mkdtempSync(join(tmpdir(), 'bridge-scale-state-'));
try {
  const assemblyDir = join(directory, 'assembly');
  await synthesize(assemblyDir);
  const results = await runNights({
    ...options,
    cities: firstCities(cities),
    assemblyDir,
    dataDir: join(directory, 'state'),
    onProgress: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(results)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
