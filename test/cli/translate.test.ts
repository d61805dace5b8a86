import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'iconv-lite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TranslateReport } from '../../cli/translate/tally.ts';
import { bridge } from './bridge-in-process.ts';
import { IDS, type PaymentCells, paymentFile } from './payment-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-translate-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const CITY = 'guangzhou/degree-subsidy';
const PROVINCE = 'province/yuegonghui';
const people = (...changes: readonly PaymentCells[]): readonly PaymentCells[] =>
  changes.map((changed, at) => Object.assign({ 身份证号: IDS[at % IDS.length] ?? '', 申领编号: `A${at}` }, changed));

async function translate(
  input: Uint8Array | string,
  [from, to]: readonly [string, string],
  ...options: readonly string[]
): Promise<{ readonly code: number; readonly report: TranslateReport; readonly out: Buffer }> {
  const file = join(folder, 'input');
  const out = join(folder, 'out');
  await writeFile(file, input);
  const { code, stdout, stderr } = await bridge([
    'translate',
    file,
    '--from',
    from,
    '--to',
    to,
    '--kind',
    'payment',
    '--out',
    out,
    '--json',
    ...options,
  ]);
  expect(stderr).toBe('');
  return { code, report: JSON.parse(stdout) as TranslateReport, out: await readFile(out) };
}

const places = ({ rejects }: TranslateReport): readonly unknown[] =>
  rejects.map(({ row, field, code }) => [row, field, code]);

test('a city’s payments become the province’s, and come back as they were', async () => {
  const given = paymentFile(people({}, { 姓名: '欧阳小明', 户名: '欧阳小明', 发放状态: '退票' }));
  const there = await translate(given, [CITY, PROVINCE], '--year', '2025');
  expect(there).toMatchObject({
    code: 0,
    report: {
      from: CITY,
      to: PROVINCE,
      kind: 'payment',
      programme: 'GZ-XLBZ',
      year: 2025,
      encoding: 'gb18030',
      rows: 2,
      translated: 2,
      rejected: 0,
      lost: [],
      rejects: [],
    },
  });
  const lines = there.out.toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { paymentNo: 'OFFLINE-2', amountFen: 150000, programmeCode: 'GZ-XLBZ', programmeYear: 2025, status: 'SUCCESS' },
    { paymentNo: 'OFFLINE-3', name: '欧阳小明', status: 'RETURNED' },
  ]);
  const back = await translate(there.out, [PROVINCE, CITY]);
  expect(back.code).toBe(0);
  expect(decode(back.out, 'gb18030').split('\n')[2]).toContain(',欧阳小明,');
  const again = await translate(back.out, [CITY, PROVINCE], '--year', '2025');
  expect(again.out.toString()).toBe(there.out.toString());
});

test('rejected rows are told by the source’s row and column, and are not written', async () => {
  const rows = people({}, { 身份证号: '340524198001010013' }, {}, { 银行账号: '1' });
  const { code, report, out } = await translate(paymentFile([...rows, rows[0] ?? {}]), [CITY, PROVINCE]);
  expect(code).toBe(1);
  expect(places(report)).toEqual([
    [3, '身份证号', 'citizen-id.check-digit'],
    [5, '银行账号', 'bank-card.format'],
  ]);
  expect(report).toMatchObject({ rows: 5, translated: 3, rejected: 2, year: 2026 });
  expect(report.warnings).toMatchObject([{ row: 6, code: 'row.duplicate' }]);
  expect(out.toString().trimEnd().split('\n')).toHaveLength(3);
});

test('one of two rows of a record is translated, as check would accept it', async () => {
  const { report, out } = await translate(
    paymentFile([{ 更新时间: '2026-11-22 01:00:00' }, { '发放金额(元)': '1400' }]),
    [CITY, PROVINCE],
  );
  expect(places(report)).toEqual([[2, null, 'row.duplicate']]);
  expect(out.toString()).toContain('"amountFen":140000');
});

const AT_PROVINCE = {
  paymentNo: 'UBABCDEFGHIJKLMNOPQRSTUVWXYZ23',
  batchNo: 'B1',
  declarationNo: 'A1',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: IDS[0],
  payeeName: '张三',
  bankName: '工商银行',
  accountNo: '6222021234567890128',
  amountFen: 150000,
  fundingLevel: 'CITY',
  status: 'SUCCESS',
  updatedAt: '2026-11-22T23:05:00+08:00',
};
const lines = (...changes: readonly object[]): string =>
  changes.map((changed, at) => `${JSON.stringify({ ...AT_PROVINCE, idNumber: IDS[at], ...changed })}\n`).join('');

test('what the target can not say is rejected, each with its field', async () => {
  const { code, report, out } = await translate(
    lines({}, { fundingLevel: 'PROVINCE' }, { programmeCode: 'SZ-YMJH' }, { status: 'ACCEPTED' }),
    [PROVINCE, CITY],
  );
  expect(code).toBe(1);
  expect(places(report)).toEqual([
    [2, 'fundingLevel', 'value.unmappable'],
    [3, 'programmeCode', 'programme.other'],
    [4, 'status', 'state.unmappable'],
  ]);
  expect(report).toMatchObject({ rows: 4, translated: 1, programme: null });
  expect(decode(out, 'gb18030').trimEnd().split('\n')).toHaveLength(2);
});

/** U+E5E5: an older table's code point that GB18030-2022 has no bytes for. */
const UNWRITABLE = '\uE5E5';

test('a character the target’s encoding can not hold costs its row, and is never a question mark', async () => {
  const { code, report, out } = await translate(lines({ bankName: `工商${UNWRITABLE}` }, {}), [PROVINCE, CITY]);
  expect(code).toBe(1);
  expect(places(report)).toEqual([[1, 'bankName', 'translate.character']]);
  expect(report).toMatchObject({ rows: 2, translated: 1, rejected: 1 });
  expect(decode(out, 'gb18030')).not.toContain('?');
});

test('a bank’s file has its summary line; a cell with a bar in it costs its row', async () => {
  const { code, report, out } = await translate(
    lines({}, { bankName: '工商|天河' }, { bankName: `工商${UNWRITABLE}` }),
    [PROVINCE, 'bank/payout'],
  );
  expect(code).toBe(1);
  expect(places(report)).toEqual([
    [2, 'bankName', 'translate.cell'],
    [3, 'bankName', 'translate.character'],
  ]);
  expect(report).toMatchObject({ rows: 3, translated: 1 });
  expect(decode(out, 'gb18030').split('\n').slice(0, 2)).toEqual([
    '代发|OFFLINE|1|1500.00',
    expect.stringMatching(/^OFFLINE-1\|张三\|/),
  ]);
});

test('a workbook is written, read again, and leaves out the row it can not hold', async () => {
  const district = { fundingLevel: 'DISTRICT', paidOn: '2026-11-20' };
  const { code, report, out } = await translate(
    lines(district, { ...district, bankName: '工商\u0001银行' }, district),
    [PROVINCE, 'guangzhou/matching-grants'],
  );
  expect(code).toBe(1);
  expect(places(report)).toEqual([[2, 'bankName', 'translate.cell']]);
  const back = await translate(out, ['guangzhou/matching-grants', PROVINCE], '--year', '2025');
  expect(back.report).toMatchObject({ rows: 2, translated: 2, rejected: 0 });
  const numbers = [{ paymentNo: 'OFFLINE-2' }, { paymentNo: 'OFFLINE-3' }];
  expect(
    back.out
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject(numbers.map((number, at) => ({ ...AT_PROVINCE, ...district, idNumber: IDS[at * 2], ...number })));
});

test('without --out the file goes to stdout and what became of it to stderr', async () => {
  const file = join(folder, 'input.csv');
  await writeFile(file, paymentFile(people({}, { 户名: '李四' })));
  const args = ['translate', file, '--from', CITY, '--to', PROVINCE, '--kind', 'payment'];
  const { code, stdout, stderr } = await bridge(args);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ paymentNo: 'OFFLINE-2' });
  expect(stderr).toContain('共 2 行：译出 1，不通过 1，有提醒 0');
  expect(stderr).toContain('发放 · GZ-XLBZ · 2026 年度');
  const json = await bridge([...args, '--json']);
  expect(JSON.parse(json.stderr)).toMatchObject({ rows: 2, year: 2026 });
  expect(json.stdout).toBe(stdout);
});

test('what the target has no place for is told as lost', async () => {
  const file = join(folder, 'input.jsonl');
  const out = join(folder, 'out.jsonl');
  const golden = new URL('../../schemas/systems/province/yuegonghui/golden/applicant.input.jsonl', import.meta.url);
  const [first = ''] = (await readFile(golden, 'utf8')).split('\n');
  await writeFile(file, `${JSON.stringify({ ...JSON.parse(first), regionCode: '440300' })}\n`);
  const args = ['translate', file, '--from', PROVINCE, '--to', CITY, '--kind', 'applicant', '--out', out];
  const { code, stdout } = await bridge([...args, '--json']);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as TranslateReport).lost).toEqual([{ field: 'regionCode', rows: 1 }]);
  expect((await bridge(args)).stdout).toContain('行政区划  regionCode');
});

test.each<[string, readonly string[], string]>([
  ['the same file', ['--to', PROVINCE, '--out', 'INPUT'], 'usage.same-file'],
  ['a kind the target does not carry', ['--to', 'guangzhou/micro-classroom'], 'usage.kind-not-carried'],
  ['a system nobody knows', ['--to', 'foshan/nowhere'], 'usage.system-unknown'],
  ['another system’s file', ['--to', PROVINCE, '--from', 'shenzhen/dream-plan'], 'file.header'],
])('%s is exit 2 and leaves nothing behind', async (_name, options, expected) => {
  const file = join(folder, 'input.csv');
  await writeFile(file, paymentFile([{}]));
  const given = options.map((option) => (option === 'INPUT' ? file : option));
  const { code, stdout, stderr } = await bridge([
    'translate',
    file,
    '--from',
    CITY,
    '--kind',
    'payment',
    '--json',
    ...given,
    ...(given.includes('--out') ? [] : ['--out', join(folder, 'out')]),
  ]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`"${expected}"`);
  expect(await readdir(folder)).toEqual(['input.csv']);
});
