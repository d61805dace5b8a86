import { readXlsx } from 'hucre/xlsx';
import { parseCsv } from './csv.ts';

/** Rows of a file in whatever form its name says, or `undefined` where it can't be read: every row as wide as the first. */
export async function countRows(fileName: string, bytes: Uint8Array): Promise<number | undefined> {
  switch (fileName.slice(fileName.lastIndexOf('.') + 1)) {
    case 'csv':
      return rowsOfTable(csvRows(bytes));
    case 'txt':
      return rowsOfTable(
        decoded(bytes)
          ?.split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split('|')),
      );
    case 'xlsx':
      return rowsOfSheet(bytes);
    case 'jsonl':
      return rowsOfObjects(decoded(bytes));
    default:
      return undefined;
  }
}

function csvRows(bytes: Uint8Array): readonly (readonly string[])[] | undefined {
  const text = decoded(bytes);
  const parsed = text === undefined ? undefined : parseCsv(text);
  return parsed?.ok === true ? parsed.rows : undefined;
}

/** Without the header. */
function rowsOfTable(rows: readonly (readonly string[])[] | undefined): number | undefined {
  const width = rows?.[0]?.length;
  return rows === undefined || width === undefined || rows.some((row) => row.length !== width)
    ? undefined
    : rows.length - 1;
}

async function rowsOfSheet(bytes: Uint8Array): Promise<number | undefined> {
  try {
    const { sheets } = await readXlsx(bytes);
    const rows = sheets[0]?.rows.length ?? 0;
    return rows === 0 ? undefined : rows - 1;
  } catch {
    return undefined;
  }
}

function rowsOfObjects(text: string | undefined): number | undefined {
  const lines = text?.split('\n').filter((line) => line !== '');
  return lines !== undefined && lines.every(isObject) ? lines.length : undefined;
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** UTF-8, else GB18030. */
function decoded(bytes: Uint8Array): string | undefined {
  for (const label of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return undefined;
}
