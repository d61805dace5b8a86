import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bridge } from './bridge-in-process.ts';
import {
  cityFile,
  cityPayment,
  provinceApplicant,
  provinceFile,
  provincePayment,
  reconcile,
} from './reconcile-files.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'reconcile-refusals-'))));
afterAll(() => rm(folder, { recursive: true }));

const CITY = cityFile('payment', [cityPayment(1), cityPayment(2)]);
const PROVINCE = provinceFile([provincePayment(1), provincePayment(2)]);

interface Refused {
  readonly code: number;
  readonly stdout: string;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

async function refused(
  files: { readonly city?: Uint8Array; readonly province?: Uint8Array },
  ...options: readonly string[]
): Promise<Refused> {
  const { code, stdout, stderr } = await reconcile(
    folder,
    { city: CITY, province: PROVINCE, ...files },
    '--json',
    ...options,
  );
  const { error } = JSON.parse(stderr) as Pick<Refused, 'error'>;
  return { code, stdout, error };
}

describe('a side that can’t be compared is refused, and which side is said', () => {
  const cut = CITY.subarray(0, CITY.length - 4);
  const foreign = provinceFile([provincePayment(1, { programmeCode: 'SZ-YMJH' })]);
  const otherYear = provinceFile([provincePayment(1, { programmeYear: 2024 })]);
  const severalYears = Buffer.concat([PROVINCE, otherYear]);

  test.each([
    ['an empty city', { city: Buffer.alloc(0) }, 'file.empty', '市方文件'],
    ['a city without rows', { city: cityFile('payment', []) }, 'reconcile.side-empty', '市方文件'],
    ['a city cut off', { city: cut }, 'file.truncated', '市方文件'],
    ['a city of another form', { city: PROVINCE }, 'file.header', '市方文件'],
    ['an empty province', { province: Buffer.alloc(0) }, 'file.empty', '省方文件'],
    ['a province cut off', { province: PROVINCE.subarray(0, -9) }, 'file.truncated', '省方文件'],
    ['a province of another form', { province: CITY }, 'file.header', '省方文件'],
    ['another city’s export', { province: foreign }, 'reconcile.other-programme', 'GZ-XLBZ'],
    ['another year’s export', { province: otherYear }, 'reconcile.other-year', '2024'],
  ])('%s', async (_, files, code, said) => {
    const refusal = await refused(files, '--year', '2025');
    expect(refusal).toMatchObject({ code: 2, stdout: '', error: { code } });
    expect(refusal.error.message).toContain(said);
    expect(refusal.error.hint).not.toBe('');
  });

  test('several years, of which nobody says which one is meant', async () => {
    expect(await refused({ province: severalYears })).toMatchObject({
      code: 2,
      error: { code: 'reconcile.year-unknown' },
    });
  });

  test.each([
    ['--city', '市方文件'],
    ['--province', '省方文件'],
    ['--applicants', '申领人文件'],
    ['--certificates', '证书文件'],
  ])('%s that is not there', async (option, said) => {
    const refusal = await refused({}, option, join(folder, 'nothing'));
    expect(refusal).toMatchObject({ code: 2, error: { code: 'file.not-found' } });
    expect(refusal.error.message).toContain(said);
  });

  test('a hint names the option of the side', async () => {
    const path = join(folder, 'applicants-by-mistake.csv');
    await writeFile(path, cityFile('applicant', []));
    const { error } = await refused({}, '--city', path);
    expect(error.hint).toContain('--city-system guangzhou/degree-subsidy');
  });

  test('evidence in nobody’s form', async () => {
    const path = join(folder, 'payments.csv');
    await writeFile(path, CITY);
    expect(await refused({}, '--applicants', path)).toMatchObject({ code: 2, error: { code: 'file.header' } });
  });

  test('evidence of another programme, which would say that nobody was approved', async () => {
    const path = join(folder, 'others.jsonl');
    await writeFile(path, provinceFile([{ ...provinceApplicant(1, 'PAYABLE'), programmeCode: 'SZ-YMJH' }]));
    const refusal = await refused({}, '--year', '2025', '--applicants', path);
    expect(refusal).toMatchObject({ code: 2, error: { code: 'reconcile.other-programme' } });
    expect(refusal.error.message).toContain('申领人文件');
  });

  test('instructions to pay, given as returns', async () => {
    const path = join(folder, 'instructions.txt');
    await writeFile(path, '代发|2025-01|0|0.00\n');
    const refusal = await refused({}, '--returns', path, '--returns-system', 'bank/payout');
    expect(refusal).toMatchObject({ code: 2, error: { code: 'reconcile.not-a-return' } });
  });

  test('returns whose details do not add up to their summary line', async () => {
    const path = join(folder, 'returns.txt');
    await writeFile(path, '退票|2025-01|2|3000.00\n');
    const refusal = await refused({}, '--returns', path, '--returns-system', 'bank/payout');
    expect(refusal).toMatchObject({ code: 2, error: { code: 'batch.rows-mismatch' } });
    expect(refusal.error.message).toContain('回盘文件');
  });
});

describe('options that do not go together', () => {
  const returns = ['--returns', 'r.txt'];

  test.each([
    ['returns without their system', returns, 'usage.option-missing'],
    ['a system without returns', ['--returns-system', 'bank/payout'], 'usage.option-missing'],
    ['returns of what is no rail', [...returns, '--returns-system', 'province/yuegonghui'], 'usage.system-side'],
    ['applicants of applicants', ['--kind', 'applicant', '--applicants', 'a.csv'], 'usage.option-kind'],
    [
      'returns of certificates',
      ['--kind', 'certificate', ...returns, '--returns-system', 'bank/payout'],
      'usage.option-kind',
    ],
    ['an unknown kind', ['--kind', 'people'], 'usage.kind-unknown'],
    ['an unknown system', ['--city-system', 'guangzhou/x'], 'usage.system-unknown'],
    ['a kind the city does not carry', ['--city-system', 'guangzhou/suigong-academy'], 'usage.kind-not-carried'],
    ['the province as a city', ['--city-system', 'province/yuegonghui'], 'usage.system-side'],
    ['a city as the province', ['--province-system', 'shenzhen/dream-plan'], 'usage.system-side'],
    ['a day that is none', ['--as-of', '2026-02-30'], 'usage.date'],
    ['a year that is none', ['--year', '25'], 'usage.year'],
  ])('%s', async (_, options, code) => {
    expect(await refused({}, ...options)).toMatchObject({ code: 2, stdout: '', error: { code } });
  });

  test('without a city', async () => {
    const { code, stderr } = await bridge(['reconcile', '--kind', 'payment', '--json']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('usage.option-missing')]);
  });
});

describe('files are different files', () => {
  test('the same file on both sides, also by way of a link', async () => {
    const [city, link] = [join(folder, 'city.csv'), join(folder, 'link')];
    await symlink(city, link);
    for (const path of [city, link])
      expect(await refused({}, '--province', path)).toMatchObject({ code: 2, error: { code: 'reconcile.same-side' } });
  });

  test.each(['--discrepancies', '--report', '--html'])('%s never replaces an input', async (option) => {
    for (const input of ['city.csv', 'province.jsonl'])
      expect(await refused({}, option, join(folder, input))).toMatchObject({
        code: 2,
        error: { code: 'usage.same-file' },
      });
    expect(await readFile(join(folder, 'city.csv'))).toEqual(CITY);
  });

  test('an output that can’t be written is an error, and leaves no part of it', async () => {
    const refusal = await refused({}, '--year', '2025', '--discrepancies', join(folder, 'no', 'out.jsonl'));
    expect(refusal).toMatchObject({ code: 2, stdout: '', error: { code: 'output.unwritable' } });
  });
});
