import { createHash } from 'node:crypto';
import type { PaymentWrite } from '../adapters/ledger/payments.ts';
import type { RecordItem } from '../adapters/ledger/records.ts';

/** One record of the work both sides do: as it stands in the ledger, and what it becomes. */
export interface LedgerTask {
  /** Unique over rounds; also what is asked for before it is accepted. */
  readonly alias: string;
  /** As it was before; `null` of a payment, which is new. */
  readonly before: RecordItem | null;
  readonly accepted: RecordItem;
  /** Of a payment alone. */
  readonly sending: RecordItem | null;
  readonly delivered: RecordItem;
  readonly claim: PaymentWrite['claim'];
}

const AT = '2026-11-23T14:55:24.898Z';
const SOURCE = 'guangzhou/degree-subsidy';
const HISTORY = 'Ptoymsc:record.changed Stoymsf Dtoymsf:applied Ptoymsi Dtoymsj:applied';

/** So many changed certificates: each has an item with the history of a former delivery. */
export function certificateTasks(round: string, count: number): readonly LedgerTask[] {
  return Array.from({ length: count }, (_, index) => {
    const before = itemOf(`${round}-${index}`, `c.1.10990120250${String(index).padStart(7, '0')}`, 'certificate', '0');
    const accepted = { ...before, state: 'PENDING' as const, fence: 4, contentHash: keyed(`new-${round}-${index}`) };
    const delivered = { ...accepted, state: 'DELIVERED' as const, fence: 5 };
    return { alias: keyed(`alias-${round}-${index}`), before, accepted, sending: null, delivered, claim: null };
  });
}

/** So many new payments, each with its pay-once claim. */
export function paymentTasks(round: string, count: number): readonly LedgerTask[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${round}-${index}`;
    const first = itemOf(name, 'p.GZ-XLBZ.2025.CITY.1', 'payment', '150000');
    const accepted = { ...first, state: 'PENDING' as const, fence: 1, history: 'Ptoymsc' };
    const sending = { ...accepted, state: 'SENDING' as const, fence: 2, history: 'Ptoymsc Stoymsf' };
    const delivered = { ...sending, state: 'DELIVERED' as const, fence: 3, history: 'Ptoymsc Stoymsf Dtoymsf:applied' };
    const claim = `${keyed(`person-${name}`)}.claim.city-education.CITY.1`;
    return { alias: keyed(`alias-${name}`), before: null, accepted, sending, delivered, claim };
  });
}

/** As long in every field as one of a night. */
function itemOf(name: string, rest: string, kind: RecordItem['kind'], fen: string): RecordItem {
  const messageId = keyed(`message-${name}`);
  const personKey = keyed(`person-${name}`);
  const batchId = keyed('batch');
  return {
    recordKey: `${personKey}.${rest}`,
    source: SOURCE,
    kind,
    tenant: 'guangzhou',
    state: 'DELIVERED',
    fence: 3,
    order: '2026-11-19T13:05:28.000Z#000000000003',
    contentHash: keyed(`content-${name}`),
    messageId,
    personKey,
    batchId,
    row: 15,
    pointer: `records/${batchId}/0d574213164b/0#103#15664#0`,
    attemptId: messageId,
    attempt: 1,
    sender: keyed('sender').slice(0, 32),
    problem: null,
    history: HISTORY,
    fen,
    sequence: 0,
    status: kind === 'payment' ? 'PLANNED' : 'VERIFIED',
    at: AT,
  };
}

/** 43 characters, as every keyed hash of the ledger. */
function keyed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
