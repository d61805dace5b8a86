import type { Payment } from '../schemas/canonical/payment.ts';
import type { Canonical } from '../schemas/systems/system.ts';

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
  /** What both sides' rows are compared by (`comparisonHash`), of the newest row; `''` in a line of before there was one. */
  readonly compareHash: string;
  /** The spreadsheet row of the newest row, in the batch that brought it. */
  readonly row: number;
  readonly batchId: string;
  readonly facts: SnapshotFacts;
}

/** What totals and evidence need of the newest row without opening it. Of a line of before: empty, and year 0. */
export interface SnapshotFacts {
  readonly programme: string;
  readonly year: number;
  /** Of payments. */
  readonly level: Payment['fundingLevel'] | null;
  /** `YYYY-MM-DD` in China: when a payment was made, `null` where nobody says; of other kinds the day of the last change. */
  readonly day: string | null;
  readonly status: string;
  /** Keyed hash of the person. */
  readonly personKey: string;
}

export function formatSnapshotLine(line: SnapshotLine): string {
  const { facts } = line;
  return [
    line.recordKey,
    line.order,
    line.fen,
    line.mappingVersion,
    line.pointer,
    line.contentHashes.join(','),
    line.compareHash,
    line.row,
    line.batchId,
    facts.programme,
    facts.year,
    facts.level ?? '',
    facts.day ?? '',
    facts.status,
    facts.personKey,
  ].join('\t');
}

/** Reads a line, also one of before (decision 0037), which ends after its content hashes. */
export function parseSnapshotLine(text: string): SnapshotLine {
  const [recordKey = '', order = '', fen = '0', version = '0', pointer = '', hashes = '', ...more] = text.split('\t');
  const [compareHash = '', row = '0', batchId = '', programme = '', year = '0', level = '', day = ''] = more;
  const [status = '', personKey = ''] = more.slice(FACTS_AT_END);
  return {
    recordKey,
    order,
    fen,
    mappingVersion: Number(version),
    pointer,
    contentHashes: hashes.split(','),
    compareHash,
    row: Number(row),
    batchId,
    facts: {
      programme,
      year: Number(year),
      level: level === '' ? null : (level as Payment['fundingLevel']),
      day: day === '' ? null : day,
      status,
      personKey,
    },
  };
}

/** The facts of an accepted row. */
export function factsOf(record: Canonical, personKey: string): SnapshotFacts {
  const about = { programme: record.programmeCode, year: record.programmeYear, personKey };
  if ('batchNo' in record)
    return { ...about, level: record.fundingLevel, day: record.paidOn ?? null, status: record.status };
  // The timestamp codec writes +08:00, so its date is China's.
  const day = record.updatedAt.slice(0, DATE_CHARACTERS);
  return { ...about, level: null, day, status: 'certificateNo' in record ? record.verification : record.status };
}

const DATE_CHARACTERS = 10;
/** Where a line's status begins behind its content hashes. */
const FACTS_AT_END = 7;

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
