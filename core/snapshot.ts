/** What a snapshot holds of one record: a tab-separated line, sorted by record key. No personal data, but sealed all the same. */
export interface SnapshotLine {
  readonly recordKey: string;
  /** Order of the newest row. */
  readonly order: string;
  /** 分 of the newest row. */
  readonly fen: string;
  readonly mappingVersion: number;
  /** Where the newest row lies; `''` where it has no place of its own yet. */
  readonly pointer: string;
  /** Content hashes of the rows that stand: one, or one per attempt of a payment. */
  readonly contentHashes: readonly string[];
}

export function formatSnapshotLine(line: SnapshotLine): string {
  return [line.recordKey, line.order, line.fen, line.mappingVersion, line.pointer, line.contentHashes.join(',')].join(
    '\t',
  );
}

export function parseSnapshotLine(text: string): SnapshotLine {
  const [recordKey = '', order = '', fen = '0', version = '0', pointer = '', hashes = ''] = text.split('\t');
  return { recordKey, order, fen, mappingVersion: Number(version), pointer, contentHashes: hashes.split(',') };
}

/** A row of a new batch, as far as the comparison goes. */
export interface SnapshotRow {
  readonly recordKey: string;
  readonly order: string;
  readonly fen: string;
  readonly contentHash: string;
}

export interface Compared<Row> {
  /** In the order of their making. */
  readonly changed: readonly Row[];
  readonly unchanged: readonly Row[];
  /** Older than what the snapshot holds, and other: kept in the file, not applied. */
  readonly stale: readonly Row[];
}

/**
 * Compares the rows of one record that stand in a new batch with the snapshot's line for it.
 *
 * @param isAskedAgain whether a row that says what it said before goes on all the same when its 更新时间 is later
 */
export function compareWithSnapshot<Row extends SnapshotRow>(
  rows: readonly Row[],
  before: SnapshotLine | undefined,
  isAskedAgain: (row: Row) => boolean = () => false,
): Compared<Row> {
  if (before === undefined) return { changed: rows, unchanged: [], stale: [] };
  const isKnown = (row: Row): boolean =>
    before.contentHashes.includes(row.contentHash) &&
    !(updatedAtOf(row.order) > updatedAtOf(before.order) && isAskedAgain(row));
  const unchanged = rows.filter(isKnown);
  const others = rows.filter((row) => !isKnown(row));
  return {
    unchanged,
    changed: others.filter((row) => row.order >= before.order),
    stale: others.filter((row) => row.order < before.order),
  };
}

/** An order without its sequence, which is another every night. */
function updatedAtOf(order: string): string {
  return order.split('#', 1)[0] ?? '';
}
