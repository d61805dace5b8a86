import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeParquet } from './duckdb.ts';
import { COLUMNS, type SidePayment, SIDES, writeLines, writeSortedLines } from './payments.ts';
import { compareHashOf, writeSide } from './sides.ts';

const cells = ({ recordKey, fields }: SidePayment): string => `${recordKey},${fields.join(',')}`;
const HEADER = ['key', ...COLUMNS].join(',');

/** What the comparisons of sorted sides read: entries, open and sealed, and Parquet files of the same keys and hashes, and of all fields. */
export async function writeSorted(folder: string, rows: number): Promise<void> {
  for (const side of SIDES) {
    writeSide(folder, side, rows);
    const csv = join(folder, `${side}-sorted.csv`);
    const line = (payment: SidePayment): string => `${cells(payment)},${compareHashOf(payment)}`;
    writeSortedLines(csv, side, rows, line, `${HEADER},hash`);
    await writeParquet(folder, side, csv);
    rmSync(csv);
  }
}

/** The same payments as CSV files in no order. */
export function writeUnsorted(folder: string, rows: number): void {
  for (const side of SIDES) {
    writeLines(join(folder, `${side}.csv`), side, rows, cells, HEADER);
  }
}
