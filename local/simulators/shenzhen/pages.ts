import { problem, type Answer, type Request } from '../http-server.ts';
import type { Knobs } from './knobs.ts';
import type { List, PlatformRecords } from './records.ts';

const SIZE_DEFAULT = 50;
const SIZE_MAX = 200;

/** Where a walk stands: it holds only as long as nothing is put. */
interface Cursor {
  readonly list: List;
  readonly sinceMs: number;
  readonly offset: number;
  readonly version: number;
}

/** One page of a list: `{total, items, next}`. */
export function page(
  records: PlatformRecords,
  list: List,
  { query }: Request,
  knobs: Knobs,
  random: () => number,
): Answer {
  const size = Number(query.get('size') ?? SIZE_DEFAULT);
  if (!Number.isInteger(size) || size < 1 || size > SIZE_MAX) return problem(400, 'page.size', `1 to ${SIZE_MAX}`);
  const sinceMs = query.has('since') ? Date.parse(query.get('since') ?? '') : 0;
  if (Number.isNaN(sinceMs)) return problem(400, 'page.since', 'a time in RFC 3339');
  const version = records.version();
  const written = query.get('cursor');
  const cursor = written === null ? { list, sinceMs, offset: 0, version } : read(written);
  if (cursor === undefined || cursor.list !== list || cursor.sinceMs !== sinceMs)
    return problem(400, 'cursor.malformed', 'not a cursor of this list');
  if (cursor.version !== version) return problem(409, 'cursor.stale', 'the data has changed: begin anew');
  const total = records.count(list, sinceMs);
  const offset = cursor.offset + size;
  const last = offset >= total;
  const next = last ? null : write({ ...cursor, offset: random() < knobs.repeatCursor ? cursor.offset : offset });
  const items = !last && random() < knobs.emptyPage ? [] : records.page(list, sinceMs, cursor.offset, size);
  return mangled({ status: 200, body: { total, items, next } }, knobs, random);
}

function mangled(answer: Answer, knobs: Knobs, random: () => number): Answer {
  const html = { 'content-type': 'text/html; charset=utf-8' };
  if (random() < knobs.notJson) return { status: 200, lines: ['<html><body>网关</body></html>'], headers: html };
  if (random() >= knobs.cutOff) return answer;
  const whole = JSON.stringify(answer.body);
  const headers = { 'content-type': 'application/json' };
  return { status: 200, lines: [whole.slice(0, Math.floor(whole.length / 2))], headers };
}

function write(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function read(text: string): Cursor | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
  } catch {
    return undefined;
  }
}
