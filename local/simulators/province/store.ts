import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';

/** The platform's own database: what it holds, what it answered, what it still has to say. */
export interface Store {
  readonly db: DatabaseSync;
  /** A prepared statement, made once per text. */
  readonly sql: (text: string) => StatementSync;
  /** Runs `work` in one transaction. Not nested. */
  readonly transaction: <T>(work: () => T) => T;
  /** A second connection that sees the database as it is now until it is closed, whatever is written meanwhile. */
  readonly reading: () => DatabaseSync;
  readonly close: () => void;
}

export type Row = Record<string, SQLOutputValue>;

const TABLES = `
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL, key TEXT NOT NULL, declaration_no TEXT NOT NULL, programme TEXT NOT NULL, year INTEGER NOT NULL,
  person TEXT NOT NULL, detail TEXT NOT NULL, amount_fen INTEGER NOT NULL, status TEXT NOT NULL,
  received_status TEXT NOT NULL, received_ms INTEGER NOT NULL, received TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_person ON records (person, detail);
CREATE INDEX IF NOT EXISTS by_certificate ON records (detail) WHERE kind = 'certificate';
CREATE TABLE IF NOT EXISTS attempts (
  attempt_id TEXT PRIMARY KEY, outcome TEXT NOT NULL, code TEXT, message TEXT, kind TEXT NOT NULL, key TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS effects (attempt_id TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS effects_of ON effects (attempt_id);
CREATE TABLE IF NOT EXISTS walks (kind TEXT NOT NULL, key TEXT NOT NULL, due_ms INTEGER NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS walks_due ON walks (due_ms);
CREATE TABLE IF NOT EXISTS webhooks (
  id INTEGER PRIMARY KEY, webhook_id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL, due_ms INTEGER NOT NULL, tries INTEGER NOT NULL, last_answer TEXT, UNIQUE (stream, sequence)
) STRICT;
CREATE INDEX IF NOT EXISTS webhooks_due ON webhooks (due_ms) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS books_before (kind TEXT NOT NULL, key TEXT NOT NULL, before TEXT, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'province.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(TABLES);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const made = db.prepare(text);
    statements.set(text, made);
    return made;
  };
  const reading = (): DatabaseSync => {
    const second = new DatabaseSync(file, { readOnly: true });
    // The state is the one of the first read, not of the word.
    second.exec('BEGIN; SELECT 1 FROM records LIMIT 1;');
    return second;
  };
  return { db, sql, transaction: (work) => inTransaction(db, work), reading, close: () => db.close() };
}

export function count(store: Store, name: string, by = 1): void {
  store
    .sql(
      'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
    )
    .run(name, by);
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
