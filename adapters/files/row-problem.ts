import type { Encoding } from './encoding.ts';

/** Why a row can't be read although the file can. */
export type RowProblem =
  /** Bytes that are no text in the file's encoding; `other`: the row is whole in that one. */
  | { readonly code: 'row.encoding'; readonly other: Encoding | null }
  /** Something follows a closing quotation mark, so where one cell ends is not certain. */
  | { readonly code: 'row.quote' }
  /** A cell of more than 32 KiB. `column` counts from 0. */
  | { readonly code: 'row.cell-too-long'; readonly column: number }
  /** Workbooks only: the formula of a column of the layout failed, or was saved without its result. `column` counts from 0. */
  | { readonly code: 'row.formula'; readonly column: number }
  /** JSON Lines only: the line is not one JSON object. */
  | { readonly code: 'row.malformed' };

/** A replacement character was once another character, and a NUL is a hole in the file: neither may pass for a part of a name. */
export function holdsLostText(text: string): boolean {
  return text.includes('\uFFFD') || text.includes('\0');
}

export function cellsProblem(cells: readonly string[], cellBytesMax: number): RowProblem | null {
  for (const [column, cell] of cells.entries()) {
    if (Buffer.byteLength(cell) > cellBytesMax) return { code: 'row.cell-too-long', column };
    if (holdsLostText(cell)) return { code: 'row.encoding', other: null };
  }
  return null;
}
