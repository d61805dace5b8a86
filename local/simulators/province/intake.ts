import {
  isObject,
  keyOf,
  readRecord,
  STATUS_FIELD,
  type RecordFacts,
  type RecordKind,
  type WireRecord,
} from './record.ts';
import { eventOfReport, type ReviewContext, startsWalk, tell } from './reviews.ts';
import { count, type Row, type Store } from './store.ts';

export type Outcome = 'applied' | 'unchanged' | 'stale' | 'refused' | 'busy';

export interface Result {
  readonly attemptId: string;
  readonly outcome: Outcome;
  readonly code?: string;
  readonly message?: string;
}

export interface IntakeContext extends ReviewContext {
  readonly random: () => number;
}

/** A payment in one of these states does not stand in the way of the next attempt. */
const OVER = new Set(['FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED']);

/** Takes up to 100 records in one transaction and answers each by itself, in order. */
export function takeBulk(
  context: IntakeContext,
  kind: RecordKind,
  entries: readonly { readonly attemptId: string; readonly record: unknown }[],
): readonly Result[] {
  return context.store.transaction(() => entries.map((entry) => take(context, kind, entry.attemptId, entry.record)));
}

export function answerOf(store: Store, attemptId: string): Result | undefined {
  const row = store.sql('SELECT outcome, code, message FROM attempts WHERE attempt_id = ?').get(attemptId);
  return row === undefined ? undefined : resultOf(attemptId, row);
}

function take(context: IntakeContext, kind: RecordKind, attemptId: string, value: unknown): Result {
  const { store } = context;
  const before = answerOf(store, attemptId);
  if (before !== undefined) {
    count(store, 'repeatedAttempts');
    return before;
  }
  if (context.knobs.busy > 0 && context.random() < context.knobs.busy) {
    count(store, 'busy');
    // Nothing is remembered: the same attempt may come again.
    return { attemptId, outcome: 'busy', code: 'record.busy', message: 'the record is being worked on' };
  }
  const read = readRecord(kind, value);
  const verdict = read.ok
    ? judge(context, kind, attemptId, read.record, read.facts)
    : refused('record.invalid', `${read.field} is missing or not valid`);
  count(store, verdict.outcome);
  const key = read.ok ? read.facts.key : isObject(value) ? String(value['declarationNo'] ?? '') : '';
  store
    .sql('INSERT INTO attempts (attempt_id, outcome, code, message, kind, key) VALUES (?, ?, ?, ?, ?, ?)')
    .run(attemptId, verdict.outcome, verdict.code ?? null, verdict.message ?? null, kind, key);
  return { attemptId, ...verdict };
}

type Verdict = Omit<Result, 'attemptId'>;

function judge(
  context: IntakeContext,
  kind: RecordKind,
  attemptId: string,
  record: WireRecord,
  facts: RecordFacts,
): Verdict {
  const { store } = context;
  const known = store
    .sql(
      'SELECT person, status, received_status, received_ms, received, amount_fen FROM records WHERE kind = ? AND key = ?',
    )
    .get(kind, facts.key);
  const received = contentOf(record);
  if (known !== undefined) {
    if (facts.updatedAtMs < Number(known['received_ms']))
      return { outcome: 'stale', code: 'record.stale', message: 'a newer version is known' };
    if (known['received'] === received) return { outcome: 'unchanged' };
  }
  const objection = objectionTo(store, kind, facts, known);
  if (objection !== undefined) return objection;
  write(context, kind, attemptId, record, facts, received, known);
  return { outcome: 'applied' };
}

/** The platform's own rules. */
function objectionTo(store: Store, kind: RecordKind, facts: RecordFacts, known: Row | undefined): Verdict | undefined {
  if (known !== undefined && known['person'] !== facts.idNumber)
    return refused('record.identity-changed', 'the number belongs to another person');
  if (kind === 'certificate') {
    const other = store
      .sql("SELECT 1 FROM records WHERE kind = 'certificate' AND detail = ? AND person <> ?")
      .get(facts.detail, facts.idNumber);
    return other === undefined
      ? undefined
      : refused('certificate.other-person', 'the certificate belongs to another person');
  }
  if (kind !== 'payment') return undefined;
  const declaration = store
    .sql("SELECT 1 FROM records WHERE kind = 'applicant' AND key = ? AND person = ?")
    .get(keyOf(facts.programmeCode, facts.declarationNo), facts.idNumber);
  if (declaration === undefined)
    return refused('declaration.unknown', 'no applicant with this declarationNo and idNumber');
  if (known !== undefined && known['status'] === 'SUCCESS' && Number(known['amount_fen']) !== facts.amountFen)
    return refused('payment.settled', 'a settled payment keeps its amount');
  const others = store.sql(
    "SELECT status FROM records WHERE kind = 'payment' AND detail = ? AND person = ? AND programme = ? AND year = ? AND key <> ?",
  );
  const standing = others
    .all(facts.detail, facts.idNumber, facts.programmeCode, facts.programmeYear, facts.key)
    .some((row) => !OVER.has(String(row['status'])));
  return standing && !OVER.has(facts.status)
    ? refused('payment.duplicate', 'this person has a payment of this level in this programme and year')
    : undefined;
}

function write(
  context: IntakeContext,
  kind: RecordKind,
  attemptId: string,
  record: WireRecord,
  facts: RecordFacts,
  received: string,
  known: Row | undefined,
): void {
  const { store } = context;
  // The platform keeps what it decided itself while the sender's own view stands still.
  const status =
    known !== undefined && known['received_status'] === facts.status ? String(known['status']) : facts.status;
  const body = JSON.stringify({ ...record, [STATUS_FIELD[kind]]: status });
  store
    .sql(
      'INSERT OR REPLACE INTO records (kind, key, declaration_no, programme, year, person, detail, amount_fen, status, received_status, received_ms, received, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      kind,
      facts.key,
      facts.declarationNo,
      facts.programmeCode,
      facts.programmeYear,
      facts.idNumber,
      facts.detail,
      facts.amountFen,
      status,
      facts.status,
      facts.updatedAtMs,
      received,
      body,
    );
  store.sql('INSERT INTO effects (attempt_id, kind, key) VALUES (?, ?, ?)').run(attemptId, kind, facts.key);
  const event =
    known === undefined || kind !== 'payment'
      ? undefined
      : eventOfReport(facts.detail, String(known['status']), status);
  const row = { kind, programme: facts.programmeCode, declaration_no: facts.declarationNo, detail: facts.detail };
  if (event !== undefined) tell(context, row, { ...record, status }, event);
  if (startsWalk(kind, facts, status))
    store
      .sql('INSERT OR IGNORE INTO walks (kind, key, due_ms) VALUES (?, ?, ?)')
      .run(kind, facts.key, context.nowMs + context.knobs.stepMs);
}

/** What is compared to tell a change: everything but the time of the change, whatever the order of the fields. */
export function contentOf(record: WireRecord): string {
  const fields = Object.entries(record).filter(([field, value]) => field !== 'updatedAt' && value !== undefined);
  return JSON.stringify(fields.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function refused(code: string, message: string): Verdict {
  return { outcome: 'refused', code, message };
}

function resultOf(attemptId: string, row: Row): Result {
  const result = { attemptId, outcome: outcomeOf(String(row['outcome'])) };
  return row['code'] === null ? result : { ...result, code: String(row['code']), message: String(row['message']) };
}

function outcomeOf(text: string): Outcome {
  const outcome = (['applied', 'unchanged', 'stale', 'refused', 'busy'] as const).find((known) => known === text);
  if (outcome === undefined) throw new Error(`no such outcome: ${text}`);
  return outcome;
}
