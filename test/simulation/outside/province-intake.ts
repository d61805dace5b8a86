import {
  keyOf,
  readRecord,
  STATUS_FIELD,
  type RecordFacts,
  type RecordKind,
  type WireRecord,
} from '../../../local/simulators/province/record.ts';
import { eventOfReport, startsWalk } from '../../../local/simulators/province/reviews.ts';
import { bookKey, type Books, type Held, type Result } from './province-books.ts';
import { tell } from './province-reviews.ts';

type Verdict = Omit<Result, 'attemptId'>;

/** A payment in one of these states does not stand in the way of the next attempt. */
const OVER: ReadonlySet<string> = new Set(['FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED']);

/** Takes one record, and answers the same attempt the same while it is remembered. */
export function take(
  books: Books,
  nowMs: number,
  random: () => number,
  kind: RecordKind,
  { attemptId, record }: { readonly attemptId: string; readonly record: unknown },
): Result {
  const before = books.attempts.get(attemptId);
  if (before !== undefined) {
    books.outcomes.repeated += 1;
    return before;
  }
  if (books.knobs.busy > 0 && random() < books.knobs.busy) {
    books.outcomes.busy += 1;
    return { attemptId, outcome: 'busy', code: 'record.busy', message: 'the record is being worked on' };
  }
  const read = readRecord(kind, record);
  const verdict = read.ok
    ? judge(books, nowMs, kind, attemptId, read.record, read.facts)
    : refused('record.invalid', `${read.field} is missing or not valid`);
  books.outcomes[verdict.outcome] += 1;
  const result = { attemptId, ...verdict };
  if (books.remembers) books.attempts.set(attemptId, result);
  return result;
}

function judge(
  books: Books,
  nowMs: number,
  kind: RecordKind,
  attemptId: string,
  record: WireRecord,
  facts: RecordFacts,
): Verdict {
  const known = books.records.get(bookKey(kind, facts.key));
  const received = contentOf(record);
  if (known !== undefined) {
    if (facts.updatedAtMs < known.receivedMs)
      return { outcome: 'stale', code: 'record.stale', message: 'a newer version is known' };
    if (known.received === received) return { outcome: 'unchanged' };
  }
  const objection = objectionTo(books, kind, facts, known);
  if (objection !== undefined) return objection;
  write(books, nowMs, kind, record, facts, received, known);
  books.effects.set(attemptId, (books.effects.get(attemptId) ?? 0) + 1);
  return { outcome: 'applied' };
}

/** The platform's own rules. */
function objectionTo(books: Books, kind: RecordKind, facts: RecordFacts, known: Held | undefined): Verdict | undefined {
  if (known !== undefined && known.idNumber !== facts.idNumber)
    return refused('record.identity-changed', 'the number belongs to another person');
  const all = [...books.records.values()];
  if (kind === 'certificate')
    return all.some((each) => each.kind === kind && each.detail === facts.detail && each.idNumber !== facts.idNumber)
      ? refused('certificate.other-person', 'the certificate belongs to another person')
      : undefined;
  if (kind !== 'payment') return undefined;
  const declaration = books.records.get(bookKey('applicant', keyOf(facts.programmeCode, facts.declarationNo)));
  if (declaration?.idNumber !== facts.idNumber)
    return refused('declaration.unknown', 'no applicant with this declarationNo and idNumber');
  if (known?.status === 'SUCCESS' && known.amountFen !== facts.amountFen)
    return refused('payment.settled', 'a settled payment keeps its amount');
  const standing = all.some(
    (each) =>
      each.kind === kind &&
      each.key !== facts.key &&
      each.detail === facts.detail &&
      each.idNumber === facts.idNumber &&
      each.programmeCode === facts.programmeCode &&
      each.programmeYear === facts.programmeYear &&
      !OVER.has(each.status),
  );
  return standing && !OVER.has(facts.status)
    ? refused('payment.duplicate', 'this person has a payment of this level in this programme and year')
    : undefined;
}

function write(
  books: Books,
  nowMs: number,
  kind: RecordKind,
  record: WireRecord,
  facts: RecordFacts,
  received: string,
  known: Held | undefined,
): void {
  // The platform keeps what it decided itself while the sender's own view stands still.
  const status = known?.receivedStatus === facts.status ? known.status : facts.status;
  const { updatedAtMs, ...held } = facts;
  const after: Held = {
    ...held,
    kind,
    status,
    received,
    receivedStatus: facts.status,
    receivedMs: updatedAtMs,
    body: { ...record, [STATUS_FIELD[kind]]: status },
  };
  const key = bookKey(kind, facts.key);
  books.records.set(key, after);
  const event =
    known === undefined || kind !== 'payment' ? undefined : eventOfReport(facts.detail, known.status, status);
  if (event !== undefined) tell(books, nowMs, { ...after, body: { ...record, status } }, event);
  if (startsWalk(kind, facts, status) && !books.walks.has(key)) books.walks.set(key, nowMs + books.knobs.stepMs);
}

/** What is compared to tell a change: everything but the time of the change, whatever the order of the fields. */
function contentOf(record: WireRecord): string {
  const fields = Object.entries(record).filter(([field, value]) => field !== 'updatedAt' && value !== undefined);
  return JSON.stringify(fields.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function refused(code: string, message: string): Verdict {
  return { outcome: 'refused', code, message };
}
