import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goldenSamples, kindsWithoutSample, runGolden } from '../../cli/conformance/golden.ts';
import { degreeSubsidy } from '../../schemas/systems/guangzhou/degree-subsidy/system.ts';
import { systems } from '../../schemas/systems/registry.ts';

for (const system of systems) {
  const samples = goldenSamples(system);

  test(`${system.id} has a sample of each kind`, () => {
    expect(kindsWithoutSample(system, samples)).toEqual([]);
  });

  test.each(samples)(`${system.id} $name is read as expected`, async (sample) => {
    expect(await runGolden(system, sample)).toEqual({ ok: true, cases: 1 });
  });
}

describe('the runner', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridge-golden-'));
    mkdirSync(join(root, degreeSubsidy.id, 'golden'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  async function run(input: string, expected: unknown): Promise<unknown> {
    const folder = join(root, degreeSubsidy.id, 'golden');
    writeFileSync(join(folder, 'payment-one.input.csv'), input);
    writeFileSync(join(folder, 'payment-one.expected.json'), JSON.stringify(expected));
    const [sample] = goldenSamples(degreeSubsidy, pathToFileURL(`${root}/`));
    if (sample === undefined) throw new Error('the sample was not found');
    const result = await runGolden(degreeSubsidy, sample);
    return result.ok ? 'as expected' : result.counterexample.shown;
  }

  const refused = { error: { code: 'file.header', detail: { repeated: '' } } };

  test('compares what the expectation names of an error', async () => {
    expect(await run('甲,乙\n1,2\n', refused)).toBe('as expected');
    expect(await run('', refused)).toMatchObject({ at: 'error.code', read: 'file.empty' });
    expect(await run('甲,乙\n', { error: { code: 'file.header', detail: { missing: '甲' } } })).toMatchObject({
      at: 'error.detail.missing',
    });
  });

  test('sees a file that should have been refused, and an expectation that says nothing', async () => {
    expect(await run('甲,乙\n', { rows: [] })).toMatchObject({ at: 'rows' });
    expect(await run('甲,乙\n', { warnings: [] })).toMatchObject({ expected: 'rows or error' });
  });

  test('wants a kind of record at the beginning of a name', () => {
    writeFileSync(join(root, degreeSubsidy.id, 'golden', 'people.input.csv'), '');
    expect(() => goldenSamples(degreeSubsidy, pathToFileURL(`${root}/`))).toThrow('people.input.csv');
  });
});
