import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { encode } from 'iconv-lite';
import { expect, test } from 'vitest';
import { openCsv } from '../../../adapters/files/csv.ts';
import { gathered, inChunks, TINY_BLOCKS } from './chunks.ts';

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '张三',
    '欧阳·买买提',
    '"',
    '""',
    ',',
    '\n',
    '\r\n',
    ' ',
    'a"b',
    '"a"',
    '一',
    '联通',
    '1,500.00',
    '𠮷',
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\0\uFFFD\uFEFF]/g, '.')),
);

const quoteAlways = fc.boolean();
const written = fc.record({ cell, quoteAlways });

function write({ cell: text, quoteAlways: always }: { readonly cell: string; readonly quoteAlways: boolean }): string {
  return always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const table = fc.record({
  rows: fc.array(fc.array(written, { minLength: 1, maxLength: 5 }), { maxLength: 12 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  endsWithLineEnd: fc.boolean(),
  encoding: fc.constantFrom('utf-8' as const, 'gb18030' as const),
  chunks: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
});

const HEADER = ['申领编号'];

test('splits every table as csv-parse does, wherever chunks and blocks end', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, lineEnd, endsWithLineEnd, encoding, chunks }) => {
      const text =
        [HEADER, ...rows.map((row) => row.map(write))].map((row) => row.join(',')).join(lineEnd) +
        (endsWithLineEnd ? lineEnd : '');
      const file = await openCsv(inChunks(encode(text, encoding), chunks), TINY_BLOCKS);
      const read = await gathered(file.blocks);
      const expected: string[][] = parse(text, {
        relax_column_count: true,
        skip_empty_lines: true,
        record_delimiter: ['\r\n', '\n'],
      });
      expect([file.header, ...read.map(({ cells }) => cells)]).toEqual(
        expected.filter((cells) => cells.some((one) => one.trim() !== '')),
      );
      expect(read.every(({ problem }) => problem === null)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('numbers rows as a spreadsheet does: one for each record and each empty line', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, lineEnd, encoding, chunks }) => {
      const text = [HEADER, ...rows.map((row) => row.map(write))].map((row) => row.join(',')).join(lineEnd) + lineEnd;
      const file = await openCsv(inChunks(encode(text, encoding), chunks), TINY_BLOCKS);
      const numbered = rows.map((row, index) => ({ row: index + 2, cells: row.map((one) => one.cell) }));
      const kept = numbered.filter(({ cells }) => cells.some((one) => one.trim() !== ''));
      expect((await gathered(file.blocks)).map(({ row, cells }) => ({ row, cells }))).toEqual(kept);
    }),
    { numRuns: 300 },
  );
});
