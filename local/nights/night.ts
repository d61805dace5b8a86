import { createHash } from 'node:crypto';
import type { Canary } from './canaries.ts';
import { encodeHeader, encodeRow, type Layout, type SampleKind, type WireRow } from './wire.ts';

export const SAMPLE_SYSTEM = 'guangzhou/degree-subsidy';

/**
 * Something wrong that was put into a file on purpose.
 * `row` is the row a spreadsheet shows (header = 1), null for the whole file; `field` the column as written in the file.
 * `stage`: `row` faults are found by reading the file alone, `ledger` faults only against what came before, `file` faults against the manifest or header.
 */
export interface Planted {
  readonly row: number | null;
  readonly field: string | null;
  readonly code: string;
  readonly stage: 'row' | 'ledger' | 'file';
  readonly outcome: 'rejected' | 'warned' | 'held';
}

/** What a file's manifest says, without the file. */
export interface NightManifest {
  readonly fileName: string;
  readonly kind: SampleKind;
  readonly system: string;
  readonly year: number;
  /** YYYY-MM-DD */
  readonly businessDate: string;
  /** Rises over all files of a city, so that no two files share one. */
  readonly sequence: number;
  /** Data rows as the city counts them: every row below the header, readable or not. */
  readonly rows: number;
  /**
   * 分, of payments only: the sum over all *readable* rows, that is rows with the right number of cells, decodable text and
   * an amount that can be read as 0 or more 分 (so a malformed, negative or too precise amount counts nothing). Rows that
   * fail for any other reason count: the city meant to pay them.
   */
  readonly totalFen: bigint | null;
}

export interface NightFile extends NightManifest {
  readonly bytes: Buffer;
  readonly planted: readonly Planted[];
}

export interface Night {
  readonly files: readonly NightFile[];
  /** Personal values that must never appear in a queue, a log or an error. */
  readonly canaries: readonly Canary[];
}

/** A row with the fault planted in it, if any; the row number follows from its place in the file. */
export interface PlantedRow extends WireRow {
  readonly planted?: Omit<Planted, 'row'>;
}

export interface FileDraft {
  readonly kind: SampleKind;
  readonly fileName: string;
  readonly year: number;
  readonly businessDate: string;
  readonly sequence: number;
  readonly layout: Layout;
  readonly rows: readonly PlantedRow[];
  /** Faults of the file as a whole. */
  readonly planted: readonly Planted[];
  readonly totalFen: bigint | null;
}

export function writeNightFile(draft: FileDraft): NightFile {
  const { layout, rows, ...manifest } = draft;
  const planted = rows.flatMap((row, index) => (row.planted === undefined ? [] : [{ ...row.planted, row: index + 2 }]));
  return {
    ...manifest,
    system: SAMPLE_SYSTEM,
    rows: rows.length,
    bytes: Buffer.concat([encodeHeader(layout), ...rows.map((row) => encodeRow(row, layout))]),
    planted: [...draft.planted, ...planted],
  };
}

/** Lower-case hex SHA-256, as manifests carry it. */
export function fileSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
