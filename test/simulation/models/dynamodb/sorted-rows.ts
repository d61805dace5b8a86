import { type Attributes, compareText } from './values.ts';

/** One row of a table or of an index: under a partition, in the order of its range, then of its tie. */
export interface Row {
  readonly hash: string;
  readonly range: string;
  /** What tells rows of the same range apart; '' in a table. */
  readonly tie: string;
  readonly item: Attributes;
  readonly bytes: number;
}

export type Place = Pick<Row, 'hash' | 'range' | 'tie'>;

/** Rows by partition, sorted within each. */
export interface SortedRows {
  readonly get: (place: Place) => Row | undefined;
  readonly put: (row: Row) => void;
  readonly remove: (place: Place) => void;
  /** Rows of one partition, in order; only good until the next write. */
  readonly under: (hash: string) => readonly Row[];
  /** All rows, by partition, then in order. */
  readonly all: () => readonly Row[];
  readonly clear: () => void;
}

export function createSortedRows(): SortedRows {
  const partitions = new Map<string, Row[]>();
  return {
    get: (place) => {
      const rows = partitions.get(place.hash);
      if (rows === undefined) return undefined;
      const row = rows[positionOf(rows, place)];
      return row !== undefined && orderOf(row, place) === 0 ? row : undefined;
    },
    put: (row) => {
      const rows = partitions.get(row.hash);
      if (rows === undefined) {
        partitions.set(row.hash, [row]);
        return;
      }
      const at = positionOf(rows, row);
      const there = rows[at];
      rows.splice(at, there !== undefined && orderOf(there, row) === 0 ? 1 : 0, row);
    },
    remove: (place) => {
      const rows = partitions.get(place.hash) ?? [];
      const at = positionOf(rows, place);
      const there = rows[at];
      if (there === undefined || orderOf(there, place) !== 0) return;
      rows.splice(at, 1);
      if (rows.length === 0) partitions.delete(place.hash);
    },
    under: (hash) => partitions.get(hash) ?? [],
    all: () => [...partitions.keys()].toSorted(compareText).flatMap((hash) => partitions.get(hash) ?? []),
    clear: () => {
      partitions.clear();
    },
  };
}

export function orderOf(a: Omit<Place, 'hash'>, b: Omit<Place, 'hash'>): number {
  return compareText(a.range, b.range) || compareText(a.tie, b.tie);
}

/** Where the place is, or would be. */
function positionOf(rows: readonly Row[], place: Place): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && orderOf(row, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
