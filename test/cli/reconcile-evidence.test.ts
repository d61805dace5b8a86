import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTable } from '../../adapters/files/write-table.ts';
import { matchingGrants } from '../../schemas/systems/guangzhou/matching-grants/system.ts';
import { bridge } from './bridge-in-process.ts';
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
  provinceApplicant,
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

test('what another system of the programme pays, and the city’s form can’t say, is in that system’s file', async () => {
  const record = {
    batchNo: 'P1',
    declarationNo: 'XL1',
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: '张三',
    idType: '01',
    idNumber: idOf(1),
    payeeName: '张三',
    bankName: '中国银行样例支行',
    accountNo: '6222020000000000018',
    amountFen: '50000',
    fundingLevel: 'DISTRICT',
    status: 'SUCCESS',
    paidOn: '2026-11-10',
    updatedAt: '2026-11-11T23:05:00+08:00',
  } as const;
  const { file, kinds } = matchingGrants;
  if (kinds.payment?.form !== 'table' || file.form === 'jsonl') throw new Error('a table was expected');
  const workbook = await writeTable(file, kinds.payment.header, [kinds.payment.encode(record)]);
  const said = { batchNo: 'P1', amountFen: 50_000, fundingLevel: 'DISTRICT' };
  const { code, stdout, stderr } = await bridge([
    'reconcile',
    '--kind',
    'payment',
    '--json',
    '--city-system',
    'guangzhou/matching-grants',
    '--city',
    await input('grants.xlsx', workbook),
    '--province',
    await input('p.jsonl', provinceFile([provincePayment(1, said), provincePayment(2)])),
  ]);
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ matched: 1, discrepancies: {} })]);
  expect(stderr).toContain('有 1 行（1,500.00 元）资助层级 CITY 由别的系统发放');
});
