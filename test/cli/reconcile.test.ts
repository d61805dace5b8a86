import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reconcileFiles } from '../../cli/reconcile/run.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { DISCREPANCIES } from '../../schemas/discrepancy.ts';
import {
  applicant,
  type Cells,
  certificate,
  cityFile,
  cityPayment,
  type Compared,
  comparePayments,
  idOf,
  inputFile,
  type Members,
  provinceFile,
  provincePayment,
  reconcile,
  reversals,
} from './reconcile-files.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'reconcile-test-'))));
afterEach(() => rm(folder, { recursive: true }));

const compare = (city: readonly Cells[], province: readonly Members[], ...options: string[]): Promise<Compared> =>
  comparePayments(folder, city, province, ...options);
const input = (name: string, content: Uint8Array): Promise<string> => inputFile(folder, name, content);

test('two sides that agree: exit 0 and every member of the contract', async () => {
  const { code, report, lines, stderr } = await compare(
    [cityPayment(1), cityPayment(2)],
    [provincePayment(2), provincePayment(1)],
  );
  expect([code, stderr, lines]).toEqual([0, '', []]);
  expect(JSON.stringify(report)).toBe(
    JSON.stringify({
      kind: 'payment',
      matched: 2,
      discrepancies: {},
      suspense: 0,
      city: { rows: 2, fen: '300000', rejected: 0 },
      province: { rows: 2, fen: '300000', rejected: 0 },
      conserved: true,
    }),
  );
});

test('every code is found where it was planted, the gravest of each key, and nothing else', async () => {
  const city = [
    cityPayment(0),
    cityPayment(1),
    cityPayment(1, { 发放批次: '2025-02' }),
    cityPayment(2),
    cityPayment(2),
    cityPayment(3),
    cityPayment(4),
    cityPayment(5),
    cityPayment(6, { '发放金额(元)': '1600' }),
    cityPayment(7, { '发放金额(元)': '1400' }),
    cityPayment(8),
    cityPayment(9, { 发放状态: '银行处理中', 发放日期: '' }),
    cityPayment(10),
    cityPayment(11),
    cityPayment(13, { 更新时间: '2026-11-22 10:00:00' }),
  ];
  const province = [
    ...[0, 1, 2, 3, 4].map((index) => provincePayment(index)),
    provincePayment(5, { accountNo: '6222020000000000026', amountFen: 1, status: 'FAILED' }),
    ...[6, 7, 8, 9].map((index) => provincePayment(index)),
    provincePayment(10, { bankName: '广州银行' }),
    provincePayment(12),
  ];
  const people = [...Array(14).keys()];
  const { code, report, lines } = await compare(
    city,
    province,
    '--applicants',
    await input(
      'applicants.csv',
      cityFile(
        'applicant',
        people.map((index) => applicant(index, index === 3 ? '已提交' : '待发放')),
      ),
    ),
    '--certificates',
    await input(
      'certificates.csv',
      cityFile(
        'certificate',
        people.filter((index) => index !== 4).map((index) => certificate(index)),
      ),
    ),
    '--returns',
    await input('returns.txt', reversals('2025-01', [8])),
    '--returns-system',
    'bank/payout',
  );
  expect(code).toBe(1);
  expect(Object.keys(report.discrepancies)).toEqual([...DISCREPANCIES]);
  expect(Object.values(report.discrepancies)).toEqual(DISCREPANCIES.map(() => 1));
  expect(report).toMatchObject({ matched: 1, suspense: 1, conserved: true });
  expect(report.city).toEqual({ rows: 15, fen: '2250000', rejected: 0 });
  expect(report.province).toEqual({ rows: 12, fen: '1650001', rejected: 0 });
  expect(lines.map((line) => [line.code, line.city?.row, line.province?.row])).toEqual([
    ['paid-twice', 4, 2],
    ['duplicate', 6, 3],
    ['paid-without-approval', 7, 4],
    ['paid-without-certificate', 8, 5],
    ['wrong-payee', 9, 6],
    ['amount-over', 10, 7],
    ['amount-under', 11, 8],
    ['returned-after-success', 12, 9],
    ['state-mismatch', 13, 10],
    ['field-mismatch', 14, 11],
    ['missing-in-province', 15, undefined],
    ['missing-in-city', undefined, 12],
  ]);
  expect(lines[4]?.differs.map(({ field }) => field)).toEqual(['accountNo', 'amountFen', 'state']);
});

test('lines are masked unless the reader may see them, and name a record by a key that says nothing of the person', async () => {
  const rows = [[cityPayment(1, { 姓名: '欧阳小明', 户名: '欧阳小明' })], [provincePayment(1)]] as const;
  const masked = await compare(...rows);
  const whole = await compare(...rows, '--unmask');
  const [line] = masked.lines;
  expect(Object.keys(line ?? {})).toEqual(['code', 'recordKey', 'programme', 'city', 'province', 'differs']);
  expect(line?.differs).toEqual([
    { field: 'name', city: '欧**明', province: '张*' },
    { field: 'payeeName', city: '欧**明', province: '张*' },
  ]);
  expect(line?.city?.fields).toMatchObject({
    name: '欧**明',
    accountNo: expect.stringMatching(/^\*+0018$/) as unknown,
  });
  expect(JSON.stringify(masked.lines)).not.toContain(idOf(1));
  expect(whole.lines[0]?.city?.fields).toMatchObject({ name: '欧阳小明', idNumber: idOf(1), state: 'SUCCESS' });
  expect(whole.lines[0]?.recordKey).toBe(line?.recordKey);
  const other = await compare([...rows[0], cityPayment(2)], rows[1]);
  expect(other.lines[0]?.recordKey).not.toBe(line?.recordKey);
});

test('a miss waits while it is younger than three days at the end of the day, and no longer', async () => {
  const young = await compare([cityPayment(1, { 更新时间: '2026-11-21 00:00:01' })], [provincePayment(2)]);
  expect(young.report).toMatchObject({ suspense: 1, discrepancies: { 'missing-in-city': 1 }, conserved: true });
  const old = await compare([cityPayment(1, { 更新时间: '2026-11-21 00:00:00' })], [provincePayment(2)]);
  expect(old.report).toMatchObject({ suspense: 0, discrepancies: { 'missing-in-province': 1, 'missing-in-city': 1 } });
  const onlyYoung = [cityPayment(1), cityPayment(2, { 更新时间: '2026-11-12 08:00:00' })];
  expect(await compare(onlyYoung, [provincePayment(1)], '--as-of', '2026-11-13')).toMatchObject({
    code: 0,
    report: { suspense: 1, discrepancies: {} },
  });
});

test('bad rows are counted on their side, with the money that can be read, and the command does not end clean', async () => {
  const { code, report } = await compare(
    [cityPayment(1), cityPayment(2, { 身份证号: '1' }), cityPayment(3, { '发放金额(元)': '很多' })],
    [provincePayment(1), { ...provincePayment(4), idNumber: 'x' }],
  );
  expect([code, report]).toEqual([
    1,
    {
      kind: 'payment',
      matched: 1,
      discrepancies: {},
      suspense: 0,
      city: { rows: 3, fen: '300000', rejected: 2 },
      province: { rows: 2, fen: '300000', rejected: 1 },
      conserved: true,
    },
  ]);
});

test('amounts are added up to the last 分, beyond what a number holds', async () => {
  const people = Array.from({ length: 12 }, (_, index) => index);
  const { report } = await compare(
    people.map((index) => cityPayment(index, { '发放金额(元)': '9999999999999.99' })),
    people.map((index) => provincePayment(index, { amountFen: 999_999_999_999_999 })),
  );
  expect(report).toMatchObject({ matched: 12, city: { fen: '11999999999999988' }, conserved: true });
});

describe('rows that are no part of the comparison', () => {
  const foreign = provincePayment(2, { programmeCode: 'SZ-YMJH' });

  test('of another programme or year are left out, bad ones with them, and told', async () => {
    const lines = [foreign, { ...foreign, idNumber: 'x' }, provincePayment(3, { programmeYear: 2024 })];
    const { code, report, stderr } = await compare([cityPayment(1)], [...lines, provincePayment(1)]);
    expect([code, report.province, report.discrepancies]).toEqual([0, { rows: 1, fen: '150000', rejected: 0 }, {}]);
    expect(stderr).toContain('有 2 行（3,000.00 元）不属于 GZ-XLBZ 项目');
    expect(stderr).toContain('有 1 行（1,500.00 元）属于别的年度');
  });

  test('without --year the year of the province’s rows is meant, and said', async () => {
    const files = { city: cityFile('payment', [cityPayment(1)]), province: provinceFile([provincePayment(1)]) };
    const { code, stdout, stderr } = await reconcile(folder, files, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ matched: 1 })]);
    expect(stderr).toContain('2025 年度');
    await using result = await reconcileFiles(
      {
        kind: 'payment',
        city: { path: join(folder, 'city.csv'), system: 'guangzhou/degree-subsidy' },
        province: { path: join(folder, 'province.jsonl'), system: 'province/yuegonghui' },
        asOf: '2026-11-23',
        today: '2026-11-23',
      },
      null,
      () => {},
    );
    const amount = { rows: 1, fen: '150000' };
    expect(result.statement.totals).toMatchObject([
      {
        city: 'guangzhou',
        programme: 'GZ-XLBZ',
        year: 2025,
        fundingLevel: 'CITY',
        day: '2026-11-10',
        ofCity: amount,
        ofProvince: amount,
      },
    ]);
  });
});

test('applicants are compared by every field both sides carry, and carry no money', async () => {
  const person = applicant(1, '待发放');
  const said: Members = {
    declarationNo: person['申领编号'],
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: person['姓名'],
    idType: '01',
    idNumber: idOf(1),
    mobile: person['手机号'],
    sex: '1',
    unionName: person['所属工会'],
    employerName: person['工作单位'],
    frontline: person['是否一线职工'] === '是',
    priorityTags: ['NEW_GEN'],
    educationLevel: person['学历层次'] === '本科' ? '21' : '31',
    schoolName: person['就读院校'],
    major: '另一专业',
    appliedOn: person['申领日期'],
    status: 'PAYABLE',
    regionCode: '440100',
    updatedAt: '2026-11-11T00:00:00+08:00',
  };
  const out = join(folder, 'out.jsonl');
  const { code, stdout } = await reconcile(
    folder,
    {
      kind: 'applicant',
      city: cityFile('applicant', [{ ...person, 优先类别: '新生代产业工人' }]),
      province: provinceFile([said]),
    },
    '--json',
    '--discrepancies',
    out,
  );
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    expect.objectContaining({ discrepancies: { 'field-mismatch': 1 }, city: { rows: 1, fen: '0', rejected: 0 } }),
  ]);
  const { differs } = JSON.parse(await readFile(out, 'utf8')) as DiscrepancyLine;
  expect(differs).toEqual([{ field: 'major', city: person['专业'], province: '另一专业' }]);
});

test('a clerk reads whether it balances, both sides, what to do, and what waits; in either language', async () => {
  const city = [
    cityPayment(1),
    cityPayment(2, { '发放金额(元)': '1600' }),
    cityPayment(3, { 更新时间: '2026-11-22 10:00:00' }),
  ];
  const files = { city: cityFile('payment', city), province: provinceFile([provincePayment(1), provincePayment(2)]) };
  const zh = (await reconcile(folder, files, '--year', '2025', '--lang', 'zh')).stdout;
  expect(zh).toMatch(/^对账：发放 · 广州.*GZ-XLBZ · 2025 年度 · 截至 2026-11-23\n不平/);
  expect(zh).toMatch(/市方金额偏高 amount-over +1 +1,600.00 +1,500.00 +核对批准的金额/);
  expect(zh).toMatch(/只有市方有 +1 +1 +1,500.00/);
  const en = (await reconcile(folder, files, '--year', '2025', '--lang', 'en')).stdout;
  expect(en).toMatch(/amount-over +1 +1,600.00 +1,500.00 +compare the approved amount/);
  const balanced = { city: cityFile('payment', [cityPayment(1)]), province: provinceFile([provincePayment(1)]) };
  expect((await reconcile(folder, balanced, '--year', '2025')).stdout).toContain('平：两方一致');
});

test('the reports are written beside each other, masked, with the digests of what was compared', async () => {
  const [report, html] = [join(folder, 'report.xlsx'), join(folder, 'report.html')];
  await compare([cityPayment(1), cityPayment(2)], [provincePayment(1)], '--report', report, '--html', html);
  const page = await readFile(html, 'utf8');
  expect(page).toContain('省方缺失');
  expect(page).toContain(
    createHash('sha256')
      .update(cityFile('payment', [cityPayment(1), cityPayment(2)]))
      .digest('hex'),
  );
  expect(page).not.toContain(idOf(2));
  expect((await readFile(report)).subarray(0, 2).toString()).toBe('PK');
});

test('outputs are their owner’s alone, and nothing else stays on the disk', async () => {
  const before = process.env['TMPDIR'];
  const scratch = await mkdtemp(join(folder, 'tmp-'));
  process.env['TMPDIR'] = scratch;
  try {
    await compare([cityPayment(1)], [provincePayment(2)]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  expect((await stat(join(folder, 'out.jsonl'))).mode & 0o777).toBe(0o600);
  expect(await readdir(scratch)).toEqual([]);
});
