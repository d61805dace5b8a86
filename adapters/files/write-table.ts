import type { FileForm, SummaryLine } from '../../schemas/systems/system.ts';
import { CellError } from './cell-error.ts';
import { encodeCsv, encodeText } from './csv-write.ts';
import type { TableForm } from './table.ts';
import { encodeXlsx } from './xlsx/write-xlsx.ts';

/** What the summary line of a file without a header says. */
export type SummaryOf = Parameters<SummaryLine['write']>[0];

/**
 * A whole table in its system's form, equal bytes for equal input. Cells are written exactly as they are: a cell that begins like a formula
 * stays what it is, for a system must get back what it sent; in a workbook every cell is a text cell, which a spreadsheet never works out,
 * so that a workbook is safe to open as well. For a CSV people open, see `neutralised`.
 * Throws CharacterError, CellError; a form with a summary line must be given what it says.
 */
export async function writeTable(
  file: TableForm,
  header: readonly string[],
  rows: Iterable<readonly string[]>,
  summary?: SummaryOf,
): Promise<Buffer> {
  switch (file.form) {
    case 'csv':
      return encodeCsv(header, rows, file.encoding);
    case 'xlsx':
      return encodeXlsx(file.sheet, header, rows);
    case 'text':
      return encodeText([...textLines(file, header, rows, summary)].join(''), file.encoding);
  }
}

/** A whole JSON Lines file in UTF-8, one object a line. */
export function writeObjects(objects: Iterable<Readonly<Record<string, unknown>>>): Buffer {
  return Buffer.concat(Array.from(objects, (object) => Buffer.from(`${JSON.stringify(object)}\n`, 'utf8')));
}

type TextForm = Extract<FileForm, { readonly form: 'text' }>;

function* textLines(
  { delimiter, summary: line }: TextForm,
  header: readonly string[],
  rows: Iterable<readonly string[]>,
  summary: SummaryOf | undefined,
): Generator<string> {
  if (line === undefined) yield textLine(header, header, delimiter);
  else {
    if (summary === undefined) throw new RangeError('the file begins with a summary line, and there is no summary');
    const cells = line.write(summary);
    yield textLine(cells, cells, delimiter);
  }
  for (const row of rows) yield textLine(row, header, delimiter);
}

/** No cell may hold what ends it: nothing would say so, and what a reader makes of it is another row. */
function textLine(cells: readonly string[], columns: readonly string[], delimiter: string): string {
  for (const [at, cell] of cells.entries()) {
    const column = columns[at] ?? '';
    if (cell.includes(delimiter)) throw new CellError('delimiter', column);
    if (/[\r\n]/.test(cell)) throw new CellError('line-break', column);
  }
  return `${cells.join(delimiter)}\n`;
}
