import { isObject, kindOfPath, type RecordKind } from '../../../local/simulators/province/record.ts';
import { answer, type OutsideAnswer, type OutsideRequest, problem } from './http.ts';
import type { Books, Held } from './province-books.ts';
import { take } from './province-intake.ts';
import { streamOf } from './province-reviews.ts';

const BULK_RECORDS_MAX = 100;

/** The platform's interface as far as the bridge calls it by itself. */
export function answerApi(
  books: Books,
  nowMs: number,
  random: () => number,
  { method, path, body }: OutsideRequest,
): OutsideAnswer {
  const [route = '', query = ''] = path.split('?', 2);
  const [, , , resource = '', ...names] = route.split('/').map(decodeURIComponent);
  const [name = ''] = names;
  if (!route.startsWith('/api/v1/')) return noRoute();
  if (method === 'POST' && names.length === 1 && name === 'bulk') {
    const kind = kindOfPath(resource);
    return kind === undefined ? noRoute() : bulk(books, nowMs, random, kind, body);
  }
  if (method !== 'GET') return problem(405, 'request.method', 'no such method here');
  if (resource === 'attempts' && names.length === 1) return attempt(books, name);
  if (resource === 'records' && names.length === 3) return lastEvent(books, names, new URLSearchParams(query));
  if (resource === 'exports') throw new Error(`not modelled: ${method} ${route}`);
  return noRoute();
}

function bulk(books: Books, nowMs: number, random: () => number, kind: RecordKind, body: Buffer): OutsideAnswer {
  const parsed = parse(body);
  const records = isObject(parsed) ? parsed['records'] : undefined;
  if (!Array.isArray(records) || records.length === 0)
    return problem(400, 'request.malformed', 'a body {"records":[…]} is expected');
  if (records.length > BULK_RECORDS_MAX)
    return problem(413, 'request.too-many-records', `at most ${BULK_RECORDS_MAX} records at once`);
  const entries = records.flatMap((entry: unknown) => {
    const attemptId = isObject(entry) ? entry['attemptId'] : undefined;
    return isObject(entry) && typeof attemptId === 'string' && /^[\w.:-]{1,200}$/.test(attemptId)
      ? [{ attemptId, record: entry['record'] }]
      : [];
  });
  if (entries.length !== records.length) return problem(400, 'request.malformed', 'every record needs an attemptId');
  return answer(200, { results: entries.map((entry) => take(books, nowMs, random, kind, entry)) });
}

function attempt(books: Books, attemptId: string): OutsideAnswer {
  const result = books.attempts.get(attemptId);
  return result === undefined
    ? problem(404, 'attempt.not-found', 'no attempt with this id was ever taken')
    : answer(200, result);
}

/** What was last said of a record, whoever has heard it. */
function lastEvent(books: Books, names: readonly string[], query: URLSearchParams): OutsideAnswer {
  const [programmeCode, programmeYear, declarationNo] = names;
  const kind = kindOfPath(query.get('kind') ?? '');
  if (kind === undefined) return problem(400, 'request.malformed', 'which kind of record?');
  if (!/^\d{4}$/.test(programmeYear ?? '')) return problem(400, 'request.malformed', 'year has four digits');
  const isAsked = (held: Held): boolean =>
    held.kind === kind &&
    held.programmeCode === programmeCode &&
    String(held.programmeYear) === programmeYear &&
    held.declarationNo === declarationNo &&
    (kind !== 'payment' || held.detail === query.get('fundingLevel')) &&
    (kind !== 'certificate' || held.body['certificateNo'] === query.get('certificateNo'));
  const held = [...books.records.values()].find(isAsked);
  if (held === undefined) return problem(404, 'record.not-found', 'no such record');
  return answer(200, books.streams.get(streamOf(held)) ?? { sequence: 0, event: null });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function noRoute(): OutsideAnswer {
  return problem(404, 'request.no-route', 'no such route');
}
