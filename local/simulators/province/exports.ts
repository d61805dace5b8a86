import { problem, type Answer } from '../http-server.ts';
import type { RecordKind } from './record.ts';
import type { Row, Store } from './store.ts';

const PAGE_ROWS = 500;

/**
 * The platform's nightly export: every record of a kind as it stood when the export began, and in two headers how many there are and what
 * they amount to, so that whoever reads it knows when it is not whole.
 *
 * @param cut the answer ends half-way, as if the connection had
 */
export function answerExport(store: Store, kind: RecordKind, query: URLSearchParams, cut: boolean): Answer {
  const year = query.get('year');
  if (year !== null && !/^\d{4}$/.test(year)) return problem(400, 'request.malformed', 'year has four digits');
  const pieces = exported(store, {
    kind,
    programme: query.get('programme'),
    year: year === null ? null : Number(year),
    cut,
  });
  const [rows = '0', fen = '0'] = (pieces.next().value ?? '').split(' ');
  return { status: 200, lines: pieces, headers: { 'export-rows': rows, 'export-fen': fen } };
}

interface Wanted {
  readonly kind: RecordKind;
  readonly programme: string | null;
  readonly year: number | null;
  readonly cut: boolean;
}

const WANTED = 'kind = ? AND (? IS NULL OR programme = ?) AND (? IS NULL OR year = ?)';

/** First rows and 分, then the records, page by page along the key: one state of the books, whatever is written meanwhile. */
function* exported(store: Store, { kind, programme, year, cut }: Wanted): Generator<string, void, undefined> {
  const reading = store.reading();
  try {
    const wanted = [kind, programme, programme, year, year] as const;
    const totals = reading
      .prepare(`SELECT count(*) AS rows, coalesce(sum(amount_fen), 0) AS fen FROM records WHERE ${WANTED}`)
      .get(...wanted);
    const rows = Number(totals?.['rows'] ?? 0);
    yield `${rows} ${String(totals?.['fen'] ?? 0)}`;
    const page = reading.prepare(`SELECT key, body FROM records WHERE ${WANTED} AND key > ? ORDER BY key LIMIT ?`);
    let left = cut ? Math.floor(rows / 2) : rows;
    for (let after = ''; left > 0;) {
      const found: readonly Row[] = page.all(...wanted, after, Math.min(PAGE_ROWS, left));
      if (found.length === 0) return;
      after = String(found.at(-1)?.['key']);
      left -= found.length;
      yield found.map((row) => `${String(row['body'])}\n`).join('');
    }
  } finally {
    reading.close();
  }
}
