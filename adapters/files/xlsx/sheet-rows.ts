import { FileError } from '../file-error.ts';
import type { FileLimits } from '../limits.ts';
import { cellText } from './cell-text.ts';
import { type NumberShape, shownNumber } from './number-format.ts';
import { scanPart } from './part.ts';
import type { SharedStrings } from './shared-strings.ts';
import { attribute, type XmlHandlers } from './xml.ts';
import type { Zip } from './zip.ts';

/** A row of a sheet that holds anything. */
export interface SheetRow {
  /** The sheet's own number: rows that hold nothing are counted. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Columns, from 0, whose formula failed or was saved without its result. */
  readonly failed: readonly number[];
}

/** What the cells of a sheet refer to. */
export interface CellContext {
  readonly shared: SharedStrings;
  readonly styles: readonly NumberShape[];
  readonly from1904: boolean;
  readonly limits: FileLimits;
}

/** A sheet's rows in order, in steps of what a chunk of its part holds. Throws FileError. */
export async function* sheetRows(
  zip: Zip,
  part: string,
  context: CellContext,
): AsyncGenerator<readonly SheetRow[], void, undefined> {
  let rows: SheetRow[] = [];
  const handlers = rowHandlers(context, (row) => rows.push(row));
  for await (const _ of scanPart(zip, part, handlers)) {
    if (rows.length === 0) continue;
    const found = rows;
    rows = [];
    yield found;
  }
}

/** As many as a sheet can have, and more is no sheet. */
const SHEET_ROWS_MAX = 1_048_576;

function rowHandlers(context: CellContext, emit: (row: SheetRow) => void): XmlHandlers {
  const { limits } = context;
  let row = 0;
  let column = 0;
  let cells: string[] = [];
  let failed: number[] = [];
  let cell = NO_CELL;
  let text = '';
  let wanted = false;
  let phonetic = false;

  function openRow(tag: string): void {
    const number = Number(attribute(tag, 'r') ?? row + 1);
    if (!(number > row && number <= SHEET_ROWS_MAX)) throw misshapen();
    row = number;
    column = 0;
    cells = [];
    failed = [];
  }

  function closeCell(): void {
    // One column too many is as wrong as a thousand; the row has a problem, and its memory has a bound.
    const place = Math.min(column, limits.columnsMax);
    column += 1;
    const value = valueOf(cell, text, context);
    if (value === null) failed.push(place);
    else if (value === '') return;
    while (cells.length < place) cells.push('');
    cells[place] = value ?? (text === '' ? '#N/A' : text);
  }

  return {
    wantsText: () => wanted,
    text: (piece) => {
      if (text.length <= limits.cellBytesMax) text += piece;
    },
    open: (name, tag) => {
      if (name === 'c') {
        cell = { type: attribute(tag, 't') ?? 'n', tag, formula: false };
        const place = columnOf(attribute(tag, 'r'), column);
        // Two cells in one place: two readers could see two different rows.
        if (place < column) throw misshapen();
        column = place;
        text = '';
      } else if (name === 'v' || (name === 't' && !phonetic)) wanted = true;
      else if (name === 'f') cell = { ...cell, formula: true };
      else if (name === 'rPh') phonetic = true;
      else if (name === 'row') openRow(tag);
    },
    close: (name) => {
      if (name === 'v' || name === 't') wanted = false;
      else if (name === 'c') closeCell();
      else if (name === 'rPh') phonetic = false;
      else if (name === 'row' && cells.some((one) => one !== '' && one.trim() !== '')) emit({ row, cells, failed });
    },
  };
}

interface OpenCell {
  readonly type: string;
  /** For its style, which only a number asks for. */
  readonly tag: string;
  readonly formula: boolean;
}

const NO_CELL: OpenCell = { type: 'n', tag: '', formula: false };

/** A cell's text; '' where it holds nothing, null where its formula failed or was never worked out. */
function valueOf(cell: OpenCell, written: string, { shared, styles, from1904, limits }: CellContext): string | null {
  switch (cell.type) {
    case 's': {
      if (written === '') return '';
      const text = shared(Number(written));
      if (text === undefined) throw new FileError('file.truncated', { reason: 'damaged' });
      return text;
    }
    case 'inlineStr':
    case 'str':
      return cellText(written, limits);
    case 'b':
      return written === '' ? '' : /^(1|true)$/.test(written.trim()) ? 'TRUE' : 'FALSE';
    case 'e':
      return null;
    case 'd':
      return written.replace('T', ' ').replace(/ 00:00:00(\.0+)?Z?$/, '');
    default:
      if (written.trim() === '') return cell.formula ? null : '';
      return shownNumber(written, styles[Number(attribute(cell.tag, 's') ?? 0)] ?? 'number', from1904);
  }
}

const LETTER_A = 0x41;
const LETTER_Z = 0x5a;
/** More letters than a sheet has columns for. */
const LETTERS_MAX = 4;

/** `C7` → 2; without a reference a cell stands after the one before it. */
function columnOf(reference: string | null, next: number): number {
  if (reference === null) return next;
  let column = 0;
  for (let at = 0; at < LETTERS_MAX; at += 1) {
    const letter = reference.charCodeAt(at);
    if (!(letter >= LETTER_A && letter <= LETTER_Z)) break;
    column = column * 26 + letter - LETTER_A + 1;
  }
  if (column === 0) throw misshapen();
  return column - 1;
}

function misshapen(): FileError {
  return new FileError('file.unsupported', { found: 'xlsx', reason: 'cells' });
}
