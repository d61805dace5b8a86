import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { COLUMNS, type Side } from './payments.ts';

/** Memory DuckDB is given; what goes beyond it, it keeps on disk. */
const MEMORY = '1GB';

/** Keys that differ between two tables of one layout: a full outer join on the key, then a comparison of these columns. */
export async function joinTables(
  folder: string,
  tableOf: (side: Side) => string,
  columns: readonly string[],
): Promise<number> {
  const differs = columns.map((column) => `c.${column} IS DISTINCT FROM p.${column}`).join(' OR ');
  const rows = await answer(
    folder,
    `SELECT coalesce(c.key, p.key) AS key FROM ${tableOf('city')} c FULL OUTER JOIN ${tableOf('province')} p ON c.key = p.key
     WHERE c.key IS NULL OR p.key IS NULL OR ${differs}`,
  );
  return rows;
}

export function parquetTable(folder: string, layout: 'hashes' | 'fields'): (side: Side) => string {
  return (side) => `read_parquet('${join(folder, `${side}-${layout}.parquet`)}')`;
}

/** Told all it would otherwise have to find out. */
export function csvTable(folder: string): (side: Side) => string {
  const columns = ['key', ...COLUMNS].map((column) => `'${column}': 'VARCHAR'`).join(', ');
  return (side) =>
    `read_csv('${join(folder, `${side}.csv`)}', header = true, auto_detect = false, delim = ',', quote = '', escape = '', new_line = '\\n', columns = {${columns}})`;
}

/** Parquet files of a sorted CSV file of key, hash and fields, in its order. */
export async function writeParquet(folder: string, side: Side, csv: string): Promise<void> {
  const source = `read_csv('${csv}', header = true, all_varchar = true)`;
  const target = (layout: string): string => `'${join(folder, `${side}-${layout}.parquet`)}' (FORMAT parquet)`;
  await answer(folder, `COPY (SELECT key, hash FROM ${source}) TO ${target('hashes')}`);
  await answer(folder, `COPY (SELECT * EXCLUDE (hash) FROM ${source}) TO ${target('fields')}`);
}

/** Runs one statement to its end; its number of rows. */
export async function answer(folder: string, sql: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    temp_directory: join(folder, 'duckdb'),
  });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.currentRowCount;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
