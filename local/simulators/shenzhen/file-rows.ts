import { readXlsx } from 'hucre/xlsx';
import { parseCsv } from '../guangzhou/csv.ts';
import type { FieldList, Importer } from './field-lists.ts';

export type Row = Readonly<Record<string, string>>;
export type Unreadable = {
  readonly code: 'file.encoding' | 'file.form' | 'file.header' | 'row.columns' | 'row.malformed' | 'row.field-missing';
  readonly row: number | null;
};

/** The rows of a delivered file, as this importer reads its own form; or the first thing that is wrong with it. */
export async function readRows(
  { form }: Importer,
  fields: FieldList,
  bytes: Uint8Array,
): Promise<readonly Row[] | Unreadable> {
  const rows = form === 'jsonl' ? readObjects(bytes) : await readTable(form, fields, bytes);
  if ('code' in rows) return rows;
  const incomplete = rows.findIndex(
    (row) => fields.needed.some((field) => (row[field] ?? '') === '') || Number.isNaN(timeOf(row[fields.updatedAt])),
  );
  return incomplete < 0 ? rows : { code: 'row.field-missing', row: incomplete + (form === 'jsonl' ? 1 : 2) };
}

/** ms; a time without an offset is UTC+8. */
export function timeOf(text = ''): number {
  return Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text);
}

async function readTable(
  form: 'csv' | 'xlsx',
  fields: FieldList,
  bytes: Uint8Array,
): Promise<readonly Row[] | Unreadable> {
  const cells = form === 'csv' ? csvCells(bytes) : await sheetCells(bytes);
  if ('code' in cells) return cells;
  const [header = [], ...lines] = cells;
  if (fields.needed.some((field) => !header.includes(field))) return { code: 'file.header', row: 1 };
  const cut = lines.findIndex((line) => line.length !== header.length);
  if (cut >= 0) return { code: 'row.columns', row: cut + 2 };
  return lines.map((line) => Object.fromEntries(header.map((column, at) => [column, line[at] ?? ''])));
}

function csvCells(bytes: Uint8Array): readonly (readonly string[])[] | Unreadable {
  // The plan's importer is a program of the office's: without the mark it takes the file for GBK.
  if (bytes[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return { code: 'file.encoding', row: null };
  const text = utf8(bytes.subarray(3));
  if (text === undefined) return { code: 'file.encoding', row: null };
  const parsed = parseCsv(text);
  return parsed.ok ? parsed.rows : { code: 'row.malformed', row: parsed.row };
}

async function sheetCells(bytes: Uint8Array): Promise<readonly (readonly string[])[] | Unreadable> {
  try {
    const { sheets } = await readXlsx(bytes);
    const rows: readonly (readonly unknown[])[] = sheets[0]?.rows ?? [];
    const width = rows[0]?.length ?? 0;
    // A sheet keeps no empty cells at the end of a row.
    return rows.map((row) => Array.from({ length: Math.max(width, row.length) }, (_, at) => cellText(row[at])));
  } catch {
    return { code: 'file.form', row: null };
  }
}

function cellText(cell: unknown): string {
  return typeof cell === 'string' ? cell : cell === null || cell === undefined ? '' : JSON.stringify(cell);
}

function readObjects(bytes: Uint8Array): readonly Row[] | Unreadable {
  const text = utf8(bytes);
  if (text === undefined) return { code: 'file.encoding', row: null };
  const rows: Row[] = [];
  for (const [at, line] of text.replace(/\n$/, '').split('\n').entries()) {
    const members = parsedObject(line);
    if (members === undefined) return { code: 'row.malformed', row: at + 1 };
    rows.push(Object.fromEntries(members.map(([member, value]) => [member, cellText(value)])));
  }
  return rows;
}

function parsedObject(line: string): readonly (readonly [string, unknown])[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
