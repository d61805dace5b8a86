import { problem, type Answer, type Request } from '../http-server.ts';
import { answerExport } from './exports.ts';
import { answerOf, takeBulk, type IntakeContext } from './intake.ts';
import { isObject, kindOfPath, type RecordKind } from './record.ts';
import { streamOf } from './reviews.ts';
import { count, type Store } from './store.ts';

/** Records per bulk call. */
export const BULK_RECORDS_MAX = 100;

/** The signed part of the platform's interface; `openapi.json` describes it. */
export function answerApi(context: IntakeContext, request: Request): Answer {
  count(context.store, 'requests');
  const [, , , resource = '', ...names] = request.path.split('/').map(decoded);
  if (request.method === 'GET' && resource === 'records' && names.length === 3)
    return lastEvent(context.store, names, request.query);
  const [name = '', more] = names;
  if (more !== undefined) return notFound();
  if (request.method === 'POST' && name === 'bulk') {
    const kind = kindOfPath(resource);
    return kind === undefined ? notFound() : bulk(context, kind, request.body);
  }
  if (request.method !== 'GET') return problem(405, 'request.method', 'no such method here');
  if (resource === 'attempts') return attempt(context.store, name);
  if (resource === 'payments') return payment(context.store, name);
  const kind = resource === 'exports' ? kindOfPath(name) : undefined;
  if (kind === undefined) return notFound();
  return answerExport(context.store, kind, request.query, context.random() < context.knobs.cutExport);
}

function bulk(context: IntakeContext, kind: RecordKind, body: Buffer): Answer {
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
  return { status: 200, body: { results: takeBulk(context, kind, entries) } };
}

function attempt(store: Store, attemptId: string): Answer {
  const answer = answerOf(store, attemptId);
  return answer === undefined
    ? problem(404, 'attempt.not-found', 'no attempt with this id was ever taken')
    : { status: 200, body: answer };
}

function payment(store: Store, paymentNo: string): Answer {
  const row = store.sql("SELECT body FROM records WHERE kind = 'payment' AND key = ?").get(paymentNo);
  if (row === undefined) return problem(404, 'payment.not-found', 'no payment with this number');
  const body: unknown = JSON.parse(String(row['body']));
  const told = [
    'paymentNo',
    'batchNo',
    'declarationNo',
    'fundingLevel',
    'amountFen',
    'status',
    'reasonCode',
    'paidOn',
    'updatedAt',
  ];
  return {
    status: 200,
    body: Object.fromEntries(
      told.flatMap((field) => (isObject(body) && body[field] !== undefined ? [[field, body[field]]] : [])),
    ),
  };
}

/** What was last said of a record, whether anybody has heard it or not. */
function lastEvent(store: Store, names: readonly string[], query: URLSearchParams): Answer {
  const [programme = '', year = '', declarationNo = ''] = names;
  const kind = kindOfPath(query.get('kind') ?? '');
  if (kind === undefined) return problem(400, 'request.malformed', 'which kind of record?');
  if (!/^\d{4}$/.test(year)) return problem(400, 'request.malformed', 'year has four digits');
  const level = query.get('fundingLevel');
  const row = store
    .sql(
      `SELECT kind, programme, declaration_no, detail FROM records
       WHERE kind = ? AND programme = ? AND year = ? AND declaration_no = ? AND (? IS NULL OR detail = ?)
       AND (? IS NULL OR json_extract(body, '$.certificateNo') = ?)`,
    )
    .get(
      kind,
      programme,
      Number(year),
      declarationNo,
      ...(kind === 'payment' ? [level ?? '', level ?? ''] : [null, null]),
      ...(kind === 'certificate' ? [query.get('certificateNo') ?? '', query.get('certificateNo') ?? ''] : [null, null]),
    );
  if (row === undefined) return problem(404, 'record.not-found', 'no such record');
  const last = store
    .sql('SELECT sequence, body FROM webhooks WHERE stream = ? ORDER BY sequence DESC LIMIT 1')
    .get(streamOf(row));
  if (last === undefined) return { status: 200, body: { sequence: 0, event: null } };
  return {
    status: 200,
    body: { sequence: Number(last['sequence']), event: JSON.parse(String(last['body'])) as unknown },
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function notFound(): Answer {
  return problem(404, 'request.no-route', 'no such route');
}
