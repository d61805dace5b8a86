import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encode } from 'iconv-lite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckReport } from '../../cli/check/tally.ts';
import { bridge } from './bridge-in-process.ts';
import { IDS, PAYMENT_HEADER, type PaymentCells, paymentFile } from './payment-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-check-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const SYSTEM = ['--system', 'guangzhou/degree-subsidy', '--kind', 'payment'];

async function check(
  bytes: Uint8Array,
  ...options: readonly string[]
): Promise<{ readonly code: number; readonly report: CheckReport }> {
  const file = join(folder, 'file.csv');
  await writeFile(file, bytes);
  const { code, stdout, stderr } = await bridge(['check', file, ...SYSTEM, '--json', ...options]);
  expect(stderr).toBe('');
  return { code, report: JSON.parse(stdout) as CheckReport };
}

const people = (...changes: readonly PaymentCells[]): readonly PaymentCells[] =>
  changes.map((changed, at) => Object.assign({ 身份证号: IDS[at % IDS.length] ?? '', 申领编号: `A${at}` }, changed));
const places = (listed: CheckReport['rejects']): readonly unknown[] =>
  listed.map(({ row, field, code }) => [row, field, code]);

test('a clean file: exit 0 and every member of the contract', async () => {
  const bytes = paymentFile(people({}, {}));
  const { code, report } = await check(bytes, '--year', '2025');
  expect(code).toBe(0);
  expect(Object.entries(report)).toEqual(
    Object.entries({
      system: 'guangzhou/degree-subsidy',
      kind: 'payment',
      programme: 'GZ-XLBZ',
      year: 2025,
      encoding: 'gb18030',
      rows: 2,
      accepted: 2,
      rejected: 0,
      warned: 0,
      totalFen: '300000',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      rejects: [],
      warnings: [],
    }),
  );
});

test('rejects and warnings name the row of a spreadsheet, the column as written and what to do', async () => {
  const rows = people(
    { 姓名: '欧阳\n小明', 户名: '欧阳\n小明' },
    { 银行账号: '6221558812340000' },
    { 身份证号: '340524198001010013' },
  );
  const { code, report } = await check(paymentFile(rows));
  expect(code).toBe(1);
  expect(places(report.rejects)).toEqual([[4, '身份证号', 'citizen-id.check-digit']]);
  expect(places(report.warnings)).toEqual([[3, '银行账号', 'bank-card.luhn']]);
  expect(report).toMatchObject({ rows: 3, accepted: 2, rejected: 1, warned: 1, totalFen: '300000' });
  expect(report.rejects[0]?.message).toBe('第 4 行「身份证号」：证件号码校验码不对。核对证件原件。');
});

test('the newer row of a record stays, the older is rejected in its place; an exact repeat is a warning; a payment after a failed one stays', async () => {
  const rows = [
    ...people({ 更新时间: '2026-11-22 01:00:00' }, {}, { 发放状态: '发放失败', 失败原因: '账号错' }),
    { 身份证号: IDS[0], 申领编号: 'A0' },
    { 身份证号: IDS[1], 申领编号: 'A1' },
    { 身份证号: IDS[2], 申领编号: 'A2', 发放批次: 'P2', 更新时间: '2026-11-23 01:00:00' },
    { 身份证号: IDS[3], 银行账号: '1' },
  ];
  const canonical = join(folder, 'out.jsonl');
  const { report } = await check(paymentFile(rows), '--canonical', canonical);
  expect(places(report.rejects)).toEqual([
    [2, null, 'row.duplicate'],
    [8, '银行账号', 'bank-card.format'],
  ]);
  expect(places(report.warnings)).toEqual([[6, null, 'row.duplicate']]);
  expect(report).toMatchObject({ rows: 7, accepted: 5, rejected: 2, warned: 1, totalFen: '750000' });
  const records = (await readFile(canonical, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { updatedAt: string; idNumber: string });
  expect(records).toHaveLength(5);
  expect(records.filter(({ idNumber }) => idNumber === IDS[0]).map(({ updatedAt }) => updatedAt)).toEqual([
    '2026-11-22T23:05:00+08:00',
  ]);
});

test('equal times with other content reject both rows', async () => {
  const { report } = await check(paymentFile([{}, { '发放金额(元)': '1400' }]));
  expect(places(report.rejects)).toEqual([
    [2, null, 'row.duplicate'],
    [3, null, 'row.duplicate'],
  ]);
  expect(report.totalFen).toBe('0');
});

test('--rejects holds all rejected rows under the original columns, readable and harmless in a spreadsheet', async () => {
  const rejects = join(folder, 'rejects.csv');
  const rows = Array.from({ length: 1001 }, () => ({ 身份证号: '1' }));
  const { report } = await check(
    paymentFile([{ 身份证号: '4.4E+17', 失败原因: '=HYPERLINK("x")', 开户行: '中国银行,天河' }, ...rows]),
    '--rejects',
    rejects,
  );
  expect(report.rejects).toHaveLength(1000);
  const text = await readFile(rejects, 'utf8');
  const [header, first, ...others] = text.trimEnd().split('\n');
  expect(header).toBe(`\uFEFF${PAYMENT_HEADER.join(',')},错误行号,错误字段,错误代码,错误说明`);
  expect(first).toContain('"中国银行,天河"');
  expect(first).toContain(`"'=HYPERLINK(""x"")"`);
  expect(first).toContain(
    ',2,身份证号,citizen-id.excel-damaged,证件号码已被电子表格损坏。从源系统以文本格式重新导出，不要手工补齐。',
  );
  expect(others).toHaveLength(1001);
});

test('columns in any order, synonyms and full-width digits are read; an unknown column is one warning at the header', async () => {
  const header = [
    ...PAYMENT_HEADER.map((column) => (column === '发放金额(元)' ? '发放金额（元）' : column)),
    '备注',
  ].toReversed();
  const { code, report } = await check(
    paymentFile(
      [{ '发放金额（元）': '１５００元', 身份证号: '４４０１９９１９９００３０７００１３', 备注: 'x' }],
      'utf-8-bom',
      header,
    ),
  );
  expect(code).toBe(0);
  expect(report).toMatchObject({ encoding: 'utf-8', accepted: 1, totalFen: '150000', warned: 1 });
  expect(places(report.warnings)).toEqual([[1, '备注', 'file.column-unknown']]);
});

test('a row in another encoding and a row of other length cost themselves', async () => {
  const good = paymentFile(people({}, {}));
  const bytes = Buffer.concat([
    good,
    paymentFile([{ 身份证号: IDS[2] }], 'utf-8').subarray(Buffer.byteLength(`${PAYMENT_HEADER.join(',')}\n`)),
    encode('P1,A9\n', 'gb18030'),
  ]);
  const { report } = await check(bytes);
  expect(places(report.rejects)).toEqual([
    [4, null, 'row.encoding'],
    [5, null, 'row.columns'],
  ]);
  expect(report).toMatchObject({ encoding: 'gb18030', accepted: 2 });
});

test('the lines of a JSON Lines export are checked the same way', async () => {
  const file = join(folder, 'export.jsonl');
  const rejects = join(folder, 'rejects.csv');
  await writeFile(file, '{"declarationNo":"A1"}\n\nnot json\n');
  const { code, stdout } = await bridge([
    'check',
    file,
    '--system',
    'province/yuegonghui',
    '--kind',
    'payment',
    '--json',
    '--rejects',
    rejects,
  ]);
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as CheckReport;
  expect(report.rejects.map(({ row, code: problem }) => [row, problem])).toEqual([
    [1, 'row.field-missing'],
    [3, 'row.malformed'],
  ]);
  expect((await readFile(rejects, 'utf8')).split('\n')[2]).toMatch(/^not json,3,,row\.malformed,/);
});

test.each<[string, Uint8Array, string]>([
  ['cut off', paymentFile([{}]).subarray(0, -30), 'file.truncated'],
  ['of a header that lacks a column', paymentFile([{}], 'gb18030', PAYMENT_HEADER.slice(1)), 'file.header'],
  ['of a header that repeats a column', paymentFile([{}], 'gb18030', [...PAYMENT_HEADER, '户名']), 'file.header'],
  ['that is empty', Buffer.alloc(0), 'file.empty'],
  ['that is a workbook', Buffer.from('504b0304140000000800', 'hex'), 'file.unsupported'],
])('a file %s is exit 2 and leaves no output behind', async (_name, bytes, expected) => {
  const file = join(folder, 'file.csv');
  await writeFile(file, bytes);
  const { code, stdout, stderr } = await bridge([
    'check',
    file,
    ...SYSTEM,
    '--json',
    '--rejects',
    join(folder, 'r.csv'),
    '--canonical',
    join(folder, 'c.jsonl'),
  ]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const { error } = JSON.parse(stderr) as { error: { code: string; message: string; hint: string } };
  expect(error.code).toBe(expected);
  expect([error.message, error.hint]).not.toContain('');
  expect(await readdir(folder)).toEqual(['file.csv']);
});

test.each(['2', '2026-11-2', '2026-11-22 23:05:0'])(
  'a file that ends in %j, where a good row says when, is cut off',
  async (end) => {
    const file = join(folder, 'file.csv');
    await writeFile(file, paymentFile(people({}, { 更新时间: end })).subarray(0, -1));
    const { code, stderr } = await bridge(['check', file, ...SYSTEM, '--json']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('"file.truncated"') as string });
  },
);

test.each<[string, Uint8Array]>([
  ['ends with a line feed', paymentFile(people({}, { 更新时间: '2026-11-22' }))],
  ['has no good row to compare with', paymentFile(people({ 更新时间: '2026-11-22' })).subarray(0, -1)],
  ['ends in what no good row begins with', paymentFile(people({}, { 更新时间: '昨天' })).subarray(0, -1)],
  ['ends in an empty cell', paymentFile(people({}, { 更新时间: '' })).subarray(0, -1)],
])('a last cell that is wrong is a reject where the file %s', async (_name, bytes) => {
  const { code, report } = await check(bytes);
  expect({ code, rejected: report.rejected }).toEqual({ code: 1, rejected: 1 });
  expect(report.rejects[0]?.field).toBe('更新时间');
});

test('the year reported is the one the records have, also where --year names another', async () => {
  const file = join(folder, 'export.jsonl');
  const canonical = join(folder, 'out.jsonl');
  const certificate = {
    declarationNo: 'A1',
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: '张三',
    idType: '01',
    idNumber: IDS[0],
    certificateType: '1',
    certificateNo: '104765201605701784',
    schoolName: '某大学',
    major: '会计',
    educationLevel: '21',
    graduatedOn: '2016-07-01',
    verification: 'VERIFIED',
    updatedAt: '2026-11-22T23:05:00+08:00',
  };
  await writeFile(file, `${JSON.stringify(certificate)}\n`);
  const options = ['--system', 'province/yuegonghui', '--kind', 'certificate', '--year', '2024', '--json'];
  const { stdout } = await bridge(['check', file, ...options, '--canonical', canonical]);
  expect((JSON.parse(stdout) as CheckReport).year).toBe(2025);
  expect(await readFile(canonical, 'utf8')).toContain('"programmeYear":2025');
});

test('an output that is a link keeps being one, and one that is a pipe is written to', async () => {
  const file = join(folder, 'file.csv');
  await writeFile(file, paymentFile(people({}, {})));
  await writeFile(join(folder, 'target'), 'old');
  await symlink(join(folder, 'target'), join(folder, 'link'));
  await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
  const piped = readFile(join(folder, 'pipe'), 'utf8');
  const outputs = ['--rejects', join(folder, 'link'), '--canonical', join(folder, 'pipe')];
  expect(await bridge(['check', file, ...SYSTEM, ...outputs])).toMatchObject({ code: 0, stderr: '' });
  expect((await piped).trimEnd().split('\n')).toHaveLength(2);
  expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder, 'target'), 'utf8')).toContain('错误代码');
});

test('a clerk reads the result in Chinese, or in English', async () => {
  const file = join(folder, 'file.csv');
  await writeFile(file, paymentFile(people({}, { 户名: '李四' })));
  expect((await bridge(['check', file, ...SYSTEM])).stdout).toContain(
    '共 2 行：通过 1，不通过 1，有提醒 0\n通过的金额合计 1,500.00 元\n',
  );
  expect((await bridge(['check', file, ...SYSTEM, '--lang', 'en'])).stdout).toContain(
    '2 rows: 1 accepted, 1 rejected, 0 with a warning\naccepted amount ¥1,500.00\n',
  );
});
