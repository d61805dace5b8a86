import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bridge } from './bridge-in-process.ts';

const RETURN = new URL('../../schemas/systems/bank/payout/golden/payment-return.input.txt', import.meta.url);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-summary-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The bank's return with its summary line changed, through `bridge check --json`. */
async function check(from: string, to: string) {
  const path = join(folder, 'return.txt');
  writeFileSync(path, Buffer.from(readFileSync(RETURN).toString('latin1').replace(from, to), 'latin1'));
  const ran = await bridge([
    'check',
    path,
    '--system',
    'bank/payout',
    '--kind',
    'payment',
    '--as-of',
    '2026-11-23',
    '--json',
  ]);
  return { ...ran, error: ran.stderr === '' ? null : (JSON.parse(ran.stderr) as { error: object }).error };
}

test('a return whose summary line agrees with its details is checked', async () => {
  const { code, stdout } = await check('', '');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 6, accepted: 6, totalFen: '900000' });
});

test.each([
  ['|6|', '|7|', 'batch.rows-mismatch', ['7', '6']],
  ['9,000.00', '9,000.01', 'batch.total-mismatch', ['9,000.01', '9,000.00']],
  ['|1|1500.00|2|', '|2|1500.00|1|', 'batch.rows-mismatch', ['2', '1']],
  ['|1|1500.00|2|', '|1|3000.00|2|', 'batch.total-mismatch', ['3,000.00', '1,500.00']],
])('one that does not is told with both numbers: %s as %s', async (from, to, problem, numbers) => {
  const { code, stdout, error } = await check(from, to);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(error).toMatchObject({ code: problem });
  for (const number of numbers) expect(error).toMatchObject({ message: expect.stringContaining(number) as string });
});

test('one that does not is not translated either', async () => {
  const path = join(folder, 'return.txt');
  const out = join(folder, 'out.jsonl');
  writeFileSync(path, Buffer.from(readFileSync(RETURN).toString('latin1').replace('9,000.00', '9,000.01'), 'latin1'));
  const systems = ['--from', 'bank/payout', '--to', 'province/yuegonghui', '--kind', 'payment'];
  const { code, stderr } = await bridge(['translate', path, ...systems, '--out', out, '--json']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('"batch.total-mismatch"')]);
  expect(existsSync(out)).toBe(false);
});
