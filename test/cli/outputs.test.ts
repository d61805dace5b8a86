import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bridge } from './bridge-in-process.ts';
import { paymentFile } from './payment-file.ts';

let folder: string;
let input: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-outputs-'));
  input = join(folder, 'input.csv');
  await writeFile(input, paymentFile([{}]));
  await symlink(input, join(folder, 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

const CHECK = ['--system', 'guangzhou/degree-subsidy', '--kind', 'payment', '--json'];
const TRANSLATE = ['--from', 'guangzhou/degree-subsidy', '--to', 'province/yuegonghui', '--kind', 'payment', '--json'];

test.each([
  ['check', '--rejects', CHECK],
  ['check', '--canonical', CHECK],
  ['translate', '--out', TRANSLATE],
])('%s %s never replaces the input, also not by way of a link', async (command, option, options) => {
  for (const output of [input, join(folder, 'link')]) {
    const { code, stderr } = await bridge([command, input, ...options, option, output]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('"usage.same-file"')]);
  }
  expect(await readFile(input)).toEqual(paymentFile([{}]));
});

test('two outputs are two files', async () => {
  const output = join(folder, 'out');
  const { code } = await bridge(['check', input, ...CHECK, '--rejects', output, '--canonical', output]);
  expect(code).toBe(2);
});

test('an output that can not be placed leaves nothing behind', async () => {
  const { code, stderr } = await bridge(['translate', input, ...TRANSLATE, '--out', folder]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('"output.unwritable"')]);
  expect(await readdir(tmpdir())).not.toContain(`${basename(folder)}.partial`);
});
