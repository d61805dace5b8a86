import { rejectsLine } from '../../../adapters/files/rejects-file.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CharacterError, encodeCsv, encodeCsvRow, neutralised } from '../../../adapters/files/csv-write.ts';
import { openCsv } from '../../../adapters/files/csv.ts';
import { gathered, inChunks } from './chunks.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('𠮷𬱖㛃', '阿卜杜拉·买买提', '"', '\n', ' a '),
);
const cells = fc.array(
  text.filter((cell) => !/[\0\uFFFD\uFEFF]/.test(cell)),
  { minLength: 2, maxLength: 4 },
);
const rows = fc.array(
  cells.map((row) => ['A1'].concat(row)),
  { maxLength: 6 },
);

test.each(['gb18030', 'utf-8', 'utf-8-bom'] as const)('what is written in %s is read back', async (encoding) => {
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      const file = await openCsv(inChunks(encodeCsv(['申领编号', '姓名'], written, encoding)));
      expect(file.encoding).toBe(encoding === 'gb18030' ? 'gb18030' : 'utf-8');
      expect((await gathered(file.blocks)).map((row) => row.cells)).toEqual(written);
    }),
  );
});

test.each([
  ['\uD842', 'a lone surrogate'],
  ['\uE81E', 'a code point of the 2005 edition'],
  ['\uE5E5', 'a code point without a place'],
])('GB18030 refuses %j (%s) instead of writing something else', (character) => {
  expect(() => encodeCsvRow(['张三', `李${character}`], 'gb18030')).toThrow(CharacterError);
});

test('every character of names fits GB18030, the ones GBK lacks and the ones the 2022 edition moved too', () => {
  expect(encodeCsvRow(['𠮷', '𬱖', '㛃', '\u9FB4', '·'], 'gb18030').includes('?')).toBe(false);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd|x', "'+cmd|x"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['＝1', "'＝1"],
  ['-', "'-"],
  ['-1500.00', "'-1500.00"],
  ['+8613800000000', "'+8613800000000"],
  ["'=1", "'=1"],
  ['张三', '张三'],
  ['', ''],
])('%j is %j in a file for a spreadsheet', (cell, safe) => {
  expect(neutralised(cell)).toBe(safe);
});

test('a row the receiving side refused by a reason of its own keeps that reason', () => {
  const line = Buffer.from(
    rejectsLine(['姓名'], ['张三'], 2, { code: 'declaration.unknown', field: null }, 'zh'),
  ).toString();
  expect(line).toMatch(/^张三,2,,declaration\.unknown,接收方/);
});
