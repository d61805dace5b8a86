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
    '不知道该读哪个工作表：一区、二区 都像',
    'several sheets look right: 一区、二区',
  ],
  ['file.header', { row: 1, reason: 'no-summary' }, '第 1 行不是汇总行', 'row 1 is no summary line'],
  [
    'file.header',
    { missing: '姓名、户名', repeated: '', rowsTried: 20 },
    '前 20 行里找不到表头',
    'no header is found in the first 20 rows',
  ],
  [
    'file.header',
    { missing: '姓名', repeated: '', mark: ';' },
    '各列之间用的是分号，不是约定的分隔符',
    'the cells are parted by semicolons, which this form does not use',
  ],
  [
    'file.header',
    { reason: 'row.quote' },
    '表头缺少必需的列或列重复：引号之后还有文字，分不清单元格',
    'the header lacks a required column or repeats one: text follows a closing quotation mark, so the cells are not certain',
  ],
  ['file.header', { reason: 'row.quote', found: 'jsonl' }, '这是 JSON，不是表格', 'this is JSON, not a table'],
  ['file.encrypted', { found: 'ole' }, '文件已加密', 'the file is encrypted'],
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

test('a file of another form is told what the system’s files are', () => {
  const hint = (form: 'csv' | 'xlsx' | null) =>
    fileProblemText(new FileError('file.unsupported', { found: 'pdf' }, form)).hint;
  expect(hint('csv').zh).toBe('本系统的文件是 CSV（逗号分隔），请按此重新导出。');
  expect(hint('xlsx').en).toBe("This system's files are XLSX workbooks: export it anew as that.");
  expect(hint(null).zh).toBe('改用本系统约定的格式。');
});
