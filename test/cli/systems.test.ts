import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import stringWidth from 'string-width';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findSystem } from '../../cli/conformance/find-system.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { bridge } from './bridge-in-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-systems-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Listed {
  readonly system: string;
  readonly conformance: { readonly passed: number; readonly laws: number; readonly cases: number };
  readonly golden: number;
}

test('systems lists every system with what its laws and samples say now', async () => {
  const { code, stdout, stderr } = await bridge(['systems', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const listed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Listed);
  expect(listed.map(({ system }) => system)).toEqual(systems.map(({ id }) => id));
  for (const { system, conformance, golden } of listed) {
    expect(conformance.passed, system).toBe(conformance.laws);
    expect(conformance.laws, system).toBeGreaterThanOrEqual(12);
    expect(conformance.cases).toBeGreaterThan(0);
    expect(golden, system).toBeGreaterThan(0);
  }
});

test.each(['zh', 'en'])('the list fits 80 columns (%s)', async (language) => {
  const { stdout } = await bridge(['systems', '--lang', language]);
  for (const { id, name } of systems) {
    expect(stdout).toContain(id);
    expect(stdout).toContain(language === 'zh' ? name.zh : name.en);
  }
  expect(stdout.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
});

test('systems check prints a report a city can read, or writes it', async () => {
  const { code, stdout } = await bridge(['systems', 'check', 'guangzhou/degree-subsidy', '--cases', '20']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# 对接检查报告/);
  for (const said of [
    '通过，36 条规约全部符合',
    '| 身份证号 | 证件号码 | 证件号码 `idNumber` |',
    '| 申领状态 | 已发放 |',
    '`LOTTERY_WON`',
    '固定值 `"440100"`',
    '证件号码校验码不对。核对证件原件。',
  ])
    expect(stdout).toContain(said);
  const out = join(folder, 'report.md');
  const args = ['systems', 'check', 'guangzhou/degree-subsidy', '--cases', '5', '--out', out, '--lang', 'en'];
  const inEnglish = await bridge(args);
  expect(inEnglish).toMatchObject({ code: 0, stderr: '' });
  expect(inEnglish.stdout).toBe(
    `Guangzhou degree subsidy (求学圆梦行动) (guangzhou/degree-subsidy): passed, all 36 laws are kept, 13 sample files.\nthe report is in ${out}\n`,
  );
  expect(await readFile(out, 'utf8')).toMatch(/^# Integration report/);
});

test('systems check as JSON tells each law', async () => {
  const { code, stdout } = await bridge(['systems', 'check', 'province/yuegonghui', '--cases', '5', '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as Listed & { registered: boolean; outcomes: readonly { ok: boolean }[] };
  expect(report).toMatchObject({ system: 'province/yuegonghui', registered: true });
  expect(report.outcomes).toHaveLength(report.conformance.laws);
});

test.each([
  [['systems', 'check', 'foshan/nowhere'], 'usage.system-unknown'],
  [['systems', 'check', '../../core'], 'usage.system-unknown'],
  [['systems', 'check', 'province/yuegonghui', '--cases', '0'], 'usage.cases'],
  [['systems', 'check'], 'usage.'],
])('%j is exit 2', async (args, expected) => {
  const { code, stdout, stderr } = await bridge([...args, '--json']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`"${expected}`);
});

async function written(source: string): Promise<URL> {
  mkdirSync(join(folder, 'zhuhai/grants'), { recursive: true });
  await writeFile(join(folder, 'zhuhai/grants/system.ts'), source);
  return pathToFileURL(`${folder}/`);
}

test('a folder no line of the registry names is found, too', async () => {
  const root = await written("export const grants = { id: 'zhuhai/grants', kinds: {} };\n");
  expect(await findSystem('zhuhai/grants', root)).toMatchObject({
    isRegistered: false,
    system: { id: 'zhuhai/grants' },
  });
});

test.each([
  ['export const nothing = 1;\n', 'exports no system'],
  ["throw new Error('half done');\n", 'half done'],
])('a folder that can not be loaded says why: %s', async (source, said) => {
  const root = await written(source);
  await expect(findSystem('zhuhai/grants', root)).rejects.toMatchObject({
    code: 'systems.unloadable',
    text: { en: expect.stringContaining(said) as string },
  });
});
