import { encode } from 'iconv-lite';
import { expect, test } from 'vitest';
import { openCsv } from '../../../adapters/files/csv.ts';
import type { Encoding } from '../../../adapters/files/encoding.ts';
import { FileError } from '../../../adapters/files/file-error.ts';
import { FILE_LIMITS, type FileLimits } from '../../../adapters/files/limits.ts';
import type { TableRow } from '../../../adapters/files/table-file.ts';
import { gathered, inChunks, TINY_BLOCKS } from './chunks.ts';

const HEADER = '申领编号,姓名,工作单位';

async function read(bytes: Uint8Array, limits: FileLimits = FILE_LIMITS) {
  const file = await openCsv(inChunks(bytes, [7]), limits);
  const rows = await gathered(file.blocks);
  return { encoding: file.encoding, header: file.header, rows, blankRows: file.blankRows() };
}

async function refusal(bytes: Uint8Array, limits: FileLimits = FILE_LIMITS): Promise<string> {
  return read(bytes, limits).then(
    () => 'read',
    (error: unknown) => {
      if (error instanceof FileError) return error.code;
      throw error;
    },
  );
}

const gbk = (text: string): Buffer => encode(text, 'gb18030');
const summary = ({ row, cells, problem }: TableRow): readonly unknown[] => [row, cells[1], problem?.code ?? null];

test.each<[string, Uint8Array, Encoding]>([
  ['UTF-8', Buffer.from(`${HEADER}\nA1,张三,厂\n`), 'utf-8'],
  ['UTF-8 with BOM', Buffer.from(`\uFEFF${HEADER}\nA1,张三,厂\n`), 'utf-8'],
  ['GB18030', gbk(`${HEADER}\nA1,张三,厂\n`), 'gb18030'],
])('%s is recognised and the BOM is no part of the header', async (_name, bytes, encoding) => {
  const file = await read(bytes);
  expect(file).toMatchObject({
    encoding,
    header: ['申领编号', '姓名', '工作单位'],
    rows: [{ row: 2, cells: ['A1', '张三', '厂'], problem: null }],
  });
});

test('characters of the 2022 edition and beyond the BMP are read', async () => {
  const bytes = Buffer.concat([gbk(`${HEADER}\nA1,𠮷𬱖㛃,`), Buffer.from('fe59a6d9', 'hex'), gbk('\n')]);
  expect((await read(bytes)).rows[0]?.cells).toEqual(['A1', '𠮷𬱖㛃', '\u9FB4\uFE10']);
});

test('private-use characters of old conversions in UTF-8 become those of the 2022 edition', async () => {
  expect((await read(Buffer.from(`${HEADER}\nA1,\uE81E\uE78E,厂\n`))).rows[0]?.cells[1]).toBe('\u9FB4\uFE12');
});

test('a blank line and a row of empty cells have a row number and no record', async () => {
  const file = await read(Buffer.from(`${HEADER}\r\nA1,a,b\r\n\r\n , ,\r\n"A2","line\r\nbreak",c\r\nA3,a,b\r\n,,\r\n`));
  expect(file.rows.map(summary)).toEqual([
    [2, 'a', null],
    [5, 'line\r\nbreak', null],
    [6, 'a', null],
  ]);
  expect(file.blankRows).toBe(3);
});

test.each([TINY_BLOCKS, FILE_LIMITS])(
  'UTF-8 rows in a GB18030 file are problems of their own and readable, the others go on',
  async (limits) => {
    const bytes = Buffer.concat([
      gbk(`${HEADER}\nA1,张三,机械厂\n`),
      Buffer.from('A2,我们,某某单位\n'),
      Buffer.from('A3,李四海,厂\n'),
      gbk('A4,王五,电子厂\n'),
    ]);
    const file = await read(bytes, limits);
    expect(file.encoding).toBe('gb18030');
    expect(file.rows.map(summary)).toEqual([
      [2, '张三', null],
      [3, '我们', 'row.encoding'],
      [4, '李四海', 'row.encoding'],
      [5, '王五', null],
    ]);
    expect(file.rows[1]?.problem).toEqual({ code: 'row.encoding', other: 'utf-8' });
  },
);

test('a UTF-8 row of a GB18030 file is told by a name beyond the BMP too', async () => {
  const bytes = Buffer.concat([gbk(`${HEADER}\nA1,张三,机械厂\n`), Buffer.from('A2,𬱖𠮷,某某单位\n')]);
  expect((await read(bytes)).rows.map(summary)).toEqual([
    [2, '张三', null],
    [3, '𬱖𠮷', 'row.encoding'],
  ]);
});

test.each([TINY_BLOCKS, FILE_LIMITS])(
  'GB18030 rows in a UTF-8 file are problems of their own and readable',
  async (limits) => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\nA1,张三,机械厂\n`),
      gbk('A2,"欧阳\n小明",某某单位\n'),
      Buffer.from('A3,王五,电子厂\n'),
    ]);
    const file = await read(bytes, limits);
    expect(file.encoding).toBe('utf-8');
    expect(file.rows.map(summary)).toEqual([
      [2, '张三', null],
      [3, '欧阳\n小明', 'row.encoding'],
      [4, '王五', null],
    ]);
  },
);

test('bytes of no encoding cost their row alone, cells and row numbers stay', async () => {
  const bytes = Buffer.concat([
    gbk(`${HEADER}\nA1,张三,厂\nA2,李`),
    Buffer.from([0xff, 0x2c]),
    gbk('厂\nA3,"王\n五",厂\n'),
  ]);
  const file = await read(bytes);
  expect(file.rows.map(summary)).toEqual([
    [2, '张三', null],
    [3, '李\uFFFD', 'row.encoding'],
    [4, '王\n五', null],
  ]);
  expect(file.rows[1]?.cells).toHaveLength(3);
});

test.each(['李\uFFFD四', '李\0四'])('a name with a lost character (%j) is not taken for a name', async (name) => {
  const file = await read(Buffer.from(`${HEADER}\nA1,${name},厂\nA2,王五,厂\n`));
  expect(file.rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
    [2, 'row.encoding'],
    [3, undefined],
  ]);
});

test('text after a closing quotation mark is a problem of the row; a quotation mark inside a bare cell is text', async () => {
  const file = await read(Buffer.from(`${HEADER}\nA1,"张三"丰,厂\nA2,张"三",厂\n`));
  expect(file.rows.map(summary)).toEqual([
    [2, '张三丰', 'row.quote'],
    [3, '张"三"', null],
  ]);
});

test('a cell of more than 32 KiB is a problem of its row', async () => {
  const file = await read(Buffer.from(`${HEADER}\nA1,${'长'.repeat(10_923)},厂\nA2,${'长'.repeat(10_922)},厂\n`));
  expect(file.rows.map(({ problem }) => problem)).toEqual([{ code: 'row.cell-too-long', column: 1 }, null]);
});

test('the end mark of old DOS programs is no record', async () => {
  expect((await read(gbk(`${HEADER}\r\nA1,张三,厂\r\n\u001a`))).rows).toHaveLength(1);
});

const wide = Array.from({ length: 257 }, (_, column) => `c${column}`).join(',');
const whole = gbk(`${HEADER}\nA1,张三,厂\nA2,李四,电子厂`);
test.each<[string, Uint8Array, string]>([
  ['nothing', Buffer.alloc(0), 'file.empty'],
  ['a BOM only', Buffer.from('\uFEFF'), 'file.empty'],
  ['blank lines only', Buffer.from('\n \r\n'), 'file.empty'],
  ['UTF-16', Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), 'file.encoding'],
  ['UTF-16 without BOM', Buffer.from('a,b\n1,2\n', 'utf16le'), 'file.encoding'],
  ['bytes of no encoding', Buffer.from([0xff, 0xfd, 0xff, 0x0a, 0xff, 0xff]), 'file.encoding'],
  [
    'a header of UTF-8 over rows of GB18030',
    Buffer.concat([Buffer.from(`${HEADER}\n`), gbk('A1,张三,厂\nA2,李四,厂\nA3,王五,厂\n')]),
    'file.encoding',
  ],
  ['a cut inside a quoted cell', Buffer.from(`${HEADER}\nA1,"张三,厂\nA2,李四,厂\n`), 'file.truncated'],
  ['a cut inside a character', whole.subarray(0, -1), 'file.truncated'],
  ['a cut inside a row', gbk(`${HEADER}\nA1,张三,厂\nA2,李`), 'file.truncated'],
  ['a complete last row without line feed', whole, 'read'],
  ['257 columns', Buffer.from(`${wide}\n`), 'file.header'],
  ['a workbook', Buffer.from('504b0304140000000800', 'hex'), 'file.unsupported'],
  ['a zip under a password', Buffer.from('504b0304140001000800', 'hex'), 'file.encrypted'],
  [
    'a workbook under a password',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
    'file.encrypted',
  ],
  ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file.unsupported'],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'file.unsupported'],
  ['a web page', Buffer.from('<html><table>'), 'file.unsupported'],
])('%s → %s', async (_name, bytes, code) => {
  expect(await refusal(bytes)).toBe(code);
});

test('says where and how a file was cut off', async () => {
  await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({ detail: { row: 3, reason: 'inside-character' } });
  await expect(read(gbk(`${HEADER}\n\nA1,张三`))).rejects.toMatchObject({ detail: { row: 3, reason: 'inside-row' } });
  await expect(read(gbk(`${HEADER}\n\nA1,"张三\n`))).rejects.toMatchObject({
    detail: { row: 3, reason: 'open-quote' },
  });
});

test('limits of bytes, rows and of an open quotation mark hold while reading', async () => {
  const rows = Buffer.from(`${HEADER}\n${'A1,a,b\n'.repeat(20)}`);
  expect(await refusal(rows, { ...TINY_BLOCKS, fileBytesMax: 100 })).toBe('file.too-large');
  expect(await refusal(rows, { ...TINY_BLOCKS, rowsMax: 19 })).toBe('file.too-many-rows');
  expect(await refusal(rows, { ...TINY_BLOCKS, rowsMax: 20 })).toBe('read');
  expect(
    await refusal(Buffer.from(`${HEADER}\nA1,"a,b\n${'A1,a,b\n'.repeat(20)}`), { ...TINY_BLOCKS, recordCharsMax: 64 }),
  ).toBe('file.truncated');
});

test('a record with one damaged line is damaged, wherever blocks end, and the records after it are not', async () => {
  const start = Buffer.concat([Buffer.from(`${HEADER}\nA1,张三,机械厂\n`), gbk('A2,"欧阳\n')]);
  const bytes = Buffer.concat([start, Buffer.from('李四",厂\nA3,王五,厂\nA4,赵六,厂\n')]);
  const numbered = [
    [2, '张三', null],
    [3, '欧阳\n李四', 'row.encoding'],
    [4, '王五', null],
    [5, '赵六', null],
  ];
  for (const limits of [FILE_LIMITS, { ...FILE_LIMITS, sampleBytes: start.byteLength - 1, blockBytes: 1000 }]) {
    expect((await read(bytes, limits)).rows.map(summary)).toEqual(numbered);
  }
});
