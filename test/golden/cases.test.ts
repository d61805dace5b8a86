import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openRecords, type FileRow } from '../../adapters/files/open-records.ts';
import { goldenSamples, readGolden } from '../../cli/conformance/golden.ts';
import { FILE_CASES } from '../../cli/conformance/golden-cases/files.ts';
import type { GoldenCase } from '../../cli/conformance/golden-cases/golden-case.ts';
import { IDENTIFIER_CASES } from '../../cli/conformance/golden-cases/identifiers.ts';
import { BETWEEN_FILES } from '../../cli/conformance/golden-cases/page.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { bridge } from '../cli/bridge-in-process.ts';

const ROOT = new URL('../../', import.meta.url);

function sampleOf({ sample }: GoldenCase) {
  const system = systemById(sample.split('/').slice(0, 2).join('/'));
  if (system === undefined) throw new Error(`no system of ${sample}`);
  const found = goldenSamples(system).find(({ name }) => name.startsWith(`${basename(sample)}.`));
  if (found === undefined) throw new Error(`no sample ${sample}`);
  return { system, golden: found };
}

async function rowOf(each: GoldenCase): Promise<FileRow> {
  const { system, golden } = sampleOf(each);
  const bytes = (async function* () {
    yield readFileSync(golden.input);
  })();
  const context = { today: '2026-11-23', programmeYear: 2025 };
  for await (const block of (await openRecords({ system, kind: golden.kind, context }, bytes)).blocks)
    for (const read of block) if (read.result.row === each.row) return read;
  throw new Error(`${each.sample} has no row ${each.row}`);
}

const CASES = [...IDENTIFIER_CASES, ...FILE_CASES].map((each) => [`${each.zh} (${each.sample} ${each.row})`, each] as const);
const DUPLICATES = CASES.filter(([, { code }]) => code === 'row.duplicate');

describe('a case stands in its sample and comes out as the page says', () => {
  test.each(CASES.filter(([, { row, code }]) => row > 0 && code !== 'row.duplicate'))('%s', async (_name, each) => {
    const { result, original } = await rowOf(each);
    if (each.cell !== '') expect(original).toContain(each.cell);
    expect(result.ok).toBe(each.reads !== null);
    if (result.ok) {
      expect(result.record).toMatchObject(each.reads ?? {});
      const warning = result.warnings.find(({ code }) => code === each.code);
      expect(warning?.code ?? null).toBe(each.code);
    } else expect(result.problem.code).toBe(each.code);
  });

  test.each(CASES.filter(([, { row }]) => row === 0))('%s', async (_name, each) => {
    const { system, golden } = sampleOf(each);
    const read = await readGolden(system, golden);
    const codes = 'error' in read ? [read.error.code] : read.warnings.map((warning) => (warning as { code: string }).code);
    expect(codes).toContain(each.code);
  });

  test.each(DUPLICATES)('%s', async (_name, each) => {
    const { system, golden } = sampleOf(each);
    const options = ['--system', system.id, '--kind', golden.kind, '--year', '2025', '--as-of', '2026-11-23', '--json'];
    const { stdout } = await bridge(['check', fileURLToPath(golden.input), ...options]);
    const { rejects, warnings } = JSON.parse(stdout) as Record<'rejects' | 'warnings', readonly { row: number; code: string }[]>;
    expect([...rejects, ...warnings]).toContainEqual(expect.objectContaining({ row: each.row, code: each.code }));
  });
});

test('two courses of one person in one file both stand', async () => {
  const path = fileURLToPath(new URL('schemas/systems/shenzhen/talent-platform/golden/applicant-two-courses.input.jsonl', ROOT));
  const options = ['--system', 'shenzhen/talent-platform', '--kind', 'applicant', '--as-of', '2026-11-23', '--json'];
  const { code, stdout } = await bridge(['check', path, ...options]);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { rows: 2, accepted: 2, rejected: 0, warned: 0 }]);
});

test('each case between two files names a test there is', () => {
  for (const { test: shown } of BETWEEN_FILES)
    expect(readFileSync(new URL(shown.path, ROOT), 'utf8'), shown.title).toContain(shown.title);
});
