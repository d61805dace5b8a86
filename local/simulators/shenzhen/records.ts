import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Lists of the platform, by the name they have in its API. */
export const LISTS = { trainees: 'enrolmentId', certificates: 'trainingCertNo' } as const;
export type List = keyof typeof LISTS;

/** `/api/trainees` → trainees. */
export function listOf(path: string): List | undefined {
  return (Object.keys(LISTS) as readonly List[]).find((list) => path === `/api/${list}`);
}

export type PlatformRecord = Readonly<Record<string, unknown>>;

/** What the platform keeps of its trainees and their certificates. */
export interface PlatformRecords {
  /** Adds records, or replaces those of the same number. */
  put(list: List, records: readonly PlatformRecord[]): void;
  count(list: List, sinceMs: number): number;
  /** In the order of their numbers. */
  page(list: List, sinceMs: number, offset: number, size: number): readonly PlatformRecord[];
  /** Moves whenever anything is put. */
  version(): number;
  close(): void;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS records (
  list TEXT NOT NULL, number TEXT NOT NULL, modified_ms INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (list, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS version (moves INTEGER NOT NULL) STRICT;
`;

export function openRecords(dataDir: string): PlatformRecords {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'platform.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(TABLES);
  db.exec('INSERT INTO version (moves) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM version)');
  const insert = db.prepare('INSERT OR REPLACE INTO records (list, number, modified_ms, body) VALUES (?, ?, ?, ?)');
  return {
    put: (list, records) => {
      db.exec('BEGIN IMMEDIATE');
      for (const record of records)
        insert.run(
          list,
          String(record[LISTS[list]]),
          Date.parse(String(record['modifiedAt'])) || 0,
          JSON.stringify(record),
        );
      db.exec('UPDATE version SET moves = moves + 1; COMMIT');
    },
    count: (list, sinceMs) =>
      Number(
        db.prepare('SELECT count(*) AS records FROM records WHERE list = ? AND modified_ms >= ?').get(list, sinceMs)?.[
          'records'
        ],
      ),
    page: (list, sinceMs, offset, size) =>
      db
        .prepare('SELECT body FROM records WHERE list = ? AND modified_ms >= ? ORDER BY number LIMIT ? OFFSET ?')
        .all(list, sinceMs, size, offset)
        .map((row) => JSON.parse(String(row['body'])) as PlatformRecord),
    version: () => Number(db.prepare('SELECT moves FROM version').get()?.['moves']),
    close: () => db.close(),
  };
}
