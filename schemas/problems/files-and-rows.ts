import { file, reject, warning } from './problem-text.ts';

/** What can be wrong with a file, or with a row as a whole. */
export const FILE_AND_ROW_PROBLEMS = {
  'file.not-found': file('找不到文件', 'the file was not found', '检查文件路径', 'check the path'),
  'file.empty': file('文件是空的', 'the file is empty', '重新导出后再发送', 'export it again'),
  'file.encoding': file(
    '文件编码无法识别',
    'the encoding is neither UTF-8 nor GB18030',
    '另存为 UTF-8 或 GB18030',
    'save it as UTF-8 or GB18030',
  ),
  'file.header': file(
    '表头缺少必需的列或列重复',
    'the header lacks a required column or repeats one',
    '按字段表补齐表头',
    'complete the header as the table of columns says',
  ),
  'file.truncated': file('文件不完整', 'the file was cut off', '重新传输整个文件', 'transfer the whole file again'),
  'file.too-large': file('文件过大', 'the file is too large', '拆分成较小的文件', 'split it into smaller files'),
  'file.too-many-rows': file(
    '行数过多',
    'the file has too many rows',
    '拆分成较小的文件',
    'split it into smaller files',
  ),
  'file.zip-bomb': file(
    '压缩比异常',
    'the compressed file expands beyond reason',
    '检查文件来源，重新导出',
    'check where it came from and export it again',
  ),
  'file.encrypted': file('文件已加密', 'the file is encrypted', '去掉密码后再发送', 'remove the password'),
  'file.unsupported': file(
    '不支持的文件格式',
    'the format is not supported',
    '改用本系统约定的格式',
    'use the format agreed for this system',
  ),
  'file.column-unknown': warning(
    '有未约定的列，已忽略',
    'the file has columns nobody agreed on; they are ignored',
    '确认是否需要约定新列',
    'agree on the column or leave it out',
  ),
  'file.title-rows': warning(
    '表头不在第一行，其上的行已跳过',
    'the header is not the first row; the rows above it were skipped',
    '确认跳过的只是标题或说明',
    'make sure that only titles and notes stand there',
  ),
  'file.second-sheet': warning(
    '还有其他工作表有内容，没有读取',
    'other sheets hold something, too; they were not read',
    '确认数据都在同一个工作表里',
    'make sure that all records are in one sheet',
  ),
  'row.columns': reject(
    '单元格数量与表头不符',
    'the number of cells differs from the header',
    '检查该行的分隔符与引号',
    'check the separators and quotes of the row',
  ),
  'row.encoding': reject(
    '该行文字无法解码',
    'the text of the row cannot be decoded',
    '用同一种编码重新导出',
    'export all rows in one encoding',
  ),
  'row.quote': reject(
    '引号之后还有文字，分不清单元格',
    'text follows a closing quotation mark, so the cells are not certain',
    '按 RFC 4180 成对书写引号后重新导出',
    'write quotation marks in pairs as RFC 4180 says and export it again',
  ),
  'row.cell-too-long': reject(
    '单元格超过 32 KiB',
    'a cell holds more than 32 KiB',
    '检查该行的引号，或缩短内容',
    'check the quotation marks of the row or shorten the text',
  ),
  'row.formula': reject(
    '公式出错，或没有保存计算结果',
    'a formula failed, or was saved without its result',
    '把公式改成值后重新导出',
    'replace the formula by its value and export it again',
  ),
  'row.malformed': reject(
    '该行不是一个 JSON 对象',
    'the line is not a JSON object',
    '重新导出该行',
    'export the line again',
  ),
  'row.field-missing': reject('必填项为空', 'a required value is missing', '补填该项', 'fill it in'),
  'row.field-type': reject(
    '值的类型不对',
    'the value has the wrong JSON type',
    '按接口文档改正类型',
    'use the type the layout states',
  ),
  'row.duplicate': reject(
    '同一记录在文件中重复出现',
    'one record stands twice in the file',
    '只保留最新的一行',
    'keep only the newest row',
  ),
  'translate.character': reject(
    '目标文件的编码写不下其中的字',
    "the target file's encoding has no place for one of its characters",
    '与对方约定改用 UTF-8，或约定这个字的写法；不要用问号代替',
    'agree on UTF-8 with the other side, or on another way to write the character; never on a question mark',
  ),
  'translate.cell': reject(
    '目标文件的格式写不下这一格',
    'the target form has no way to write this cell',
    '去掉其中的分隔符或换行，或缩短内容',
    'take the separator or the line break out of it, or shorten it',
  ),
} as const;
