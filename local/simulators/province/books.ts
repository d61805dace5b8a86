import { problem, type Answer } from '../http-server.ts';
import { contentOf } from './intake.ts';
import { isObject, KINDS, readRecord, type RecordKind, type WireRecord } from './record.ts';
import type { Row, Store } from './store.ts';

/** What somebody does to the platform's books behind everybody's back, so that they differ from the bridge's: its hands are never asked. */
export interface BooksChange {
  /** `drop`: the record is gone. `alter`: fields of it are others. `copy`: it stands there once more, under another number. `restore`: as it was. */
  readonly op: 'drop' | 'alter' | 'copy' | 'restore';
  readonly kind?: RecordKind;
  /** As the platform keys it: the paymentNo, of other kinds `<programmeCode>/<declarationNo>`. */
  readonly key?: string;
  /** Instead of a key: the first so many, by key, that nobody has changed. */
  readonly n?: number;
  /** Only records of this programme, where they are counted. */
  readonly programme?: string;
  /** `alter`, `copy`: what they say instead; null takes a field away. */
  readonly fields?: WireRecord;
}

/** `POST /admin/books`. */
export function answerBooks(store: Store, body: unknown): Answer {
  const change = readChange(body);
  if (change === undefined) return problem(400, 'books.malformed', 'a body {op, kind, key or n, fields} is expected');
  const changed = store.transaction(() => apply(store, change));
  if (typeof changed === 'string') return problem(400, 'books.malformed', changed);
  if (changed.length === 0 && change.key !== undefined)
    return problem(404, 'books.not-found', 'no such record, or it is changed already');
  return { status: 200, body: { changed } };
}

interface Changed {
  readonly kind: string;
  readonly key: string;
  readonly programmeCode: string;
  readonly programmeYear: number;
  readonly declarationNo: string;
}

const COLUMNS = [
  'kind',
  'key',
  'declaration_no',
  'programme',
  'year',
  'person',
  'detail',
  'amount_fen',
  'status',
  'received_status',
  'received_ms',
  'received',
  'body',
] as const;
const OPS = ['drop', 'alter', 'copy', 'restore'] as const;
const N_MAX = 100_000;

function readChange(body: unknown): BooksChange | undefined {
  if (!isObject(body)) return undefined;
  const { key, n, programme, fields } = body;
  const op = OPS.find((known) => known === body['op']);
  const kind = KINDS.find((known) => known === body['kind']);
  if (op === undefined || (kind === undefined && op !== 'restore')) return undefined;
  const isCounted = Number.isInteger(n) && Number(n) > 0 && Number(n) <= N_MAX;
  if (op !== 'restore' && (typeof key === 'string') === isCounted) return undefined;
  if ((op === 'alter' || op === 'copy') !== isObject(fields)) return undefined;
  return {
    op,
    ...(kind === undefined ? {} : { kind }),
    ...(typeof key === 'string' ? { key } : {}),
    ...(isCounted ? { n: Number(n) } : {}),
    ...(typeof programme === 'string' ? { programme } : {}),
    ...(isObject(fields) ? { fields } : {}),
  };
}

/** What was changed, or why nothing was. */
function apply(store: Store, change: BooksChange): readonly Changed[] | string {
  if (change.op === 'restore') return restore(store, change);
  const changed: Changed[] = [];
  for (const row of rowsFor(store, change)) {
    const refusal = changeOne(store, row, change);
    if (refusal !== undefined) return refusal;
    changed.push(changedOf(row));
  }
  return changed;
}

function rowsFor(store: Store, { kind, key, n, programme }: BooksChange): readonly Row[] {
  return store
    .sql(
      `SELECT * FROM records AS r WHERE kind = ? AND (? IS NULL OR key = ?) AND (? IS NULL OR programme = ?)
       AND NOT EXISTS (SELECT 1 FROM books_before AS b WHERE b.kind = r.kind AND b.key = r.key) ORDER BY key LIMIT ?`,
    )
    .all(kind ?? null, key ?? null, key ?? null, programme ?? null, programme ?? null, n ?? 1);
}

function changeOne(store: Store, row: Row, { op, fields = {} }: BooksChange): string | undefined {
  const [kind, key] = [String(row['kind']), String(row['key'])];
  if (op === 'drop') {
    remember(store, kind, key, row);
    remove(store, kind, key);
    return undefined;
  }
  const before: unknown = JSON.parse(String(row['body']));
  const record = Object.fromEntries(
    Object.entries({ ...(isObject(before) ? before : {}), ...fields }).filter(([, value]) => value !== null),
  );
  const read = readRecord(kind as RecordKind, record);
  if (!read.ok) return `${read.field} is missing or not valid`;
  const { facts } = read;
  const isThere = facts.key === key || store.sql(EXISTS).get(kind, facts.key) !== undefined;
  if ((op === 'alter') !== (facts.key === key) || (op === 'copy' && isThere))
    return op === 'alter' ? 'alter keeps the number of a record' : 'copy needs a number that is free';
  remember(store, kind, facts.key, op === 'alter' ? row : null);
  put(store, {
    ...row,
    key: facts.key,
    declaration_no: facts.declarationNo,
    programme: facts.programmeCode,
    year: facts.programmeYear,
    person: facts.idNumber,
    detail: facts.detail,
    amount_fen: facts.amountFen,
    status: facts.status,
    // Who sends the true record again changes something.
    received: contentOf(record),
    body: JSON.stringify(record),
  });
  return undefined;
}

function restore(store: Store, { kind, key }: BooksChange): readonly Changed[] {
  const kept = store
    .sql('SELECT kind, key, before FROM books_before WHERE (? IS NULL OR kind = ?) AND (? IS NULL OR key = ?)')
    .all(kind ?? null, kind ?? null, key ?? null, key ?? null);
  return kept.flatMap((entry) => {
    const [of, at] = [String(entry['kind']), String(entry['key'])];
    store.sql('DELETE FROM books_before WHERE kind = ? AND key = ?').run(of, at);
    const row = entry['before'] === null ? undefined : (JSON.parse(String(entry['before'])) as Row);
    if (row === undefined) remove(store, of, at);
    else put(store, row);
    return row === undefined ? [] : [changedOf(row)];
  });
}

const EXISTS = 'SELECT 1 FROM records WHERE kind = ? AND key = ?';

function remember(store: Store, kind: string, key: string, row: Row | null): void {
  store
    .sql('INSERT OR IGNORE INTO books_before (kind, key, before) VALUES (?, ?, ?)')
    .run(kind, key, row === null ? null : JSON.stringify(row));
}

function remove(store: Store, kind: string, key: string): void {
  store.sql('DELETE FROM records WHERE kind = ? AND key = ?').run(kind, key);
  store.sql('DELETE FROM walks WHERE kind = ? AND key = ?').run(kind, key);
}

function put(store: Store, row: Row): void {
  store
    .sql(`INSERT OR REPLACE INTO records (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`)
    .run(...COLUMNS.map((column) => row[column] ?? null));
}

function changedOf(row: Row): Changed {
  return {
    kind: String(row['kind']),
    key: String(row['key']),
    programmeCode: String(row['programme']),
    programmeYear: Number(row['year']),
    declarationNo: String(row['declaration_no']),
  };
}
