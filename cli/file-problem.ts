import type { FileError } from '../adapters/files/file-error.ts';
import { isProblemCode, PROBLEMS } from '../schemas/problem.ts';
import { KINDS } from '../schemas/kind.ts';
import { systemById } from '../schemas/systems/registry.ts';
import type { FileForm } from '../schemas/systems/system.ts';
import { kindNames } from './kind-name.ts';
import type { Bilingual } from './terminal.ts';

/** What is wrong with the file and what to do, with the place and the cause where they are known. */
export function fileProblemText(error: FileError): { readonly text: Bilingual; readonly hint: Bilingual } {
  const { zh, en, todoZh, todoEn } = PROBLEMS[error.code];
  const known = likenessOf(error) ?? markProblem(error) ?? placeProblem(error);
  if (known !== null) return known;
  const cause = causeOf(error);
  return {
    text: cause === null ? { zh, en } : { zh: `${zh}：${cause.zh}`, en: `${en}: ${cause.en}` },
    hint: hintOf(error) ?? { zh: `${todoZh}。`, en: `${todoEn.charAt(0).toUpperCase()}${todoEn.slice(1)}.` },
  };
}

/** What the system's files are, where the file is none. */
function hintOf({ code, expected }: FileError): Bilingual | null {
  if (code !== 'file.unsupported' || expected === null) return null;
  const form = EXPECTED[expected];
  return {
    zh: `本系统的文件是${form.zh}，请按此重新导出。`,
    en: `This system's files are ${form.en}: export it anew as that.`,
  };
}

const EXPECTED: Readonly<Record<FileForm['form'], Bilingual>> = {
  csv: { zh: ' CSV（逗号分隔）', en: 'CSV' },
  xlsx: { zh: ' XLSX 工作簿', en: 'XLSX workbooks' },
  text: { zh: '以竖线 | 分隔的文本', en: 'text with | between the cells' },
  jsonl: { zh: ' JSON Lines（每行一个 JSON 对象）', en: 'JSON Lines, one object a line' },
};

/** Another system's file, or another kind: which one it seems to be, and how to ask for that. */
function likenessOf({ detail }: FileError): ReturnType<typeof fileProblemText> | null {
  const [id = '', kind = ''] = String(detail['looksLike'] ?? '').split(' ');
  const system = systemById(id);
  const name = KINDS.find((one) => one === kind);
  if (system === undefined || name === undefined) return null;
  return {
    text: {
      zh: `表头对不上：这像是${system.name.zh}的${kindNames[name].zh}文件（${id} ${kind}）`,
      en: `the header is another's: this looks like a file of ${system.name.en}, kind ${kind} (${id})`,
    },
    hint: {
      zh: `换成对的文件；或者就是要这份，则用 --system ${id} --kind ${kind}。`,
      en: `Take the right file; or, if this is the one, use --system ${id} --kind ${kind}.`,
    },
  };
}

/** A header of ours whose cells are parted by something else. */
function markProblem({ detail: { mark } }: FileError): ReturnType<typeof fileProblemText> | null {
  const name = MARKS[String(mark)];
  return name === undefined
    ? null
    : {
        text: {
          zh: `各列之间用的是${name.zh}，不是约定的分隔符`,
          en: `the cells are parted by ${name.en}, which this form does not use`,
        },
        hint: {
          zh: '按约定的分隔符重新导出，内容不用改。',
          en: 'Export it anew as this form wants it; the contents may stay.',
        },
      };
}

/** The header or the line that should stand in its place is not found, so there is nothing to complete. */
function placeProblem({ code, detail }: FileError): ReturnType<typeof fileProblemText> | null {
  const { reason, row, rowsTried, sheets, found } = detail;
  if (rowsTried !== undefined)
    return {
      text: { zh: `前 ${rowsTried} 行里找不到表头`, en: `no header is found in the first ${rowsTried} rows` },
      hint: {
        zh: '确认选对了文件；表头放在前面，列名按字段表写。',
        en: 'See that it is the right file; the header stands at the top, its columns named as the table of columns says.',
      },
    };
  if (sheets !== undefined)
    return {
      text: { zh: `不知道该读哪个工作表：${sheets} 都像`, en: `several sheets look right: ${sheets}` },
      hint: {
        zh: '只留一个工作表，或把要读的按约定命名。',
        en: 'Keep one of them, or give the right one the name agreed.',
      },
    };
  if (code === 'file.header' && found === 'jsonl')
    return {
      text: { zh: '这是 JSON，不是表格', en: 'this is JSON, not a table' },
      hint: {
        zh: '确认选对了文件，或用 --system 指明它来自的系统。',
        en: 'See that it is the right file, or name its system with --system.',
      },
    };
  return reason === 'no-summary'
    ? {
        text: { zh: `第 ${row} 行不是汇总行`, en: `row ${row} is no summary line` },
        hint: {
          zh: '确认这是代发或回盘文件，且第一行没有被删掉。',
          en: 'See that this is an instruction or return file and that its first line was not taken away.',
        },
      }
    : null;
}

const MARKS: Readonly<Record<string, Bilingual>> = {
  ',': { zh: '逗号', en: 'commas' },
  '|': { zh: '竖线 |', en: '|' },
  '\t': { zh: '制表符', en: 'tabs' },
  ';': { zh: '分号', en: 'semicolons' },
};

const CUTS: Readonly<Record<string, (row: number) => Bilingual>> = {
  'open-quote': (row) => ({
    zh: `第 ${row} 行的引号没有成对`,
    en: `a quotation mark opened in row ${row} is never closed`,
  }),
  'inside-character': (row) => ({ zh: `第 ${row} 行断在一个字的中间`, en: `row ${row} ends inside a character` }),
  'inside-row': (row) => ({ zh: `第 ${row} 行没有写完`, en: `row ${row} is not complete` }),
};

const REASONS: Readonly<Record<string, Bilingual>> = {
  'no-directory': { zh: '压缩包没有结尾', en: 'the archive has no end' },
  damaged: { zh: '压缩包已损坏', en: 'the archive is damaged' },
  doctype: { zh: '工作簿里有文档类型声明（DOCTYPE）或实体', en: 'the workbook holds a document type or an entity' },
  'part-missing': { zh: '工作簿缺少部件', en: 'the workbook lacks a part' },
  xml: { zh: '工作簿里的 XML 读不懂', en: 'the XML of the workbook can not be read' },
  cells: { zh: '工作表的行列编号有误', en: 'the rows or cells of the sheet are numbered wrongly' },
  ratio: { zh: '有部件展开后超过 100 倍', en: 'a part expands more than a hundredfold' },
  parts: { zh: '部件过多', en: 'it has too many parts' },
  bytes: { zh: '展开后过大', en: 'it expands to too many bytes' },
};

const FORMS: Readonly<Record<string, Bilingual>> = {
  xlsx: { zh: '这是 XLSX 工作簿', en: 'this is an XLSX workbook' },
  zip: { zh: '这是压缩文件', en: 'this is a ZIP archive' },
  xlsb: { zh: '这是二进制工作簿（XLSB）', en: 'this is a binary workbook (XLSB)' },
  ods: { zh: '这是 ODS 表格', en: 'this is an ODS spreadsheet' },
  office: { zh: '这是 Office 文档，不是工作簿', en: 'this is an Office document, not a workbook' },
  csv: { zh: '这是 CSV 文本', en: 'this is CSV text' },
  text: { zh: '这是以 | 分隔的文本', en: 'this is text with | between the cells' },
  jsonl: { zh: '这是 JSON', en: 'this is JSON' },
  other: { zh: '这不是工作簿', en: 'this is no workbook' },
  gzip: { zh: '这是 GZIP 压缩文件', en: 'this is a GZIP archive' },
  rar: { zh: '这是 RAR 压缩文件', en: 'this is a RAR archive' },
  '7z': { zh: '这是 7z 压缩文件', en: 'this is a 7z archive' },
  png: { zh: '这是图片', en: 'this is a picture' },
  jpeg: { zh: '这是图片', en: 'this is a picture' },
  ole: { zh: '这是旧版 Office 文件', en: 'this is an old Office file' },
  pdf: { zh: '这是 PDF', en: 'this is a PDF' },
  html: { zh: '这是网页', en: 'this is a web page' },
  xml: { zh: '这是 XML', en: 'this is XML' },
  'utf-16': { zh: '这是 UTF-16（“Unicode 文本”）', en: 'this is UTF-16 ("Unicode text")' },
  directory: { zh: '这是文件夹', en: 'this is a directory' },
  'not-a-file': { zh: '这不是普通文件', en: 'this is not a regular file' },
  'no-line-ends': { zh: '文件没有换行', en: 'it has no line ends' },
};

function causeOf({ code, detail }: FileError): Bilingual | null {
  if (code === 'file.encrypted') return null;
  const { path, reason, row, found, missing, repeated, columns, columnsMax, bytesMax, rowsMax, sheet } = detail;
  if (typeof row === 'number' && typeof reason === 'string') return CUTS[reason]?.(row) ?? null;
  if (typeof reason === 'string' && REASONS[reason] !== undefined) return REASONS[reason];
  if (typeof found === 'string' && FORMS[found] !== undefined) return FORMS[found];
  if (typeof reason === 'string' && isProblemCode(reason)) return PROBLEMS[reason];
  if (sheet !== undefined) return { zh: `工作表「${sheet}」没有内容`, en: `the sheet "${sheet}" holds nothing` };
  if (missing !== undefined || repeated !== undefined)
    return headerCause(String(missing ?? ''), String(repeated ?? ''));
  if (columns !== undefined)
    return { zh: `${columns} 列，最多 ${columnsMax} 列`, en: `${columns} columns, at most ${columnsMax}` };
  if (bytesMax !== undefined) return { zh: `最多 ${bytesMax} 字节`, en: `at most ${bytesMax} bytes` };
  if (rowsMax !== undefined) return { zh: `最多 ${rowsMax} 行`, en: `at most ${rowsMax} rows` };
  if (path === undefined) return null;
  return reason === undefined || reason === 'ENOENT'
    ? { zh: String(path), en: String(path) }
    : { zh: `${path}（${reason}）`, en: `${path} (${reason})` };
}

function headerCause(missing: string, repeated: string): Bilingual {
  const parts = [
    ...(missing === '' ? [] : [{ zh: `缺少 ${missing}`, en: `missing ${missing}` }]),
    ...(repeated === '' ? [] : [{ zh: `重复 ${repeated}`, en: `repeated ${repeated}` }]),
  ];
  return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
}
