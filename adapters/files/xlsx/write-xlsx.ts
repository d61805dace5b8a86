import { writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx';
import { CellError } from '../cell-error.ts';

/**
 * A workbook of one sheet: header row, then rows, every cell a text cell. Equal bytes for equal input: no clock is asked. Throws
 * CellError, and RangeError where there are more rows than a sheet holds.
 */
export async function encodeXlsx(
  sheet: string,
  header: readonly string[],
  rows: Iterable<readonly string[]>,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeXlsxStream(textRows(header, rows), { name: sheet })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function* textRows(header: readonly string[], rows: Iterable<readonly string[]>): Generator<string[]> {
  yield header.map((cell) => written(cell, cell));
  let count = 1;
  for (const row of rows) {
    count += 1;
    if (count > XLSX_MAX_ROWS_PER_SHEET) throw new RangeError('a sheet holds no more rows');
    yield row.map((cell, at) => written(cell, header[at] ?? ''));
  }
}

/** What spreadsheets take. */
const CELL_CHARS_MAX = 32_767;
/** What XML can't hold at all; tabs and line feeds it can. */
// oxlint-disable-next-line no-control-regex
const NO_XML = /[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
/** Text that looks like the escape of a character (`_x000D_`): its `_` is escaped, or it would be read as that character. */
const LOOKS_ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/g;

function written(cell: string, column: string): string {
  if (cell.length > CELL_CHARS_MAX) throw new CellError('too-long', column);
  if (NO_XML.test(cell) || !cell.isWellFormed()) throw new CellError('character', column);
  return cell.includes('_x') ? cell.replaceAll(LOOKS_ESCAPED, '_x005F_') : cell;
}
