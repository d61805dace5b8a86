import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cityFile, cityPayment, provinceFile, provincePayment } from './reconcile-files.ts';

/** Enough for threads of their own. */
const ROWS = 8_000;
const PEOPLE = Array.from({ length: ROWS }, (_, index) => index);

let folder: string;
let scratch: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcile-process-'));
  scratch = join(folder, 'tmp');
  await mkdir(scratch);
  await writeFile(
    join(folder, 'city.csv'),
    cityFile(
      'payment',
      PEOPLE.map((index) => cityPayment(index)),
    ),
  );
  const lines = PEOPLE.slice(1).map((index) => provincePayment(index, index === 5 ? { amountFen: 140_000 } : {}));
  await writeFile(join(folder, 'province.jsonl'), provinceFile(lines.toReversed()));
});
afterAll(() => rm(folder, { recursive: true }));

function start() {
  const sides = ['--city', join(folder, 'city.csv'), '--province', join(folder, 'province.jsonl')];
  const options = ['--kind', 'payment', '--city-system', 'guangzhou/degree-subsidy', '--year', '2025', '--json'];
  const child = spawn(process.execPath, ['cli/bridge.ts', 'reconcile', ...sides, ...options], {
    env: { ...process.env, LC_ALL: 'C', TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { child, ended, said: Promise.all([text(child.stdout), text(child.stderr)]) };
}

test('a process of its own compares on several threads and leaves nothing behind', async () => {
  const { ended, said } = start();
  expect(await ended).toBe(1);
  const [stdout, stderr] = await said;
  expect([JSON.parse(stdout), stderr]).toEqual([
    expect.objectContaining({
      matched: ROWS - 2,
      discrepancies: { 'amount-over': 1, 'missing-in-province': 1 },
      conserved: true,
    }),
    '',
  ]);
  expect(await readdir(scratch)).toEqual([]);
});

test('interrupted, it takes away what it laid on the disk', async () => {
  const { child, ended } = start();
  while ((await readdir(scratch)).length === 0) await sleep(5);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(await readdir(scratch)).toEqual([]);
});
