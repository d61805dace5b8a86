import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { IMPORTERS, type OutboxKind } from './field-lists.ts';
import { readRows, type Row, timeOf, type Unreadable } from './file-rows.ts';

export type Receipt =
  | { readonly outcome: 'stored' | 'repeated'; readonly rows: number }
  | { readonly outcome: 'other-bytes' | 'not-taken' }
  | ({ readonly outcome: 'unreadable' } & Unreadable);

export interface OutboxFigures {
  readonly files: number;
  /** People's records held, by system and kind, their 分 (payments), by status. */
  readonly records: readonly {
    readonly system: string;
    readonly kind: string;
    readonly rows: number;
    readonly fen: string;
    readonly byStatus: Readonly<Record<string, number>>;
  }[];
  /** How rows came in. */
  readonly arrivals: Readonly<Record<'created' | 'changed' | 'unchanged' | 'stale', number>>;
}

export interface Outbox {
  receive(system: string, kind: OutboxKind, fileName: string, bytes: Uint8Array): Promise<Receipt>;
  figures(): OutboxFigures;
  close(): void;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS files (
  system TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
  PRIMARY KEY (system, kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
  system TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL, status TEXT NOT NULL, amount_fen INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (system, kind, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (outcome TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Keeps what the bridge delivers to each of Shenzhen's systems: files as they came, and their records by number. */
export function openOutbox(dataDir: string): Outbox {
  const db = new DatabaseSync(join(dataDir, 'outbox.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(TABLES);
  return {
    receive: (system, kind, fileName, bytes) => receive(db, dataDir, { system, kind, fileName }, bytes),
    figures: () => figures(db),
    close: () => db.close(),
  };
}

interface Delivered {
  readonly system: string;
  readonly kind: OutboxKind;
  readonly fileName: string;
}

async function receive(db: DatabaseSync, dataDir: string, file: Delivered, bytes: Uint8Array): Promise<Receipt> {
  const { system, kind, fileName } = file;
  const importer = IMPORTERS[system];
  const fields = importer?.kinds[kind];
  if (importer === undefined || fields === undefined) return { outcome: 'not-taken' };
  const read = await readRows(importer, fields, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = db
    .prepare('SELECT sha256, rows FROM files WHERE system = ? AND kind = ? AND name = ?')
    .get(system, kind, fileName);
  if (known !== undefined)
    return known['sha256'] === sha256
      ? { outcome: 'repeated', rows: Number(known['rows']) }
      : { outcome: 'other-bytes' };
  if ('code' in read) return { outcome: 'unreadable', ...read };
  const folder = join(dataDir, 'outbox', system.replace(/^.*\//, ''), kind);
  mkdirSync(folder, { recursive: true });
  // The file first: rows without their file could not be checked against it.
  writeFileSync(join(folder, fileName), bytes);
  db.exec('BEGIN IMMEDIATE');
  for (const row of read) {
    const amountFen = fields.amount === undefined ? 0 : fenOf(row[fields.amount] ?? '');
    arrive(db, file, row, [
      row[fields.number] ?? '',
      row[fields.status] ?? '',
      amountFen,
      timeOf(row[fields.updatedAt]),
    ]);
  }
  db.prepare('INSERT INTO files (system, kind, name, sha256, rows) VALUES (?, ?, ?, ?, ?)').run(
    system,
    kind,
    fileName,
    sha256,
    read.length,
  );
  db.exec('COMMIT');
  return { outcome: 'stored', rows: read.length };
}

function arrive(
  db: DatabaseSync,
  { system, kind }: Delivered,
  row: Row,
  [number, status, amountFen, updatedMs]: readonly [string, string, number, number],
): void {
  const cells = JSON.stringify(row);
  const known = db
    .prepare('SELECT updated_ms, cells FROM records WHERE system = ? AND kind = ? AND number = ?')
    .get(system, kind, number);
  const outcome = outcomeOf(known, cells, updatedMs);
  db.prepare(
    'INSERT INTO arrivals (outcome, rows) VALUES (?, 1) ON CONFLICT (outcome) DO UPDATE SET rows = rows + 1',
  ).run(outcome);
  if (outcome === 'unchanged' || outcome === 'stale') return;
  db.prepare(
    'INSERT OR REPLACE INTO records (system, kind, number, status, amount_fen, updated_ms, cells) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(system, kind, number, status, amountFen, updatedMs, cells);
}

function outcomeOf(
  known: Readonly<Record<string, unknown>> | undefined,
  cells: string,
  updatedMs: number,
): keyof OutboxFigures['arrivals'] {
  if (known === undefined) return 'created';
  if (known['cells'] === cells) return 'unchanged';
  return updatedMs < Number(known['updated_ms']) ? 'stale' : 'changed';
}

function fenOf(yuan: string): number {
  const [whole = '0', part = ''] = yuan.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2));
}

function figures(db: DatabaseSync): OutboxFigures {
  const groups = db
    .prepare(
      'SELECT system, kind, status, count(*) AS rows, sum(amount_fen) AS fen FROM records GROUP BY system, kind, status ORDER BY system, kind, status',
    )
    .all();
  const arrivals = new Map(
    db
      .prepare('SELECT outcome, rows FROM arrivals')
      .all()
      .map((row) => [row['outcome'], Number(row['rows'])]),
  );
  const rowsOf = (outcome: string): number => arrivals.get(outcome) ?? 0;
  return {
    files: Number(db.prepare('SELECT count(*) AS files FROM files').get()?.['files']),
    records: [...Map.groupBy(groups, (row) => `${String(row['system'])} ${String(row['kind'])}`)].map(([name, own]) => {
      const [system = '', kind = ''] = name.split(' ');
      return {
        system,
        kind,
        rows: own.reduce((sum, row) => sum + Number(row['rows']), 0),
        fen: String(own.reduce((sum, row) => sum + BigInt(Number(row['fen'])), 0n)),
        byStatus: Object.fromEntries(own.map((row) => [String(row['status']), Number(row['rows'])])),
      };
    }),
    arrivals: {
      created: rowsOf('created'),
      changed: rowsOf('changed'),
      unchanged: rowsOf('unchanged'),
      stale: rowsOf('stale'),
    },
  };
}
