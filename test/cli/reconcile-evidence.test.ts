import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  applicant,
  type Cells,
  cityFile,
  cityPayment,
  type Compared,
  comparePayments,
  idOf,
  inputFile,
  type Members,
  provinceFile,
  provincePayment,
  reversals,
} from './reconcile-files.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'reconcile-evidence-'))));
afterAll(() => rm(folder, { recursive: true }));

const compare = (city: readonly Cells[], province: readonly Members[], ...options: string[]): Promise<Compared> =>
  comparePayments(folder, city, province, ...options);
const input = (name: string, content: Uint8Array): Promise<string> => inputFile(folder, name, content);

const paid = [
  [cityPayment(1), cityPayment(2)],
  [provincePayment(1), provincePayment(2)],
] as const;
const provinceApplicant = (index: number, status: string, programmeCode = 'GZ-XLBZ'): Members => ({
  declarationNo: `XL${index}`,
  programmeCode,
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: idOf(index),
  mobile: '13800000000',
  sex: '1',
  unionName: '工会',
  employerName: '公司',
  frontline: true,
  priorityTags: [],
  educationLevel: '31',
  schoolName: '学院',
  major: '会计',
  appliedOn: '2025-09-01',
  status,
  regionCode: '440100',
  updatedAt: '2026-11-01T10:00:00+08:00',
});

test('evidence may be in the province’s form: of its rows those of the programme count', async () => {
  const rows = [provinceApplicant(1, 'PAYABLE'), provinceApplicant(2, 'PAYABLE', 'SZ-YMJH')];
  const file = await input('applicants.jsonl', provinceFile(rows));
  expect((await compare(...paid, '--applicants', file)).report.discrepancies).toEqual({ 'paid-without-approval': 1 });
});

test('of several rows of evidence on one application the newest counts, wherever it stands', async () => {
  const older = { ...applicant(1, '已提交'), 更新时间: '2026-10-01 00:00:00' };
  const newer = { ...applicant(2, '不通过'), 更新时间: '2026-11-02 00:00:00' };
  const rows = [newer, applicant(1), older, applicant(2)];
  const { lines } = await compare(...paid, '--applicants', await input('a.csv', cityFile('applicant', rows)));
  expect(lines.map(({ code, city }) => [code, city?.row])).toEqual([['paid-without-approval', 3]]);
});

test('evidence that can’t be read in part is told, and the command does not end clean', async () => {
  const rows = [applicant(1), applicant(2), { ...applicant(3), 身份证号: 'x' }];
  const { code, report, stderr } = await compare(
    ...paid,
    '--applicants',
    await input('a.csv', cityFile('applicant', rows)),
  );
  expect([code, report.discrepancies]).toEqual([1, {}]);
  expect(stderr).toContain('申领人文件（--applicants）有 1 行无法读取');
});

test('returns of a batch neither side has, or of nobody’s payment, are told with their rows', async () => {
  const returns = ['--returns-system', 'bank/payout', '--returns'];
  const unknown = await compare(...paid, ...returns, await input('r.txt', reversals('2024-09', [1, 2])));
  expect([unknown.code, unknown.report.discrepancies]).toEqual([1, {}]);
  expect(unknown.stderr).toContain('reconcile.return-unknown-batch');
  expect(unknown.stderr).toContain('2 行（3,000.00 元），第 2、3 行');
  const nobodys = await compare(...paid, ...returns, await input('r.txt', reversals('2025-01', [1, 7])));
  expect([nobodys.code, nobodys.report.discrepancies]).toEqual([1, { 'returned-after-success': 1 }]);
  expect(nobodys.stderr).toContain('reconcile.return-unknown');
  expect(nobodys.stderr).toContain('第 3 行');
});
