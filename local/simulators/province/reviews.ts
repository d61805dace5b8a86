import { createHash } from 'node:crypto';
import type { ProvinceKnobs } from './knobs.ts';
import { isObject, keyOf, STATUS_FIELD, type RecordFacts, type RecordKind, type WireRecord } from './record.ts';
import { count, type Row, type Store } from './store.ts';
import { queueWebhook } from './webhook-queue.ts';

export interface ReviewContext {
  readonly store: Store;
  readonly knobs: ProvinceKnobs;
  readonly nowMs: number;
  readonly newId: () => string;
}

/** The chain of reviews; only its end is told to the city. */
const REVIEW = ['SUBMITTED', 'SYSTEM_CHECK', 'UNIT_REVIEW', 'CITY_REVIEW', 'PROVINCE_REVIEW', 'APPROVED'] as const;
const PAYABLE = new Set(['APPROVED', 'PUBLIC_NOTICE', 'PAYABLE', 'CLOSED']);
const WALKING: Readonly<Record<RecordKind, ReadonlySet<string>>> = {
  applicant: new Set(REVIEW.slice(0, -1)),
  certificate: new Set(['DECLARED', 'VERIFYING']),
  payment: new Set(['PLANNED']),
};
/** Courses: nobody grants anything, so the platform reviews nothing. */
const COURSES = new Set(['GZ-ZGDX', 'GZ-SGXT', 'GZ-WXT', 'SZ-ZYPX', 'SZ-SXGC']);
/** The platform sees to these payments itself; all others are paid through a bank, and it is only told. */
const PAID_HERE = new Set(['CITY', 'PROVINCE']);
const TOLD_OF = { SUCCESS: 'payment.settled', FAILED: 'payment.failed', RETURNED: 'payment.returned' } as const;
const STEPS_PER_TURN = 200;

/** Whether the platform has something left to do for a record in this state. */
export function startsWalk(
  kind: RecordKind,
  facts: Pick<RecordFacts, 'programmeCode' | 'detail'>,
  status: string,
): boolean {
  if (kind === 'applicant' && COURSES.has(facts.programmeCode)) return false;
  if (kind === 'payment' && !PAID_HERE.has(facts.detail)) return false;
  return WALKING[kind].has(status);
}

/** What the city is told when a payment it does not see to itself was changed by what the bank reported. */
export function eventOfReport(fundingLevel: string, before: string, status: string): string | undefined {
  if (PAID_HERE.has(fundingLevel) || before === status) return undefined;
  return Object.hasOwn(TOLD_OF, status) ? TOLD_OF[status as keyof typeof TOLD_OF] : undefined;
}

/** Takes the next step of what is due, in one transaction. @returns when something is due next, ms, or null if nothing waits. */
export function takeSteps(context: ReviewContext): number | null {
  const { store, nowMs } = context;
  store.transaction(() => {
    const due = store
      .sql('SELECT kind, key FROM walks WHERE due_ms <= ? ORDER BY due_ms LIMIT ?')
      .all(nowMs, STEPS_PER_TURN);
    for (const row of due) takeStep(context, String(row['kind']), String(row['key']));
  });
  const next = store.sql('SELECT min(due_ms) AS due FROM walks').get()?.['due'];
  return typeof next === 'number' ? next : null;
}

/** What a step changes: fields of the record, what the city is told, and whether another step follows. */
interface Step {
  readonly changes: WireRecord;
  readonly event?: string;
  readonly again: boolean;
  /** Nothing changed: look again after this many steps. */
  readonly waitSteps?: number;
}

function takeStep(context: ReviewContext, kindText: string, key: string): void {
  const { store, nowMs, knobs } = context;
  const row = store
    .sql('SELECT kind, key, programme, declaration_no, detail, status, body FROM records WHERE kind = ? AND key = ?')
    .get(kindText, key);
  const step = row === undefined ? undefined : stepOf(context, row);
  if (row === undefined || step === undefined) return forget(store, kindText, key);
  if (Object.keys(step.changes).length > 0) change(context, row, step);
  if (!step.again) return forget(store, kindText, key);
  store
    .sql('UPDATE walks SET due_ms = ? WHERE kind = ? AND key = ?')
    .run(nowMs + knobs.stepMs * (step.waitSteps ?? 1), kindText, key);
}

function stepOf(context: ReviewContext, row: Row): Step | undefined {
  const status = String(row['status']);
  if (row['kind'] === 'applicant') return reviewStep(status);
  if (row['kind'] === 'certificate') return verificationStep(status, share(row, 'certificate'), context.knobs);
  return paymentStep(context, row, status);
}

function reviewStep(status: string): Step | undefined {
  const place = REVIEW.findIndex((step) => step === status);
  const next = place < 0 ? undefined : REVIEW[place + 1];
  if (next === undefined) return undefined;
  return next === 'APPROVED'
    ? { changes: { status: next }, event: 'applicant.status-changed', again: false }
    : { changes: { status: next }, again: true };
}

function verificationStep(status: string, drawn: number, knobs: ProvinceKnobs): Step | undefined {
  if (status === 'DECLARED') return { changes: { verification: 'VERIFYING' }, again: true };
  if (status !== 'VERIFYING') return undefined;
  if (drawn >= knobs.rejectedCertificates)
    return { changes: { verification: 'VERIFIED' }, event: 'certificate.verified', again: false };
  const verification = drawn < knobs.rejectedCertificates / 2 ? 'NOT_FOUND' : 'MISMATCH';
  return { changes: { verification }, event: 'certificate.rejected', again: false };
}

function paymentStep(context: ReviewContext, row: Row, status: string): Step | undefined {
  const { knobs, nowMs, store } = context;
  if (status === 'PLANNED') {
    const applicant = store
      .sql("SELECT status FROM records WHERE kind = 'applicant' AND key = ?")
      .get(keyOf(String(row['programme']), String(row['declaration_no'])));
    if (!PAYABLE.has(String(applicant?.['status']))) return { changes: {}, again: true, waitSteps: 5 };
    return { changes: { status: 'PROCESSING' }, again: true };
  }
  const returned = share(row, 'returned') < knobs.returnedPayments;
  if (status === 'PROCESSING') {
    if (share(row, 'failed') < knobs.failedPayments)
      return {
        changes: { status: 'FAILED', reasonCode: 'BANK_CARD_ACCOUNT_ABNORMAL' },
        event: 'payment.failed',
        again: false,
      };
    return {
      changes: { status: 'SUCCESS', paidOn: localTime(nowMs).slice(0, 10) },
      event: 'payment.settled',
      again: returned,
    };
  }
  if (status === 'SUCCESS' && returned)
    return { changes: { status: 'RETURNED', reasonCode: 'ACCOUNT_FROZEN' }, event: 'payment.returned', again: false };
  return undefined;
}

function change(context: ReviewContext, row: Row, step: Step): void {
  const { store, nowMs } = context;
  const kind = String(row['kind']);
  const before: unknown = JSON.parse(String(row['body']));
  const body: WireRecord = { ...(isObject(before) ? before : {}), ...step.changes, updatedAt: localTime(nowMs) };
  const status = String(step.changes[kind === 'certificate' ? STATUS_FIELD.certificate : 'status']);
  store
    .sql('UPDATE records SET status = ?, body = ? WHERE kind = ? AND key = ?')
    .run(status, JSON.stringify(body), kind, String(row['key']));
  if (step.event !== undefined) tell(context, row, body, step.event);
}

/** Puts an event about a record on its way. */
export function tell({ store, nowMs, knobs, newId }: ReviewContext, row: Row, body: WireRecord, type: string): void {
  const kind = String(row['kind']);
  const told: readonly string[] = TOLD[kind] ?? [];
  const data = Object.fromEntries(
    [...told, 'updatedAt'].flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])),
  );
  if (knobs.lateWebhookMs > 0) count(store, 'lateWebhooks');
  queueWebhook(store, {
    webhookId: newId(),
    stream: streamOf(row),
    type,
    data,
    timestamp: localTime(nowMs),
    dueMs: nowMs + knobs.lateWebhookMs,
  });
}

/** Which events are counted together: those of one record, whatever the attempt to pay. */
export function streamOf(row: Row): string {
  const level = row['kind'] === 'payment' ? [row['detail']] : [];
  return [row['kind'], row['programme'], row['declaration_no'], ...level].join('|');
}

/** What an event says of a record: never a name, an ID number or an account. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  applicant: ['declarationNo', 'programmeCode', 'programmeYear', 'status'],
  certificate: ['declarationNo', 'programmeCode', 'programmeYear', 'certificateType', 'certificateNo', 'verification'],
  payment: [
    'declarationNo',
    'programmeCode',
    'programmeYear',
    'paymentNo',
    'batchNo',
    'fundingLevel',
    'amountFen',
    'status',
    'reasonCode',
    'paidOn',
  ],
};

function forget(store: Store, kind: string, key: string): void {
  store.sql('DELETE FROM walks WHERE kind = ? AND key = ?').run(kind, key);
}

/** A number in [0, 1) that is the same for a record in every run. */
function share(row: Row, purpose: string): number {
  return (
    createHash('sha256')
      .update(`${purpose}|${String(row['declaration_no'])}`)
      .digest()
      .readUInt32BE(0) / 0x1_0000_0000
  );
}

/** RFC 3339 in UTC+8, to the second. */
function localTime(nowMs: number): string {
  return `${new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
