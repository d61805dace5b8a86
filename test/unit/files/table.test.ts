import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { SummaryLine } from '../../../schemas/systems/system.ts';
import { textFormOf } from '../../../adapters/files/other-forms.ts';
import type { TableForm } from '../../../adapters/files/table.ts';
import { TINY_BLOCKS } from './chunks.ts';
import { HEADER, readTable, refusalOf } from './tables.ts';

const CSV: TableForm = { form: 'csv', encoding: 'gb18030' };
const TEXT: TableForm = { form: 'text', delimiter: '|', encoding: 'gb18030' };
const SUMMARY: SummaryLine = {
  read: ([mark, rows, fen]) =>
    mark === '汇总' && rows !== undefined && fen !== undefined
      ? { document: 'return', batchNo: 'PC1', rows: Number(rows), fen, paid: null }
      : undefined,
  write: ({ rows, fen }) => ['汇总', String(rows), fen],
};
const RETURNS: TableForm = { ...TEXT, summary: SUMMARY };

const gbk = (text: string): Buffer => encode(text, 'gb18030');

describe('a header that is not the first row', () => {
  const table = '申领编号,姓名,工作单位\nA1,张三,厂\n';

  test.each([undefined, TINY_BLOCKS])('is found under titles, which are noted', async (limits) => {
    const bytes = gbk(`"申领人员\n汇总表",,\n\n填表人：姓名见下,单位：天河\n${table}A2,李四,厂`);
    const file = await readTable(bytes, CSV, limits === undefined ? {} : { limits });
    expect(file).toMatchObject({
      headerRow: 4,
      header: HEADER,
      notes: [{ code: 'file.title-rows', field: null }],
      blankRows: 1,
    });
    expect(file.rows.map(({ row }) => row)).toEqual([5, 6]);
  });

  test.each([
    ['a first row with one known name is the header, whatever follows', `姓名,x\n${table}`, 1],
    ['a row with most of the names wins over one with fewer', `说明,a\n姓名,工作单位,x\n${table}`, 3],
    ['one known name in a later row is not enough', '编号,名字\n姓名,李四\n', 1],
    ['two known names among many cells are no header', '说明\n姓名,工作单位,a,b,c\n', 1],
    ['the twentieth row is the last that may be it', `${'说明,x\n'.repeat(19)}${table}`, 20],
    ['the twenty-first is too late', `${'说明,x\n'.repeat(20)}${table}`, 1],
  ])('%s', async (_name, text, headerRow) => {
    expect((await readTable(Buffer.from(text), CSV)).headerRow).toBe(headerRow);
  });

  test('a damaged title does not hide it, a damaged header is refused', async () => {
    const damaged = Buffer.from([0xff, 0x0a]);
    expect((await readTable(Buffer.concat([gbk('汇总\n'), damaged, gbk(table)]), CSV)).headerRow).toBe(3);
    expect(await refusalOf(readTable(gbk(`汇总表,"x"y\n申领编号,姓名,"工作"单位\n`), CSV))).toBe(
      'file.header row.quote',
    );
  });
});

describe('text between bars', () => {
  test('quotation marks and commas are text, white space stays, either line end ends a record', async () => {
    const file = await readTable(gbk('申领编号|姓名|工作单位\r\nA1|"张三|厂, 一\r\n\r\n | |\r\nA2|李四 |\r\n'), TEXT);
    expect(file).toMatchObject({ encoding: 'gb18030', header: HEADER, headerRow: 1, blankRows: 2, summary: null });
    expect(file.rows).toEqual([
      { row: 2, cells: ['A1', '"张三', '厂, 一'], problem: null },
      { row: 5, cells: ['A2', '李四 ', ''], problem: null },
    ]);
  });

  test('a bar inside a cell shows as a cell too many', async () => {
    const { rows } = await readTable(gbk('申领编号|姓名|工作单位\nA1|张|三|厂\nA2|张\\|三|厂\n'), TEXT);
    expect(rows.map(({ cells }) => cells.length)).toEqual([4, 4]);
  });

  test('a character whose second byte is that of a bar is one character', async () => {
    const bytes = gbk('申领编号|姓名|工作单位\nA1|倈|厂\n');
    expect([...bytes].filter((byte) => byte === 0x7c)).toHaveLength(5);
    expect((await readTable(bytes, TEXT)).rows[0]?.cells).toEqual(['A1', '倈', '厂']);
  });

  test.each([undefined, TINY_BLOCKS])(
    'rows of another encoding, damaged and over-long ones cost themselves alone',
    async (limits) => {
      const bytes = Buffer.concat([
        gbk('申领编号|姓名|工作单位\nA1|张三|机械厂\n'),
        Buffer.from('A2|我们|某某单位\n'),
        Buffer.concat([gbk('A3|李'), Buffer.from([0xff]), gbk('|厂\n')]),
        gbk(`A4|${'长'.repeat(10_923)}|厂\nA5|王\0五|厂\nA6|王五|电子厂\n`),
      ]);
      const { rows } = await readTable(bytes, TEXT, limits === undefined ? {} : { limits });
      expect(rows.map(({ row, cells, problem }) => [row, cells[0], problem?.code ?? null])).toEqual([
        [2, 'A1', null],
        [3, 'A2', 'row.encoding'],
        [4, 'A3', 'row.encoding'],
        [5, 'A4', 'row.cell-too-long'],
        [6, 'A5', 'row.encoding'],
        [7, 'A6', null],
      ]);
      expect(rows[1]?.cells[1]).toBe('我们');
    },
  );

  test('titles above the header are skipped and noted', async () => {
    const file = await readTable(gbk('广州职工教育网 导出\n申领编号|姓名|工作单位\nA1|张三|厂\n'), TEXT);
    expect(file).toMatchObject({ headerRow: 2, notes: [{ code: 'file.title-rows', field: null }] });
  });

  const whole = gbk('申领编号|姓名|工作单位\nA1|张三|厂\nA2|李四|电子厂');
  test.each<[string, Uint8Array, string]>([
    ['a complete last row without line feed', whole, 'read'],
    ['the end mark of old DOS programs', Buffer.concat([whole, gbk('\n\u001a')]), 'read'],
    ['a cut inside a character', whole.subarray(0, -1), 'file.truncated inside-character'],
    ['a cut inside a row', gbk('申领编号|姓名|工作单位\nA1|张'), 'file.truncated inside-row'],
    ['nothing', Buffer.alloc(0), 'file.empty'],
    ['blank lines', gbk('\n | \n'), 'file.empty'],
    ['a workbook', Buffer.from('504b0304140000000800', 'hex'), 'file.unsupported zip'],
    ['UTF-16', Buffer.from('\uFEFFa|b\n', 'utf16le'), 'file.encoding utf-16'],
    ['257 columns', Buffer.from(`${'a|'.repeat(256)}\n`), 'file.header'],
  ])('%s', async (_name, bytes, code) => {
    expect(await refusalOf(readTable(bytes, TEXT))).toBe(code);
  });
});

describe('a summary line over details without a header', () => {
  test('says what the details are, which begin below it', async () => {
    const file = await readTable(gbk('\n汇总|2|300000\nA1|张三|厂\nA2|李四|厂\n'), RETURNS);
    expect(file).toMatchObject({
      header: HEADER,
      headerRow: 0,
      summary: { rows: 2, fen: '300000', row: 2 },
      notes: [],
    });
    expect(file.rows.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [3, 'A1'],
      [4, 'A2'],
    ]);
  });

  test.each<[string, string, string]>([
    ['details without it', 'A1|张三|厂\n', 'file.header no-summary'],
    ['nothing below it', '汇总|0|0\n', 'read'],
    ['a cut inside the first detail', '汇总|1|150000\nA1|张', 'file.truncated inside-row'],
  ])('%s', async (_name, text, code) => {
    expect(await refusalOf(readTable(gbk(text), RETURNS))).toBe(code);
  });
});

test.each([
  ['\uFEFF{"a":1}\n', 'jsonl'],
  ['\n\n a|b,c\n', 'text'],
  ['姓名,民族\n', 'csv'],
  ['姓名\n张三,a\n', 'other'],
])('%j looks like %s', (text, form) => {
  expect(textFormOf(Buffer.from(text))).toBe(form);
});
