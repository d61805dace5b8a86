import type { FileError } from '../adapters/files/file-error.ts';
import { PROBLEMS } from '../schemas/problem.ts';
import type { Bilingual } from './terminal.ts';

/** What is wrong with the file and what to do, with the place and the cause where they are known. */
export function fileProblemText(error: FileError): { readonly text: Bilingual; readonly hint: Bilingual } {
  const { zh, en, todoZh, todoEn } = PROBLEMS[error.code];
  const cause = causeOf(error);
  return {
    text: cause === null ? { zh, en } : { zh: `${zh}：${cause.zh}`, en: `${en}: ${cause.en}` },
    hint: { zh: `${todoZh}。`, en: `${todoEn.charAt(0).toUpperCase()}${todoEn.slice(1)}.` },
  };
}

const CUTS: Readonly<Record<string, (row: number) => Bilingual>> = {
  'open-quote': (row) => ({
    zh: `第 ${row} 行的引号没有成对`,
    en: `a quotation mark opened in row ${row} is never closed`,
  }),
  'inside-character': (row) => ({ zh: `第 ${row} 行断在一个字的中间`, en: `row ${row} ends inside a character` }),
  'inside-row': (row) => ({ zh: `第 ${row} 行没有写完`, en: `row ${row} is not complete` }),
};

const FORMS: Readonly<Record<string, Bilingual>> = {
  xlsx: { zh: '这是 XLSX 工作簿', en: 'this is an XLSX workbook' },
  zip: { zh: '这是压缩文件', en: 'this is a ZIP archive' },
  ole: { zh: '这是旧版 Office 文件', en: 'this is an old Office file' },
  pdf: { zh: '这是 PDF', en: 'this is a PDF' },
  html: { zh: '这是网页', en: 'this is a web page' },
  xml: { zh: '这是 XML', en: 'this is XML' },
  'utf-16': { zh: '这是 UTF-16（“Unicode 文本”）', en: 'this is UTF-16 ("Unicode text")' },
  directory: { zh: '这是文件夹', en: 'this is a directory' },
  'not-a-file': { zh: '这不是普通文件', en: 'this is not a regular file' },
  'no-line-ends': { zh: '文件没有换行', en: 'it has no line ends' },
};

function causeOf({ detail }: FileError): Bilingual | null {
  const { path, reason, row, found, missing, repeated, columns, columnsMax, bytesMax, rowsMax } = detail;
  if (typeof row === 'number' && typeof reason === 'string') return CUTS[reason]?.(row) ?? null;
  if (typeof found === 'string') return FORMS[found] ?? null;
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
