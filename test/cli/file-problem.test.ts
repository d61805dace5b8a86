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
  [
    'file.unsupported',
    { found: 'xlsx', reason: 'doctype' },
    '不支持的文件格式：工作簿里有文档类型声明（DOCTYPE）或实体',
    'the format is not supported: the workbook holds a document type or an entity',
  ],
  [
    'file.unsupported',
    { found: 'csv' },
    '不支持的文件格式：这是 CSV 文本',
    'the format is not supported: this is CSV text',
  ],
  [
    'file.zip-bomb',
    { reason: 'ratio', ratioMax: 100 },
    '压缩比异常：有部件展开后超过 100 倍',
    'the compressed file expands beyond reason: a part expands more than a hundredfold',
  ],
  [
    'file.truncated',
    { reason: 'no-directory' },
    '文件不完整：压缩包没有结尾',
    'the file was cut off: the archive has no end',
  ],
  [
    'file.header',
    { sheets: '一区、二区' },
    '表头缺少必需的列或列重复：几个工作表都像：一区、二区',
    'the header lacks a required column or repeats one: several sheets look right: 一区、二区',
  ],
  [
    'file.header',
    { row: 1, reason: 'no-summary' },
    '表头缺少必需的列或列重复：第 1 行不是汇总行',
    'the header lacks a required column or repeats one: row 1 is no summary line',
  ],
  [
    'file.empty',
    { sheet: '报名' },
    '文件是空的：工作表「报名」没有内容',
    'the file is empty: the sheet "报名" holds nothing',
  ],
  ['file.empty', {}, '文件是空的', 'the file is empty'],
])('%s %j is told in both languages', (code, detail, zh, en) => {
  expect(fileProblemText(new FileError(code, detail)).text).toEqual({ zh, en });
});
