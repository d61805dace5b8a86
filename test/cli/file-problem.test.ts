import { expect, test } from 'vitest';
import { FileError, type FileProblemCode, type FileProblemDetail } from '../../adapters/files/file-error.ts';
import { fileProblemText } from '../../cli/file-problem.ts';

test.each<[FileProblemCode, FileProblemDetail, string, string]>([
  ['file.not-found', { path: 'a.csv', reason: 'ENOENT' }, '找不到文件：a.csv', 'the file was not found: a.csv'],
  [
    'file.not-found',
    { path: 'a.csv', reason: 'EACCES' },
    '找不到文件：a.csv（EACCES）',
    'the file was not found: a.csv (EACCES)',
  ],
  [
    'file.truncated',
    { row: 9, reason: 'inside-character' },
    '文件不完整：第 9 行断在一个字的中间',
    'the file was cut off: row 9 ends inside a character',
  ],
  [
    'file.header',
    { missing: '姓名、户名', repeated: '' },
    '表头缺少必需的列或列重复：缺少 姓名、户名',
    'the header lacks a required column or repeats one: missing 姓名、户名',
  ],
  [
    'file.unsupported',
    { found: 'xlsx' },
    '不支持的文件格式：这是 XLSX 工作簿',
    'the format is not supported: this is an XLSX workbook',
  ],
  ['file.empty', {}, '文件是空的', 'the file is empty'],
])('%s %j is told in both languages', (code, detail, zh, en) => {
  expect(fileProblemText(new FileError(code, detail)).text).toEqual({ zh, en });
});
