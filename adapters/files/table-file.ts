import type { FieldProblem } from '../../schemas/problem.ts';
import type { SummaryFacts } from '../../schemas/systems/system.ts';
import type { Encoding } from './encoding.ts';
import type { Recognise } from './header.ts';
import type { RowProblem } from './row-problem.ts';

/** A data row. With a problem its cells are a best reading, good for showing to a person and for nothing else. */
export interface TableRow {
  /** As a spreadsheet numbers it: a line break inside a quoted cell starts no new row, an empty line is a row. */
  readonly row: number;
  readonly cells: readonly string[];
  readonly problem: RowProblem | null;
}

/** What a reader must know of a layout to find its way in a file. */
export interface TableLayout {
  /** The header, for a form whose files have none. */
  readonly columns: readonly string[];
  readonly recognise: Recognise;
}

/** What the first line of a file says of the details below it, and the row it stands in. */
export interface Summary extends SummaryFacts {
  readonly row: number;
}

/** A table being read, whatever it is written in. */
export interface TableFile {
  /** A workbook's is that of its parts, UTF-8. */
  readonly encoding: Encoding;
  /** The cells of the header as written; the layout's columns in a file without one. */
  readonly header: readonly string[];
  /** 0 in a file without a header. */
  readonly headerRow: number;
  readonly summary: Summary | null;
  /** Warnings of the file as a whole: `file.title-rows`; `file.second-sheet`, whose field names the sheets. */
  readonly notes: readonly FieldProblem[];
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off, damaged or too long. */
  readonly blocks: AsyncIterable<readonly TableRow[]>;
  /** Rows without a record so far: empty lines, and rows of empty cells as a spreadsheet leaves them at the end. */
  readonly blankRows: () => number;
  /** Whether the row that came last is the file's last and has no line feed: complete, or cut off in its last cell. */
  readonly endsOpen: () => boolean;
}
