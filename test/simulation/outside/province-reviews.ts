import { createHash } from 'node:crypto';
import { keyOf, STATUS_FIELD, type RecordKind, type WireRecord } from '../../../local/simulators/province/record.ts';
import { bookKey, type Books, type Held, type ProvinceKnobs } from './province-books.ts';

/** The chain of reviews; only its end is told to the city. */
const REVIEW = ['SUBMITTED', 'SYSTEM_CHECK', 'UNIT_REVIEW', 'CITY_REVIEW', 'PROVINCE_REVIEW', 'APPROVED'] as const;
const PAYABLE: ReadonlySet<string> = new Set(['APPROVED', 'PUBLIC_NOTICE', 'PAYABLE', 'CLOSED']);

/** What a step changes, what the city is told of it, and after how many steps another one follows; 0 = none does. */
interface Step {
  readonly changes: WireRecord;
  readonly event?: string;
  readonly next: number;
}

/** One step of one record. */
export function takeStep(books: Books, nowMs: number, key: string): void {
  const held = books.records.get(key);
  const step = held === undefined ? undefined : stepOf(books, nowMs, held);
  if (held !== undefined && step !== undefined && Object.keys(step.changes).length > 0)
    change(books, nowMs, key, held, step);
  if (step === undefined || step.next === 0) books.walks.delete(key);
  else books.walks.set(key, nowMs + books.knobs.stepMs * step.next);
}

/** Puts an event about a record on its way, numbered densely from 1 among those of the record. */
export function tell(books: Books, nowMs: number, held: Held, type: string): void {
  const data = Object.fromEntries(
    [...TOLD[held.kind], 'updatedAt'].flatMap((field) =>
      held.body[field] === undefined ? [] : [[field, held.body[field]]],
    ),
  );
  const stream = streamOf(held);
  const sequence = (books.streams.get(stream)?.sequence ?? 0) + 1;
  const event = { type, timestamp: localTime(nowMs), data: { ...data, sequence } };
  books.said += 1;
  const id = `evt_${String(books.said).padStart(20, '0')}`;
  books.streams.set(stream, { sequence, event });
  const dueMs = nowMs + books.knobs.lateWebhookMs;
  books.webhooks.set(id, { id, stream, sequence, body: Buffer.from(JSON.stringify(event)), tries: 0, dueMs });
}

export function streamOf({ kind, programmeCode, declarationNo, detail }: Held): string {
  return [kind, programmeCode, declarationNo, ...(kind === 'payment' ? [detail] : [])].join('|');
}

function stepOf(books: Books, nowMs: number, held: Held): Step | undefined {
  if (held.kind === 'applicant') return reviewStep(held.status);
  if (held.kind === 'certificate') return verificationStep(held.status, share(held, 'certificate'), books.knobs);
  return paymentStep(books, nowMs, held);
}

function reviewStep(status: string): Step | undefined {
  const place = REVIEW.findIndex((step) => step === status);
  const next = place < 0 ? undefined : REVIEW[place + 1];
  if (next === undefined) return undefined;
  return next === 'APPROVED'
    ? { changes: { status: next }, event: 'applicant.status-changed', next: 0 }
    : { changes: { status: next }, next: 1 };
}

function verificationStep(status: string, drawn: number, { rejectedCertificates }: ProvinceKnobs): Step | undefined {
  if (status === 'DECLARED') return { changes: { verification: 'VERIFYING' }, next: 1 };
  if (status !== 'VERIFYING') return undefined;
  if (drawn >= rejectedCertificates)
    return { changes: { verification: 'VERIFIED' }, event: 'certificate.verified', next: 0 };
  const verification = drawn < rejectedCertificates / 2 ? 'NOT_FOUND' : 'MISMATCH';
  return { changes: { verification }, event: 'certificate.rejected', next: 0 };
}

function paymentStep(books: Books, nowMs: number, held: Held): Step | undefined {
  const { failedPayments, returnedPayments, failsFirst } = books.knobs;
  if (held.status === 'PLANNED') {
    const applicant = books.records.get(bookKey('applicant', keyOf(held.programmeCode, held.declarationNo)));
    const payable = PAYABLE.has(applicant?.status ?? '');
    return payable ? { changes: { status: 'PROCESSING' }, next: 1 } : { changes: {}, next: 5 };
  }
  const returned = share(held, 'returned') < returnedPayments;
  if (held.status === 'PROCESSING') {
    if (share(held, 'failed') < failedPayments || (failsFirst.has(held.declarationNo) && isFirst(books, held)))
      return {
        changes: { status: 'FAILED', reasonCode: 'BANK_CARD_ACCOUNT_ABNORMAL' },
        event: 'payment.failed',
        next: 0,
      };
    const paidOn = localTime(nowMs).slice(0, 10);
    return { changes: { status: 'SUCCESS', paidOn }, event: 'payment.settled', next: returned ? 1 : 0 };
  }
  if (held.status === 'SUCCESS' && returned)
    return { changes: { status: 'RETURNED', reasonCode: 'ACCOUNT_FROZEN' }, event: 'payment.returned', next: 0 };
  return undefined;
}

/** Whether no payment of the same grant has failed before. */
function isFirst(books: Books, { declarationNo, detail }: Held): boolean {
  return ![...books.records.values()].some(
    (other) =>
      other.kind === 'payment' &&
      other.declarationNo === declarationNo &&
      other.detail === detail &&
      other.status === 'FAILED',
  );
}

function change(books: Books, nowMs: number, key: string, held: Held, step: Step): void {
  const body = { ...held.body, ...step.changes, updatedAt: localTime(nowMs) };
  const after = { ...held, status: String(step.changes[STATUS_FIELD[held.kind]]), body };
  books.records.set(key, after);
  if (step.event !== undefined) tell(books, nowMs, after, step.event);
}

/** What an event says of a record: never a name, an ID number or an account. */
const ADDRESSED = ['declarationNo', 'programmeCode', 'programmeYear'] as const;
const TOLD: Readonly<Record<RecordKind, readonly string[]>> = {
  applicant: [...ADDRESSED, 'status'],
  certificate: [...ADDRESSED, 'certificateType', 'certificateNo', 'verification'],
  payment: [...ADDRESSED, 'paymentNo', 'batchNo', 'fundingLevel', 'amountFen', 'status', 'reasonCode', 'paidOn'],
};

/** A number in [0, 1) that is the same for a record in every run. */
function share({ declarationNo }: Held, purpose: string): number {
  return createHash('sha256').update(`${purpose}|${declarationNo}`).digest().readUInt32BE(0) / 0x1_0000_0000;
}

/** RFC 3339 in UTC+8, to the second. */
function localTime(nowMs: number): string {
  return `${new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
