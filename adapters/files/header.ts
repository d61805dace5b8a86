import type { TableMapping } from '../../schemas/systems/system.ts';
import type { FileLimits } from './limits.ts';
import type { TableLayout } from './table-file.ts';

/** A row that may be the header. */
export interface HeaderCandidate {
  readonly row: number;
  readonly cells: readonly string[];
}

/** How many of a layout's column names stand in a row of cells. */
export type Recognise = (cells: readonly string[]) => number;

/** What a mapping knows of its files: its columns, and by how many names of its fields a row is its header. */
export function layoutOf({
  header,
  fields,
  ignored,
}: Pick<TableMapping<unknown>, 'header' | 'fields' | 'ignored'>): TableLayout {
  const names = new Set([
    ...fields.flatMap(({ wire, synonyms }) => [wire, ...synonyms]),
    ...ignored.map(({ wire }) => wire),
  ]);
  return {
    columns: header,
    recognise: (cells) => new Set(cells.map((cell) => cell.trim()).filter((cell) => names.has(cell))).size,
  };
}

/**
 * Where the header stands among the first rows: at the first row if any name of the layout stands there; else at the row with the most,
 * two at least and half of its cells, so that no title and no record is taken for one. -1: nowhere.
 */
export function findHeader(rows: readonly HeaderCandidate[], recognise: Recognise, limits: FileLimits): number {
  const [first] = rows;
  if (first === undefined) return -1;
  if (recognise(first.cells) > 0) return 0;
  let best = -1;
  let most = NAMES_MIN - 1;
  for (const [at, { cells }] of rows.slice(0, limits.titleRowsMax).entries()) {
    const names = recognise(cells);
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    if (names <= most || names * 2 < filled) continue;
    best = at;
    most = names;
  }
  return best;
}

const NAMES_MIN = 2;

/** JSON cut into cells, most likely. */
export function beginsJson([first = '']: readonly string[]): boolean {
  return first.trimStart().startsWith('{');
}
