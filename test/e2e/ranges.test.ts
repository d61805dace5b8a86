import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { CITIES } from '../scale/cities.ts';
import { runNights } from '../scale/run.ts';

test('a night split into ranges of keys comes to the same as a whole one, and to what was planted', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-e2e-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const nights = await runNights({
    cities: CITIES.filter(({ isThere }) => isThere),
    records: 150,
    nights: 1,
    rangeRows: 24,
    assemblyDir: inject('assemblyDir'),
    dataDir,
    onProgress: () => undefined,
  });
  expect(nights).toMatchObject([
    {
      received: 450,
      applied: 450,
      notConserved: 0,
      planted: 17,
      missed: [],
      unexpected: [],
      differing: [],
      ways: [
        { way: 'unsplit', ranges: 6, notWhole: [] },
        { way: 'split', notWhole: [] },
      ],
      denied: 0,
    },
  ]);
  expect(nights[0]?.ways[1]?.ranges).toBeGreaterThanOrEqual(6 * 3);
});
