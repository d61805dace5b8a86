import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportSource } from '../../../../core/reconcile/report.ts';
import { writeReconciliationWorkbook } from '../../../../adapters/reports/xlsx.ts';
import { CANARIES, LINES, lineOf, sourceOf } from './sample.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-xlsx-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function workbookOf(source: ReportSource, rowsMax?: number): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  const bytes = await bytesOf(source, rowsMax);
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  return workbook;
}

async function bytesOf(source: ReportSource, rowsMax?: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await writeReconciliationWorkbook(source, out, rowsMax);
  return Buffer.concat(chunks);
}

function sheetOf(workbook: ExcelJS.Workbook, name: string): ExcelJS.Worksheet {
  const sheet = workbook.getWorksheet(name);
  if (sheet === undefined) throw new Error(`no sheet ${name}`);
  return sheet;
}

/** A row's cells from its first column on. */
function rowOf(sheet: ExcelJS.Worksheet, row: number): readonly ExcelJS.Cell[] {
  return Array.from({ length: sheet.columnCount }, (_, at) => sheet.getRow(row).getCell(at + 1));
}

function headerOf(sheet: ExcelJS.Worksheet, row = 4): readonly unknown[] {
  return rowOf(sheet, row).map(({ value }) => value);
}

function cellUnder(sheet: ExcelJS.Worksheet, header: string, row: number): ExcelJS.Cell {
  return sheet.getRow(row).getCell(headerOf(sheet).indexOf(header) + 1);
}

/** The row of a sheet that begins with this text. */
function rowFrom(sheet: ExcelJS.Worksheet, label: string): readonly unknown[] {
  for (let row = 1; row <= sheet.rowCount; row += 1) {
    const values = headerOf(sheet, row);
    if (values[0] === label) return values;
  }
  throw new Error(`no row ${label}`);
}

function fillOf({ fill }: ExcelJS.Cell): string | undefined {
  return fill?.type === 'pattern' ? fill.fgColor?.argb : undefined;
}

const DIFFERS = 'FFFFE699';

const workbook = await workbookOf(sourceOf(LINES));

describe('the sheets', () => {
  test('are the summary, one of each code that occurs, totals, suspense and notes', async () => {
    expect(workbook.worksheets.map(({ name }) => name)).toEqual([
      '总表',
      '重复发放',
      '收款人不符',
      '市方金额偏高',
      '市方金额偏低',
      '成功后退票',
      '内容不一致',
      '省方缺失',
      '市方缺失',
      '控制总数',
      '缓冲池账龄',
      '说明',
    ]);
  });

  test('are set up for paper and screen', async () => {
    for (const sheet of workbook.worksheets) {
      expect(sheet.pageSetup).toMatchObject({
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
      });
    }
    const sheet = sheetOf(workbook, '收款人不符');
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 2, ySplit: 4 });
    expect(sheet.autoFilter).toBe('A4:U6');
    expect(sheet.pageSetup.printTitlesRow).toBe('1:4');
    // A column as wide as what is in it, Chinese characters counting two.
    expect(sheet.getColumn(headerOf(sheet).indexOf('开户行') + 1).width).toBe(27);
    // The total of a table is never filtered away.
    expect(sheetOf(workbook, '控制总数').autoFilter).toBe('A3:K8');
  });

  test('say on the first what was compared and what it came to', async () => {
    const sheet = sheetOf(workbook, '总表');
    expect(sheet.getCell('A1').value).toBe('广州市总工会求学圆梦行动学历教育补助发放对账');
    expect(sheet.getCell('A2').value).toBe('GZ-XLBZ · 截至 2025-11-21 24:00 · 个人信息已隐去');
    expect(rowFrom(sheet, '市方')).toContain('ab'.repeat(32));
    expect(rowFrom(sheet, '市方收到的每一行都有去向')[1]).toBe('平');
    expect(rowFrom(sheet, '收到').slice(2)).toEqual([4405, 6606500, 4399, 6601500, 6, 5000]);
    expect(rowFrom(sheet, '省方缺失 missing-in-province').slice(1)).toEqual([3, 3, 4500, 0, 0, 3, 4500]);
    expect(rowFrom(sheet, '合计').slice(1)).toEqual([11, 10, 14000, 8, 15000, 2, -1000]);
  });

  test('say so where a side does not balance', async () => {
    const source = sourceOf(LINES);
    const city = { ...source.statement.city, rejected: { rows: 1, fen: '0' } };
    const sheet = sheetOf(await workbookOf({ ...source, statement: { ...source.statement, city } }), '总表');
    expect(rowFrom(sheet, '市方收到的每一行都有去向')[1]).toBe('不平');
    expect(rowFrom(sheet, '省方收到的每一行都有去向')[1]).toBe('平');
  });

  test('have no money where the kind has none', async () => {
    const source = sourceOf(LINES);
    const own = await workbookOf({ ...source, statement: { ...source.statement, kind: 'applicant' } });
    expect(headerOf(sheetOf(own, '控制总数'), 3)).toEqual([
      '市',
      '项目',
      '年度',
      '资助层级',
      '更新日期',
      '市方行数',
      '省方行数',
      '行数差',
    ]);
  });
});

test('control totals show what the ledger holds where it holds anything', async () => {
  const { statement } = sourceOf(LINES);
  const totals = statement.totals.map((total) => ({ ...total, ofHeld: { rows: 1, fen: '150000' } }));
  const own = sheetOf(await workbookOf(sourceOf(LINES, { statement: { ...statement, totals } })), '控制总数');
  expect(headerOf(own, 3).slice(-2)).toEqual(['其中暂挂行数', '其中暂挂金额（元）']);
  // What is held the province can't have: no difference.
  expect(rowFrom(own, '合计').slice(-4)).toEqual([-3, -4500, 5, 7500]);
  expect(headerOf(sheetOf(workbook, '控制总数'), 3)).not.toContain('其中暂挂行数');
});

describe('a sheet of a code', () => {
  test('has both sides beside each other where a field differs, and says what to do', async () => {
    const sheet = sheetOf(workbook, '收款人不符');
    expect(sheet.getCell('A1').value).toBe('收款人不符 wrong-payee');
    expect(sheet.getCell('A3').value).toMatch(/^处理：.*停付/);
    expect(headerOf(sheet).slice(0, 10)).toEqual([
      '序号',
      '申领编号',
      '项目',
      '市方行号',
      '省方行号',
      '不一致的内容',
      '户名·市',
      '户名·省',
      '账号·市',
      '账号·省',
    ]);
    expect(headerOf(sheet, 6).slice(0, 10)).toEqual([
      2,
      'GZ20250000047',
      'GZ-XLBZ',
      47,
      50,
      '户名、账号',
      '张*三',
      '欧**明',
      '***************0123',
      '************7890',
    ]);
  });

  test('marks the cells that differ, and no other', async () => {
    const sheet = sheetOf(workbook, '收款人不符');
    const marked = (row: number): readonly unknown[] =>
      headerOf(sheet).filter((_, at) => fillOf(sheet.getRow(row).getCell(at + 1)) === DIFFERS);
    expect(marked(5)).toEqual(['账号·市', '账号·省']);
    expect(marked(6)).toEqual(['户名·市', '户名·省', '账号·市', '账号·省']);
  });

  test('has money as numbers, days as dates, numbers of people as text', async () => {
    const sheet = sheetOf(workbook, '市方金额偏高');
    expect(cellUnder(sheet, '金额（元）·市', 5)).toMatchObject({ value: 1500, numFmt: '#,##0.00' });
    expect(cellUnder(sheet, '发放日期', 5)).toMatchObject({ value: new Date('2025-11-18'), numFmt: 'yyyy-mm-dd' });
    expect(cellUnder(sheet, '更新时间', 5).numFmt).toBe('yyyy-mm-dd hh:mm:ss');
    expect(cellUnder(sheet, '更新时间', 5).value).toEqual(new Date('2025-11-18T23:05:00Z'));
    expect(cellUnder(sheet, '账号', 5)).toMatchObject({ value: '***************0123', numFmt: '@' });
    expect(cellUnder(sheet, '证件号码', 5)).toMatchObject({ value: '440199********001X', numFmt: '@' });
    expect(cellUnder(sheet, '发放状态', 5).value).toBe('发放成功');
  });

  test('has the columns of one side alone where the other has nothing', async () => {
    const sheet = sheetOf(workbook, '省方缺失');
    expect(headerOf(sheet)).not.toContain('省方行号');
    expect(headerOf(sheet)).not.toContain('不一致的内容');
    expect(sheet.rowCount).toBe(7);
  });

  test('goes on on the next where it is full', async () => {
    const lines = Array.from({ length: 7 }, (_, at) => lineOf('missing-in-city', at + 1));
    const own = await workbookOf(sourceOf(lines), 7);
    const sheets = own.worksheets.filter(({ name }) => name.startsWith('市方缺失'));
    expect(sheets.map(({ name }) => name)).toEqual(['市方缺失 1', '市方缺失 2', '市方缺失 3']);
    expect(sheets.map(({ rowCount }) => rowCount)).toEqual([7, 7, 5]);
    expect(sheets.flatMap((sheet) => [5, 6, 7].map((row) => sheet.getRow(row).getCell(1).value))).toEqual([
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      null,
      null,
    ]);
    expect(sheets[2]?.getCell('A2').value).toContain('本表第 7 至 7 条');
  });
});

describe('values', () => {
  test('are masked, even if the lines are not', async () => {
    const bytes = await bytesOf(sourceOf(LINES));
    const shown = JSON.stringify(await readXlsx(bytes));
    expect(shown).toContain('440199********001X');
    for (const canary of CANARIES) expect(shown).not.toContain(canary);
  });

  test('are whole for whoever may see them, and the first sheet says so', async () => {
    const own = await workbookOf(sourceOf(LINES, { masked: false }));
    expect(cellUnder(sheetOf(own, '省方缺失'), '证件号码', 5).value).toBe('44019919900307001X');
    expect(sheetOf(own, '总表').getCell('A2').value).toContain('含完整个人信息');
  });

  test('that begin like a formula are text that stays text', async () => {
    const line = lineOf('missing-in-province', 9, {}, { bankName: '=HYPERLINK("http://x")', batchNo: '+1' });
    const sheet = sheetOf(await workbookOf(sourceOf([line])), '省方缺失');
    expect(cellUnder(sheet, '开户行', 5).value).toBe(`'=HYPERLINK("http://x")`);
    expect(cellUnder(sheet, '发放批次', 5).value).toBe(`'+1`);
  });

  test('no XML can hold, or that look like its escapes, do no harm', async () => {
    const bankName = 'a\u0000b<c>&"d"_x000D_\uD800';
    const source = sourceOf([lineOf('missing-in-province', 9, {}, { bankName })]);
    const { sheets } = await readXlsx(await bytesOf(source));
    expect(sheets[1]?.rows.flat()).toContain('a\uFFFDb<c>&"d"_x000D_\uFFFD');
  });

  test.each([
    ['1', 0.01],
    ['10', 0.1],
    ['150000', 1500],
    ['999999999999999', 9_999_999_999_999.99],
    ['1000000000000000', '10,000,000,000,000.00'],
    ['9007199254740993', '90,071,992,547,409.93'],
  ])('%s 分 are exact', async (amountFen, value) => {
    const sheet = sheetOf(
      await workbookOf(sourceOf([lineOf('missing-in-province', 9, {}, { amountFen })])),
      '省方缺失',
    );
    expect(cellUnder(sheet, '金额（元）', 5).value).toBe(value);
  });

  test('that are no day stay what they are', async () => {
    const line = lineOf('missing-in-province', 9, {}, { paidOn: '2025-02-30' });
    expect(cellUnder(sheetOf(await workbookOf(sourceOf([line])), '省方缺失'), '发放日期', 5).value).toBe('2025-02-30');
  });
});

describe('the file', () => {
  test('of equal sources is equal, byte by byte', async () => {
    const [one, other] = [await bytesOf(sourceOf(LINES)), await bytesOf(sourceOf(LINES))];
    expect(one.equals(other)).toBe(true);
  });

  test('of an empty comparison says so', async () => {
    const own = await workbookOf(sourceOf([], { notes: [] }));
    expect(own.worksheets.map(({ name }) => name)).toEqual(['总表', '控制总数', '缓冲池账龄', '说明']);
    expect(rowFrom(sheetOf(own, '总表'), '没有不符的记录')).toBeDefined();
    expect(JSON.stringify(sheetOf(own, '说明').getSheetValues())).toContain('没有略去任何内容');
  });

  test('is not left behind half written', async () => {
    const path = join(folder, 'half.xlsx');
    let reads = 0;
    const source = sourceOf(LINES, {
      lines: async function* () {
        reads += 1;
        yield* LINES;
        if (reads === 3) throw new Error('the lines broke off');
      },
    });
    await expect(writeReconciliationWorkbook(source, path)).rejects.toThrow('the lines broke off');
    await expect(stat(path)).rejects.toThrow('ENOENT');
    await writeReconciliationWorkbook(sourceOf(LINES), path);
    expect((await readFile(path)).subarray(0, 2).toString()).toBe('PK');
  });

  test('waits for whoever takes it, and hears that it was refused', async () => {
    const refused = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no room')) });
    await expect(writeReconciliationWorkbook(sourceOf(LINES), refused)).rejects.toThrow('no room');
  });
});
