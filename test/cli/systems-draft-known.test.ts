import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestPairs } from '../../cli/systems/draft/assignment.ts';
import { recogniseColumns } from '../../cli/systems/draft/recognise.ts';
import { readSample } from '../../cli/systems/draft/sample.ts';
import { KINDS } from '../../schemas/kind.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { bridge } from './bridge-in-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const SYSTEMS = join(ROOT, 'schemas/systems');

/** The city systems whose files have a header row in Chinese: each is drafted as if it were new. */
const KNOWN = systems.filter(({ side, file }) => side === 'city' && file.form !== 'jsonl');

test('a registered system is recognised from its own sample by what the others know', async () => {
  let right = 0;
  let wrong = 0;
  let all = 0;
  for (const system of KNOWN) {
    for (const path of globSync(`${system.id}/golden/*-good.input.*`, { cwd: SYSTEMS })) {
      const kind = KINDS.find((one) => basename(path).startsWith(one));
      const mapping = kind === undefined ? undefined : system.kinds[kind];
      if (kind === undefined || mapping === undefined) continue;
      const sample = await readSample(join(SYSTEMS, path), { zh: '样例', en: 'sample' });
      const known = systems.filter(({ id }) => id !== system.id);
      for (const { column, outline } of recogniseColumns(sample, {
        kind,
        today: '2026-11-23',
        known,
        decided: new Map(),
      })) {
        const meant = mapping.fields.find(({ wire, synonyms }) => [wire, ...synonyms].includes(column.header))?.field;
        all += 1;
        if (outline?.field === meant) right += 1;
        else if (outline !== null) wrong += 1;
      }
    }
  }
  expect(all).toBeGreaterThan(100);
  // Most columns are found, and hardly one is taken for another: what is not known is left to a person.
  expect(right / all).toBeGreaterThan(0.9);
  expect(wrong / all).toBeLessThan(0.02);
});

test('the pairs chosen add up to the most there can be', () => {
  const scores = fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 5,
    }),
  );
  fc.assert(
    fc.property(scores, (grid) => {
      const pairs = bestPairs(grid);
      expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
      expect(pairs.reduce((sum, [row, column]) => sum + (grid[row]?.[column] ?? 0), 0)).toBe(mostOf(grid));
    }),
  );
});

/** By trying every pairing. */
function mostOf([first, ...rest]: readonly (readonly number[])[]): number {
  if (first === undefined) return 0;
  const without = mostOf(rest);
  return Math.max(
    without,
    ...first.map((score, column) => score + mostOf(rest.map((row) => row.map((own, at) => (at === column ? 0 : own))))),
  );
}

test(
  'the code written for each form and kind compiles and is formatted and free of lint',
  { timeout: 60_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'bridge-drafts-'));
    await mkdir(join(root, 'schemas/systems'), { recursive: true });
    for (const name of ['canonical', 'codecs', 'problems', 'kind.ts', 'problem.ts', 'programmes.ts'])
      await symlink(join(ROOT, 'schemas', name), join(root, 'schemas', name));
    for (const path of globSync('*.ts', { cwd: SYSTEMS }))
      await symlink(join(SYSTEMS, path), join(root, 'schemas/systems', path));
    for (const { id } of systems) {
      const [city = ''] = id.split('/');
      await symlink(join(SYSTEMS, city), join(root, 'schemas/systems', city)).catch(() => undefined);
    }
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const name of ['.oxfmtrc.json', '.oxlintrc.json']) await symlink(join(ROOT, name), join(root, name));
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    const config = { extends: join(ROOT, 'tsconfig.json'), include: ['schemas/systems/draft*/**/*.ts'] };
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify(config));
    const samples = globSync(['*/*/golden/*-good.input.*', '*/*/golden/{applicant,certificate,payment}.input.*'], {
      cwd: SYSTEMS,
    });
    expect(samples.length).toBeGreaterThan(10);
    for (const [at, sample] of samples.entries()) {
      const kind = KINDS.find((one) => basename(sample).startsWith(one)) ?? '';
      const args = ['--id', `draft${at}/trial`, '--kind', kind, '--dir', join(root, 'schemas/systems'), '--json'];
      const ran = await bridge(['systems', 'draft', join(SYSTEMS, sample), ...args]);
      expect(ran, sample).toMatchObject({ code: 1, stderr: '' });
    }
    const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);
    const run = async (name: string, ...args: readonly string[]): Promise<string> =>
      promisify(execFile)(bin(name), [...args], { cwd: root }).then(
        () => '',
        (error: unknown) => String((error as { readonly stdout?: unknown }).stdout),
      );
    const folders = samples.map((_, at) => `schemas/systems/draft${at}`);
    expect(await run('tsc', '--noEmit', '-p', root)).toBe('');
    expect(await run('oxfmt', '--check', ...folders)).toBe('');
    expect(await run('oxlint', '--deny-warnings', ...folders)).toBe('');
  },
);
