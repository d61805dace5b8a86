import { expect, test } from 'vitest';
import { FileError } from '../../../adapters/files/file-error.ts';
import { openJsonLines } from '../../../adapters/files/jsonl.ts';
import { FILE_LIMITS } from '../../../adapters/files/limits.ts';
import { gathered, inChunks, TINY_BLOCKS } from './chunks.ts';

test.each([TINY_BLOCKS, FILE_LIMITS])('each line is an object or a problem of its own row', async (limits) => {
  const bytes = Buffer.concat([
    Buffer.from('\uFEFF{"姓名":"𬱖"}\r\n\n[1]\nnull\n{"a":1\n'),
    Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
    Buffer.from('{"a":"x\uFFFD"}\n{"a":{"b":[1]}}'),
  ]);
  const file = await openJsonLines(inChunks(bytes, [5]), limits);
  const rows = await gathered(file.blocks);
  expect(rows.map(({ row, value, problem }) => [row, value, problem?.code])).toEqual([
    [1, { 姓名: '𬱖' }, undefined],
    [3, undefined, 'row.malformed'],
    [4, undefined, 'row.malformed'],
    [5, undefined, 'row.malformed'],
    [6, undefined, 'row.encoding'],
    [7, undefined, 'row.encoding'],
    [8, { a: { b: [1] } }, undefined],
  ]);
  expect(file.blankRows()).toBe(1);
});

test('a character of the 2005 edition is the standard’s, written as it is or escaped', async () => {
  const bytes = Buffer.from('{"a":"\uE81E","b":["\\ue78e","\\\\ue78e"]}\n');
  const [row] = await gathered((await openJsonLines(inChunks(bytes))).blocks);
  expect(row?.value).toEqual({ a: '\u9FB4', b: ['\uFE12', '\\ue78e'] });
});

test.each<[string, Uint8Array, string]>([
  ['nothing', Buffer.alloc(0), 'file.empty'],
  ['blank lines', Buffer.from('\n\n'), 'file.empty'],
  ['a last line that was cut off', Buffer.from('{"a":1}\n{"a":'), 'file.truncated'],
  ['a cut inside a character', Buffer.from('{"a":1}\n{"a":"张').subarray(0, -1), 'file.truncated'],
  ['a PDF', Buffer.from('%PDF-1.7'), 'file.unsupported'],
])('%s → %s', async (_name, bytes, code) => {
  const reading = openJsonLines(inChunks(bytes)).then(({ blocks }) => gathered(blocks));
  await expect(reading).rejects.toSatisfy((error) => error instanceof FileError && error.code === code);
});
