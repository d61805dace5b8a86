import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseCsv } from './csv.ts';
import { countRows } from './other-forms.ts';

export const OUTBOX_KINDS = ['applicant', 'certificate', 'payment'] as const;
export type OutboxKind = (typeof OUTBOX_KINDS)[number];

export type Receipt =
  | { readonly outcome: 'stored' | 'repeated'; readonly rows: number }
  | { readonly outcome: 'other-bytes' }
  | {
      readonly outcome: 'unreadable';
      readonly code: 'file.form' | 'file.encoding' | 'file.header' | 'row.columns' | 'row.quotes' | 'row.field-missing';
      readonly row: number | null;
    };

export interface OutboxFigures {
  readonly files: Readonly<Record<OutboxKind, number>>;
  /** By kind: people's records held, their 分 (payments), by status, and how rows came in. */
  readonly records: readonly {
    readonly kind: OutboxKind;
    readonly rows: number;
    readonly fen: string;
    readonly byStatus: Readonly<Record<string, number>>;
  }[];
  readonly arrivals: {
    readonly created: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly stale: number;
  };
}

export interface Outbox {
  receive(kind: OutboxKind, fileName: string, bytes: Uint8Array): Receipt;
  /** A file of a system whose columns this importer does not know: kept if it can be read at all. */
  receiveOther(kind: OutboxKind, fileName: string, bytes: Uint8Array): Promise<Receipt>;
  figures(): OutboxFigures;
  close(): void;
}

/** What the city's importer insists on, by kind; the last is the column its status stands in. */
const NEEDED: Readonly<Record<OutboxKind, readonly string[]>> = {
  applicant: ['申领编号', '姓名', '身份证号', '更新时间', '申领状态'],
  certificate: ['申领编号', '证书编号', '身份证号', '更新时间', '核验状态'],
  payment: ['申领编号', '资助层级', '发放批次', '发放金额(元)', '身份证号', '更新时间', '发放状态'],
};

const TABLES = `
CREATE TABLE IF NOT EXISTS files (kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL, number TEXT NOT NULL, level TEXT NOT NULL, status TEXT NOT NULL, amount_fen INTEGER NOT NULL, updated_ms INTEGER NOT NULL, cells TEXT NOT NULL,
  PRIMARY KEY (kind, number, level)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (outcome TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Keeps what the bridge delivers: each file as it came under `outbox/<kind>/`, each record by 申领编号 (and 资助层级). */
export function openOutbox(dataDir: string): Outbox {
  for (const kind of OUTBOX_KINDS) mkdirSync(join(dataDir, 'outbox', kind), { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'guangzhou.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(TABLES);
  return {
    receive: (kind, fileName, bytes) => receive(db, dataDir, kind, fileName, bytes),
    receiveOther: (kind, fileName, bytes) => receiveOther(db, dataDir, kind, fileName, bytes),
    figures: () => figures(db),
    close: () => db.close(),
  };
}

function receive(db: DatabaseSync, dataDir: string, kind: OutboxKind, fileName: string, bytes: Uint8Array): Receipt {
  const known = repeatOf(db, kind, fileName, bytes);
  if (known !== undefined) return known;
  const read = readRows(kind, bytes);
  if ('outcome' in read) return read;
  return store(db, dataDir, { kind, fileName, bytes, rows: read.rows.length }, () => {
    for (const row of read.rows) arrive(db, kind, row);
  });
}

async function receiveOther(
  db: DatabaseSync,
  dataDir: string,
  kind: OutboxKind,
  fileName: string,
  bytes: Uint8Array,
): Promise<Receipt> {
  const rows = await countRows(fileName, bytes);
  const known = repeatOf(db, kind, fileName, bytes);
  if (known !== undefined) return known;
  if (rows === undefined) return { outcome: 'unreadable', code: 'file.form', row: null };
  return store(db, dataDir, { kind, fileName, bytes, rows }, () => countArrivals(db, 'created', rows));
}

function repeatOf(db: DatabaseSync, kind: OutboxKind, fileName: string, bytes: Uint8Array): Receipt | undefined {
  const known = db.prepare('SELECT sha256, rows FROM files WHERE kind = ? AND name = ?').get(kind, fileName);
  if (known === undefined) return undefined;
  return known['sha256'] === sha256Of(bytes)
    ? { outcome: 'repeated', rows: Number(known['rows']) }
    : { outcome: 'other-bytes' };
}

interface Arrived {
  readonly kind: OutboxKind;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

function store(db: DatabaseSync, dataDir: string, { kind, fileName, bytes, rows }: Arrived, take: () => void): Receipt {
  // The file first: rows without their file could not be checked against it.
  writeFileSync(join(dataDir, 'outbox', kind, fileName), bytes);
  db.exec('BEGIN IMMEDIATE');
  try {
    take();
    db.prepare('INSERT INTO files (kind, name, sha256, rows) VALUES (?, ?, ?, ?)').run(
      kind,
      fileName,
      sha256Of(bytes),
      rows,
    );
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
  return { outcome: 'stored', rows };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function countArrivals(db: DatabaseSync, outcome: string, rows: number): void {
  db.prepare(
    'INSERT INTO arrivals (outcome, rows) VALUES (?, ?) ON CONFLICT (outcome) DO UPDATE SET rows = rows + excluded.rows',
  ).run(outcome, rows);
}

type CellsByColumn = Readonly<Record<string, string>>;

function readRows(kind: OutboxKind, bytes: Uint8Array): { readonly rows: readonly CellsByColumn[] } | Receipt {
  const text = decode(bytes);
  if (text === undefined) return { outcome: 'unreadable', code: 'file.encoding', row: null };
  const parsed = parseCsv(text);
  if (!parsed.ok) return { outcome: 'unreadable', code: 'row.quotes', row: parsed.row };
  const [header = [], ...lines] = parsed.rows;
  if (NEEDED[kind].some((column) => !header.includes(column)))
    return { outcome: 'unreadable', code: 'file.header', row: 1 };
  const cut = lines.findIndex((line) => line.length !== header.length);
  if (cut >= 0) return { outcome: 'unreadable', code: 'row.columns', row: cut + 2 };
  const rows = lines.map((line) => Object.fromEntries(header.map((column, place) => [column, line[place] ?? ''])));
  const empty = rows.findIndex(
    (row) => NEEDED[kind].some((column) => row[column] === '') || Number.isNaN(timeOf(row['更新时间'] ?? '')),
  );
  return empty >= 0 ? { outcome: 'unreadable', code: 'row.field-missing', row: empty + 2 } : { rows };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function arrive(db: DatabaseSync, kind: OutboxKind, row: CellsByColumn): void {
  const number = row['申领编号'] ?? '';
  const level = row['资助层级'] ?? '';
  const updated = timeOf(row['更新时间'] ?? '');
  const cells = JSON.stringify(row);
  const known = db
    .prepare('SELECT updated_ms, cells FROM records WHERE kind = ? AND number = ? AND level = ?')
    .get(kind, number, level);
  const outcome =
    known === undefined
      ? 'created'
      : known['cells'] === cells
        ? 'unchanged'
        : updated < Number(known['updated_ms'])
          ? 'stale'
          : 'changed';
  countArrivals(db, outcome, 1);
  if (outcome === 'unchanged' || outcome === 'stale') return;
  const status = row[NEEDED[kind].at(-1) ?? ''] ?? '';
  db.prepare(
    'INSERT OR REPLACE INTO records (kind, number, level, status, amount_fen, updated_ms, cells) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(kind, number, level, status, fenOf(row['发放金额(元)'] ?? '0'), updated, cells);
}

/** ms; `2026-11-22 23:05:00` is UTC+8. */
function timeOf(text: string): number {
  return Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text);
}

function fenOf(yuan: string): number {
  const [whole = '0', part = ''] = yuan.replaceAll(',', '').split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2));
}

function figures(db: DatabaseSync): OutboxFigures {
  const groups = db
    .prepare('SELECT kind, status, count(*) AS rows, sum(amount_fen) AS fen FROM records GROUP BY kind, status')
    .all();
  const files = new Map(
    db
      .prepare('SELECT kind, count(*) AS files FROM files GROUP BY kind')
      .all()
      .map((row) => [row['kind'], Number(row['files'])]),
  );
  const arrivals = new Map(
    db
      .prepare('SELECT outcome, rows FROM arrivals')
      .all()
      .map((row) => [row['outcome'], Number(row['rows'])]),
  );
  return {
    files: {
      applicant: files.get('applicant') ?? 0,
      certificate: files.get('certificate') ?? 0,
      payment: files.get('payment') ?? 0,
    },
    records: OUTBOX_KINDS.map((kind) => {
      const own = groups.filter((row) => row['kind'] === kind);
      return {
        kind,
        rows: own.reduce((sum, row) => sum + Number(row['rows']), 0),
        fen: String(own.reduce((sum, row) => sum + BigInt(Number(row['fen'])), 0n)),
        byStatus: Object.fromEntries(own.map((row) => [String(row['status']), Number(row['rows'])])),
      };
    }),
    arrivals: {
      created: arrivals.get('created') ?? 0,
      changed: arrivals.get('changed') ?? 0,
      unchanged: arrivals.get('unchanged') ?? 0,
      stale: arrivals.get('stale') ?? 0,
    },
  };
}
