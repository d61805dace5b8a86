import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CELL, type Detail, type Instructions, later, readInstructions, sumOf, writeReturn } from './payout-file.ts';

export type Receipt =
  | { readonly outcome: 'taken' | 'repeated'; readonly rows: number }
  /** Another file bears the number already, or a line's 客户流水号 was used before. */
  | { readonly outcome: 'other-bytes' | 'number-used' }
  | { readonly outcome: 'unreadable'; readonly code: string };

/** A file the bank sends back, and has to go on sending until it is taken. */
export interface Outgoing {
  readonly id: number;
  readonly fileName: string;
  readonly rows: number;
  readonly fen: bigint;
  readonly year: number;
  readonly bytes: Uint8Array;
}

export interface BankFigures {
  readonly files: number;
  readonly instructed: number;
  readonly paid: number;
  /** 分 of what was paid and did not come back. */
  readonly paidFen: string;
  readonly failed: number;
  readonly unknown: number;
  readonly returned: number;
  readonly pending: number;
  /** Persons who hold the grant of one programme, year and level more than once. */
  readonly paidTwice: number;
  readonly unsent: number;
  /** What the bridge calls the returns it took, in the order they were sent. */
  readonly batches: readonly string[];
}

/** Shares in [0, 1] of the lines of a file that fail, or get a state nobody has agreed on. */
export interface Luck {
  readonly failRate: number;
  readonly unknownRate: number;
}

export interface Accounts {
  take(fileName: string, bytes: Uint8Array, nowMs: number): Receipt;
  has(fileName: string): boolean;
  /** Pays what was taken by then, and writes the returns. */
  settle(takenBeforeMs: number, luck: Luck, random: () => number): number;
  /** Lets this share of the successes come back, two days after they were paid. */
  giveBack(share: number, nowMs: number): number;
  outgoing(): readonly Outgoing[];
  /** @param batchId what the bridge calls it */
  sent(id: number, batchId: string): void;
  figures(): BankFigures;
  close(): void;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, batch_no TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL, taken_ms INTEGER NOT NULL, settled INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS payments (number TEXT PRIMARY KEY, batch_no TEXT NOT NULL, place INTEGER NOT NULL, fen INTEGER NOT NULL, state TEXT NOT NULL, grant_of TEXT NOT NULL, cells TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS payments_of ON payments (batch_no, place);
CREATE TABLE IF NOT EXISTS outgoing (id INTEGER PRIMARY KEY, name TEXT NOT NULL, rows INTEGER NOT NULL, fen INTEGER NOT NULL, year INTEGER NOT NULL, bytes BLOB NOT NULL, batch_id TEXT) STRICT;
`;
const REASONS = ['户名不符', '账户已冻结', '账号不存在'];
/** Nobody has agreed on what it means; the money has not left. */
const ODD_STATE = '冲正中';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const TWO_DAYS_MS = 2 * DAY_MS;
const CHINA_OFFSET_MS = 28_800_000;

/** The bank's books: a 客户流水号 is their key, so none is paid twice. */
export function openAccounts(dataDir: string): Accounts {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'bank.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(TABLES);
  return {
    take: (fileName, bytes, nowMs) => take(db, fileName, bytes, nowMs),
    has: (fileName) => db.prepare('SELECT 1 FROM files WHERE name = ?').get(fileName) !== undefined,
    settle: (takenBeforeMs, luck, random) => settle(db, takenBeforeMs, luck, random),
    giveBack: (share, nowMs) => giveBack(db, share, nowMs),
    outgoing: () => outgoing(db),
    sent: (id, batchId) => void db.prepare('UPDATE outgoing SET batch_id = ? WHERE id = ?').run(batchId, id),
    figures: () => figures(db),
    close: () => db.close(),
  };
}

function take(db: DatabaseSync, fileName: string, bytes: Uint8Array, nowMs: number): Receipt {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = db.prepare('SELECT sha256, rows FROM files WHERE name = ?').get(fileName);
  if (known !== undefined)
    return known['sha256'] === sha256
      ? { outcome: 'repeated', rows: Number(known['rows']) }
      : { outcome: 'other-bytes' };
  const read = readInstructions(bytes);
  if (typeof read === 'string') return { outcome: 'unreadable', code: read };
  if (fileName !== `${read.batchNo}.txt`) return { outcome: 'unreadable', code: 'file.name' };
  const used = db.prepare('SELECT 1 FROM payments WHERE number = ?');
  if (read.details.some(({ number }) => used.get(number) !== undefined)) return { outcome: 'number-used' };
  inTransaction(db, () => enter(db, fileName, sha256, read, nowMs));
  return { outcome: 'taken', rows: read.details.length };
}

function enter(
  db: DatabaseSync,
  fileName: string,
  sha256: string,
  { batchNo, details }: Instructions,
  nowMs: number,
): void {
  db.prepare('INSERT INTO files (name, batch_no, sha256, rows, taken_ms, settled) VALUES (?, ?, ?, ?, ?, 0)').run(
    fileName,
    batchNo,
    sha256,
    details.length,
    nowMs,
  );
  const insert = db.prepare(
    "INSERT INTO payments (number, batch_no, place, fen, state, grant_of, cells) VALUES (?, ?, ?, ?, '待处理', ?, ?)",
  );
  details.forEach(({ number, fen, cells }, place) => {
    const grant = [CELL.idNumber, CELL.programme, CELL.year, CELL.level].map((at) => cells[at]).join('|');
    insert.run(number, batchNo, place, fen, grant, JSON.stringify(cells));
  });
}

function settle(db: DatabaseSync, takenBeforeMs: number, luck: Luck, random: () => number): number {
  const due = db.prepare('SELECT name, batch_no FROM files WHERE settled = 0 AND taken_ms <= ?').all(takenBeforeMs);
  for (const file of due)
    inTransaction(db, () => {
      const batchNo = String(file['batch_no']);
      const details = detailsOf(db, batchNo, '待处理').map((detail) => carriedOut(detail, luck, random));
      for (const detail of details) keep(db, detail);
      db.prepare('UPDATE files SET settled = 1 WHERE name = ?').run(String(file['name']));
      queue(db, `${batchNo}-return.txt`, '回盘', batchNo, details);
    });
  return due.length;
}

/** What becomes of one line; the bank books it a minute after it was asked to. */
function carriedOut({ number, fen, cells }: Detail, { failRate, unknownRate }: Luck, random: () => number): Detail {
  const drawn = random();
  const updatedAt = later(cells[CELL.updatedAt] ?? '', MINUTE_MS);
  const booked = cells.with(CELL.updatedAt, updatedAt);
  if (drawn < failRate) {
    const reason = REASONS[Math.floor(random() * REASONS.length)] ?? '';
    return { number, fen, cells: booked.with(CELL.state, '失败').with(CELL.reason, reason) };
  }
  if (drawn < failRate + unknownRate) return { number, fen, cells: booked.with(CELL.state, ODD_STATE) };
  return { number, fen, cells: booked.with(CELL.state, '成功').with(CELL.bookedOn, updatedAt.slice(0, 10)) };
}

function giveBack(db: DatabaseSync, share: number, nowMs: number): number {
  const batches = db.prepare("SELECT DISTINCT batch_no FROM payments WHERE state = '成功'").all();
  let count = 0;
  for (const batch of batches)
    inTransaction(db, () => {
      const batchNo = String(batch['batch_no']);
      const paid = detailsOf(db, batchNo, '成功');
      const back = paid.slice(0, Math.ceil(paid.length * Math.min(1, share))).map(({ number, fen, cells }): Detail => ({
        number,
        fen,
        cells: cells
          .with(CELL.state, '退票')
          .with(CELL.reason, '账户已销户')
          .with(CELL.updatedAt, twoDaysLater(cells[CELL.updatedAt] ?? '', nowMs)),
      }));
      if (back.length === 0) return;
      for (const detail of back) keep(db, detail);
      count += back.length;
      queue(db, `${batchNo}-reversal-${nextId(db)}.txt`, '退票', batchNo, back);
    });
  return count;
}

/** Dated no later than tomorrow: what lies further ahead nobody takes for a fact. */
function twoDaysLater(updatedAt: string, nowMs: number): string {
  const then = later(updatedAt, TWO_DAYS_MS);
  const tomorrow = `${new Date(nowMs + DAY_MS + CHINA_OFFSET_MS).toISOString().slice(0, 10)} 23:59:59`;
  return then > tomorrow && tomorrow > updatedAt ? tomorrow : then;
}

function detailsOf(db: DatabaseSync, batchNo: string, state: string): readonly Detail[] {
  return db
    .prepare('SELECT number, fen, cells FROM payments WHERE batch_no = ? AND state = ? ORDER BY place')
    .all(batchNo, state)
    .map((row) => ({
      number: String(row['number']),
      fen: BigInt(Number(row['fen'])),
      cells: JSON.parse(String(row['cells'])) as readonly string[],
    }));
}

function keep(db: DatabaseSync, { number, cells }: Detail): void {
  const state = cells[CELL.state] ?? '';
  db.prepare('UPDATE payments SET state = ?, cells = ? WHERE number = ?').run(state, JSON.stringify(cells), number);
}

function queue(
  db: DatabaseSync,
  fileName: string,
  document: '回盘' | '退票',
  batchNo: string,
  details: readonly Detail[],
): void {
  const year = Number(details[0]?.cells[CELL.year] ?? '0');
  db.prepare('INSERT INTO outgoing (name, rows, fen, year, bytes) VALUES (?, ?, ?, ?, ?)').run(
    fileName,
    details.length,
    sumOf(details),
    year,
    writeReturn(document, batchNo, details),
  );
}

function nextId(db: DatabaseSync): number {
  return Number(db.prepare('SELECT coalesce(max(id), 0) + 1 AS next FROM outgoing').get()?.['next']);
}

function outgoing(db: DatabaseSync): readonly Outgoing[] {
  return db
    .prepare('SELECT id, name, rows, fen, year, bytes FROM outgoing WHERE batch_id IS NULL ORDER BY id')
    .all()
    .map((row) => ({
      id: Number(row['id']),
      fileName: String(row['name']),
      rows: Number(row['rows']),
      fen: BigInt(Number(row['fen'])),
      year: Number(row['year']),
      bytes: row['bytes'] as Uint8Array,
    }));
}

function figures(db: DatabaseSync): BankFigures {
  const count = (sql: string): number => Number(db.prepare(sql).get()?.['n'] ?? 0);
  const inState = (state: string): number =>
    Number(db.prepare('SELECT count(*) AS n FROM payments WHERE state = ?').get(state)?.['n'] ?? 0);
  return {
    files: count('SELECT count(*) AS n FROM files'),
    instructed: count('SELECT count(*) AS n FROM payments'),
    paid: inState('成功'),
    paidFen: String(count("SELECT coalesce(sum(fen), 0) AS n FROM payments WHERE state = '成功'")),
    failed: inState('失败'),
    unknown: inState(ODD_STATE),
    returned: inState('退票'),
    pending: inState('待处理'),
    paidTwice: count(
      "SELECT count(*) AS n FROM (SELECT grant_of FROM payments WHERE state = '成功' GROUP BY grant_of HAVING count(*) > 1)",
    ),
    unsent: count('SELECT count(*) AS n FROM outgoing WHERE batch_id IS NULL'),
    batches: db
      .prepare('SELECT batch_id FROM outgoing WHERE batch_id IS NOT NULL ORDER BY id')
      .all()
      .map((row) => String(row['batch_id'])),
  };
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
