/** Rows of one page. */
export const PAGE_ROWS = 65_536;
/** Beyond this row no proof is kept: a file of ten million rows has more than fifty million empty lines by then. */
export const ROW_MAX = 67_108_864;
const MARK_MAX = 255;

/** A small number per row of a file, in any order, a byte each: what became of it. Rows without one have 0. */
export interface RowMarks {
  readonly set: (row: number, mark: number) => void;
  readonly get: (row: number) => number;
  /** Pages that hold a mark, in order. */
  readonly pages: () => readonly { readonly page: number; readonly marks: Uint8Array }[];
}

export function createRowMarks(pages: Map<number, Uint8Array> = new Map()): RowMarks {
  return {
    set: (row, mark) => {
      if (mark > MARK_MAX) throw new RangeError('too many different marks');
      if (row > ROW_MAX) return;
      const page = Math.floor(row / PAGE_ROWS);
      const known = pages.get(page) ?? new Uint8Array(PAGE_ROWS);
      known[row % PAGE_ROWS] = mark;
      pages.set(page, known);
    },
    get: (row) => pages.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS] ?? 0,
    pages: () => [...pages].toSorted(([a], [b]) => a - b).map(([page, marks]) => ({ page, marks })),
  };
}
