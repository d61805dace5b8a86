import ExcelJS from 'exceljs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CellError } from '../../../adapters/files/cell-error.ts';
import { CharacterError } from '../../../adapters/files/csv-write.ts';
import { openJsonLines } from '../../../adapters/files/jsonl.ts';
import type { TableForm } from '../../../adapters/files/table.ts';
import { writeObjects, writeTable } from '../../../adapters/files/write-table.ts';
import { gathered, inChunks, TINY_BLOCKS } from './chunks.ts';
import { HEADER, readTable, WORKBOOK } from './tables.ts';

const FORMS: readonly TableForm[] = [
  { form: 'csv', encoding: 'gb18030' },
  { form: 'csv', encoding: 'utf-8' },
  { form: 'csv', encoding: 'utf-8-bom' },
  { form: 'text', delimiter: '|', encoding: 'gb18030' },
  { form: 'text', delimiter: '|', encoding: 'utf-8' },
  WORKBOOK,
];

const nasty = fc.constantFrom(
  '',
  '𠮷𬱖㛃',
  '阿卜杜拉·买买提',
  '"',
  "'=1+1",
  '=1+1',
  '-1500.00',
  ' a ',
  '001',
  '440199199003070013',
  '<&>',
  '&amp;',
  ']]>',
  '_x0041_',
  '_x005F_x0041_',
  '一\t二',
);
const broken = fc.constantFrom('一\n二', '一\r\n二', 'a,b', '|');
const cellOf = (form: TableForm) =>
  fc
    .oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 8 }), ...(form.form === 'text' ? [] : [broken]))
    // oxlint-disable-next-line no-control-regex
    .map((cell) => cell.replaceAll(/[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFD-\uFFFF\uFEFF]/g, '.'))
    .map((cell) => (form.form === 'text' ? cell.replaceAll(/[|\r\n]/g, '.') : cell));

test.each(FORMS)('what is written in %j is read back, wherever chunks end', async (form) => {
  const rows = fc.array(
    fc.tuple(fc.constant('A1'), cellOf(form), cellOf(form)).map((row): readonly string[] => row),
    { maxLength: 8 },
  );
  const chunks = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(rows, chunks, async (written, lengths) => {
      const bytes = await writeTable(form, HEADER, written);
      const file = await readTable(bytes, form, { chunks: lengths, limits: TINY_BLOCKS });
      expect([file.header, file.headerRow]).toEqual([HEADER, 1]);
      expect(file.rows.map(({ cells }) => cells)).toEqual(written);
      expect(file.rows.filter(({ problem }) => problem !== null)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('equal rows are equal bytes, at any time', async () => {
  const write = async () => writeTable(WORKBOOK, HEADER, [['A1', '张三', '厂']]);
  const first = await write();
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  expect(await write()).toEqual(first);
});

test('a workbook opens in a reader of others, every cell a text cell', async () => {
  const bytes = await writeTable(WORKBOOK, HEADER, [['001', '=1+1', '𬱖 & <李>']]);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
  const sheet = workbook.getWorksheet('报名');
  const cells = ['A2', 'B2', 'C2'].map((address) => sheet?.getCell(address));
  expect(cells.map((cell) => [cell?.type, cell?.value])).toEqual([
    [ExcelJS.ValueType.String, '001'],
    [ExcelJS.ValueType.String, '=1+1'],
    [ExcelJS.ValueType.String, '𬱖 & <李>'],
  ]);
});

test.each<[TableForm, string, string]>([
  [{ form: 'text', delimiter: '|', encoding: 'gb18030' }, '张|三', 'delimiter'],
  [{ form: 'text', delimiter: '|', encoding: 'gb18030' }, '张\n三', 'line-break'],
  [{ form: 'text', delimiter: '|', encoding: 'utf-8' }, '张\r三', 'line-break'],
  [WORKBOOK, 'x'.repeat(32_768), 'too-long'],
  [WORKBOOK, '张\0三', 'character'],
  [WORKBOOK, '张\uD842', 'character'],
])('%j has no way to write %j, and says which column', async (form, cell, fault) => {
  const writing = writeTable(form, HEADER, [['A1', cell, '厂']]);
  await expect(writing).rejects.toBeInstanceOf(CellError);
  await expect(writing).rejects.toMatchObject({ fault, column: '姓名' });
});

test.each(['csv', 'text'] as const)('%s in GB18030 refuses a character it has no place for', async (form) => {
  const written: TableForm =
    form === 'csv' ? { form, encoding: 'gb18030' } : { form, delimiter: '|', encoding: 'gb18030' };
  await expect(writeTable(written, HEADER, [['A1', '李\uE5E5', '厂']])).rejects.toBeInstanceOf(CharacterError);
});

test('a file with a summary line begins with it and has no header', async () => {
  const form: TableForm = {
    form: 'text',
    delimiter: '|',
    encoding: 'gb18030',
    summary: {
      read: ([batchNo, rows, fen]) =>
        batchNo !== undefined && rows !== undefined && fen !== undefined
          ? { document: 'instruction', batchNo, rows: Number(rows), fen, paid: null }
          : undefined,
      write: ({ batchNo, rows, fen }) => [batchNo, String(rows), fen],
    },
  };
  const bytes = await writeTable(form, HEADER, [['A1', '张三', '厂']], { batchNo: 'PC1', rows: 1, fen: '150000' });
  expect(new TextDecoder('gb18030').decode(bytes)).toBe('PC1|1|150000\nA1|张三|厂\n');
  expect(await readTable(bytes, form)).toMatchObject({
    summary: { rows: 1, fen: '150000', row: 1 },
    rows: [{ row: 2 }],
  });
  await expect(writeTable(form, HEADER, [])).rejects.toBeInstanceOf(RangeError);
});

test('objects are written one a line and read back', async () => {
  const objects = [
    { name: '欧阳\n𠮷', amountFen: 150_000 },
    { name: null, frontline: true },
  ];
  const file = await openJsonLines(inChunks(writeObjects(objects)));
  expect((await gathered(file.blocks)).map(({ value }) => value)).toEqual(objects);
});
