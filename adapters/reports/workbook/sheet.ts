import { type Cell, cellXml, xmlText } from './cells.ts';

export interface Row {
  readonly cells: readonly (Cell | null)[];
  /** Points; absent: the sheet's own. */
  readonly height?: number;
  /** Columns, 0-based, whose cells are one. */
  readonly spans?: readonly (readonly [first: number, last: number])[];
}

export interface Sheet {
  readonly name: string;
  /** Widths in characters of the default font; a Chinese one counts two. */
  readonly widths: readonly number[];
  /** Rows and columns that stay in sight; rows are repeated on every page. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  /** Whether the last frozen row filters what is below it; `totals` are the last rows, which no filter hides. */
  readonly filter: boolean;
  readonly totals?: number;
  readonly tab?: string;
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
}

/** What the workbook has to know of a sheet that was written. */
export interface WrittenSheet {
  readonly name: string;
  readonly frozenRows: number;
  /** `A3:F17`, or null where nothing filters. */
  readonly filter: string | null;
}

/** The XML of a sheet in pieces, row by row; what was written is told by the generator's return value. */
export async function* sheetXml(sheet: Sheet): AsyncGenerator<string, WrittenSheet> {
  const { frozen, name, widths } = sheet;
  const merged: string[] = [];
  let at = 0;
  let piece = head(sheet);
  for await (const row of sheet.rows) {
    at += 1;
    piece += rowXml(row, at);
    for (const [first, last] of row.spans ?? []) merged.push(`${columnName(first)}${at}:${columnName(last)}${at}`);
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  const last = at - (sheet.totals ?? 0);
  const column = columnName(widths.length - 1);
  const filter = sheet.filter && last > frozen.rows ? `A${frozen.rows}:${column}${last}` : null;
  yield piece + foot(filter, merged, `A1:${column}${Math.max(at, 1)}`);
  return { name, frozenRows: frozen.rows, filter };
}

/** `A`, `B` … `Z`, `AA`. */
export function columnName(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : `${columnName(Math.floor(index / 26) - 1)}${letter}`;
}

const PIECE_CHARS = 65_536;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function head({ frozen, tab, widths }: Sheet): string {
  const colour = tab === undefined ? '' : `<tabColor rgb="FF${tab}"/>`;
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  return [
    XML,
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    `<sheetPr>${colour}<pageSetUpPr fitToPage="1"/></sheetPr>`,
    `<sheetViews><sheetView showGridLines="0" workbookViewId="0">${paneXml(frozen)}</sheetView></sheetViews>`,
    '<sheetFormatPr defaultRowHeight="17.25" customHeight="1"/>',
    `<cols>${columns.join('')}</cols>`,
    '<sheetData>',
  ].join('');
}

function paneXml({ rows, columns }: Sheet['frozen']): string {
  if (rows === 0 && columns === 0) return '';
  const pane = columns === 0 ? 'bottomLeft' : rows === 0 ? 'topRight' : 'bottomRight';
  const splits = `${columns === 0 ? '' : ` xSplit="${columns}"`}${rows === 0 ? '' : ` ySplit="${rows}"`}`;
  const corner = `${columnName(columns)}${rows + 1}`;
  return (
    `<pane${splits} topLeftCell="${corner}" activePane="${pane}" state="frozen"/>` +
    `<selection pane="${pane}" activeCell="${corner}" sqref="${corner}"/>`
  );
}

function rowXml({ cells, height }: Row, at: number): string {
  const size = height === undefined ? '' : ` ht="${height}" customHeight="1"`;
  let xml = `<row r="${at}"${size}>`;
  for (const [column, cell] of cells.entries()) {
    if (cell !== null) xml += cellXml(cell, `${columnName(column)}${at}`);
  }
  return `${xml}</row>`;
}

function foot(filter: string | null, merged: readonly string[], used: string): string {
  const merges = merged.map((range) => `<mergeCell ref="${range}"/>`);
  return [
    '</sheetData>',
    filter === null ? '' : `<autoFilter ref="${filter}"/>`,
    merges.length === 0 ? '' : `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>`,
    '<printOptions horizontalCentered="1"/>',
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
    // A4 (9), as wide as the page, as many pages long as it takes.
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
    `<headerFooter><oddFooter>${xmlText('&L&A&R第 &P 页，共 &N 页')}</oddFooter></headerFooter>`,
    // Numbers of persons and accounts are text, and meant to be.
    `<ignoredErrors><ignoredError sqref="${used}" numberStoredAsText="1"/></ignoredErrors>`,
    '</worksheet>',
  ].join('');
}
