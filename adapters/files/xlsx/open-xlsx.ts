import { FileError } from '../file-error.ts';
import { findHeader } from '../header.ts';
import type { FileLimits } from '../limits.ts';
import { refuseAllButZip } from '../other-forms.ts';
import { cellsProblem, holdsLostText, type RowProblem } from '../row-problem.ts';
import type { ByteSource } from '../source.ts';
import type { TableFile, TableLayout, TableRow } from '../table-file.ts';
import { chooseSheet, openSheets } from './sheets.ts';
import type { SheetRow } from './sheet-rows.ts';
import { openZip } from './zip.ts';

/**
 * Opens a workbook: the named sheet, or the only visible one with a header the layout knows. Cells are text as the spreadsheet shows it;
 * rows are as long as the header. Holds the compressed bytes and the shared strings, never the rows. Throws FileError.
 */
export async function openXlsx(
  source: ByteSource,
  sheetName: string,
  layout: TableLayout,
  limits: FileLimits,
): Promise<TableFile> {
  const bytes = await gather(source, limits);
  refuseAllButZip(bytes);
  const sheets = await openSheets(openZip(bytes, limits), limits);
  const { sheet, others } = await chooseSheet(sheets, sheetName, layout.recognise, limits);
  const headerAt = Math.max(0, findHeader(sheet.head, layout.recognise, limits));
  const found = sheet.head[headerAt];
  if (found === undefined) throw new FileError('file.empty');
  const header = trimmedEnd(found.cells, 0);
  if (header.length > limits.columnsMax)
    throw new FileError('file.header', { columns: header.length, columnsMax: limits.columnsMax });
  const known = header.map((cell) => layout.recognise([cell]) > 0);
  let lastRow = found.row;
  let records = 0;

  function tableRows(rows: readonly SheetRow[]): readonly TableRow[] {
    records += rows.length;
    if (records > limits.rowsMax) throw new FileError('file.too-many-rows', { rowsMax: limits.rowsMax });
    lastRow = rows.at(-1)?.row ?? lastRow;
    return rows.map(({ row, cells, failed }) => {
      const whole = trimmedEnd(cells, header.length);
      const place = failed.find((column) => known[column] === true);
      return { row, cells: whole, problem: problemOf(whole, place, limits) };
    });
  }

  async function* blocks(): AsyncGenerator<readonly TableRow[]> {
    if (sheet.head.length > headerAt + 1) yield tableRows(sheet.head.slice(headerAt + 1));
    for await (const rows of sheet.rest) yield tableRows(rows);
  }

  return {
    encoding: 'utf-8',
    header,
    headerRow: found.row,
    summary: null,
    notes: [
      ...(headerAt === 0 ? [] : [{ code: 'file.title-rows', field: null } as const]),
      ...(others.length === 0 ? [] : [{ code: 'file.second-sheet', field: others.join('、') } as const]),
    ],
    blocks: blocks(),
    blankRows: () => lastRow - found.row - records,
    endsOpen: () => false,
  };
}

async function gather(source: ByteSource, limits: FileLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > limits.workbookBytesMax)
      throw new FileError('file.too-large', { bytes, bytesMax: limits.workbookBytesMax });
    chunks.push(chunk);
  }
  if (bytes === 0) throw new FileError('file.empty');
  return Buffer.concat(chunks);
}

/** As long as `columns`, longer only by cells that hold something: those stand under no column. */
function trimmedEnd(cells: readonly string[], columns: number): readonly string[] {
  let length = cells.length;
  while (length > columns && (cells[length - 1] ?? '').trim() === '') length -= 1;
  if (length === cells.length && length >= columns) return cells;
  return Array.from({ length: Math.max(length, columns) }, (_, at) => cells[at] ?? '');
}

function problemOf(cells: readonly string[], failed: number | undefined, limits: FileLimits): RowProblem | null {
  if (failed !== undefined) return { code: 'row.formula', column: failed };
  const suspect = cells.some((cell) => cell.length * 3 > limits.cellBytesMax || holdsLostText(cell));
  return suspect ? cellsProblem(cells, limits.cellBytesMax) : null;
}
