import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../core/in-parallel.ts';
import { recordKeyOf, type RecordItem, type RecordWrite, toItem } from './records.ts';
import { shardOf } from './shard.ts';
import { type Key, keyText, LedgerError, pauseFor, type Table, transact } from './table.ts';

/** A write to a payment: its record, its claim where it needs one, and the event of the money journal, all or nothing. */
export interface PaymentWrite extends RecordWrite {
  /** Key of the pay-once claim; `null` where the claim is held already or not needed. */
  readonly claim: string | null;
  /** Somebody else's claim that the payment was made, or begun, without: it is kept with that claim, so that nobody frees it unseen. */
  readonly beside?: string;
  /** Answer's or problem's code to stand in the journal. */
  readonly code: string | null;
}

export type PaymentResult = 'won' | 'lost' | 'claim-taken';

/** A transaction takes 100 items, a payment up to 3 of them. */
const PAYMENTS_PER_TRANSACTION = 30;
/** A transaction in conflict with another is tried again this often before the work goes back to its queue. */
const CONFLICT_ROUNDS_MAX = 12;
const CONFLICT_WAIT_MS = 20;

const NAMED_CONDITIONS = {
  recordNotThere: 'attribute_not_exists(pk)',
  recordAtFence: 'fence = :fence',
  // Two systems may report one payment under one key: each could pay it, so the claim is the first one's.
  claimFreeOrOurs: 'attribute_not_exists(pk) OR (recordKey = :recordKey AND #source = :source)',
  eventNotThere: 'attribute_not_exists(pk)',
  // Freed meanwhile it is there to be taken, and is no longer somebody else's.
  claimStands: 'attribute_exists(pk)',
} as const;

/** A claim as it is kept. */
export interface ClaimItem extends Key {
  readonly recordKey: string;
  readonly source: string;
  /** Record keys of payments that were made, or begun, without it; absent of nearly all. */
  readonly beside?: readonly string[];
  /** How often one was told. */
  readonly told?: number;
}

export function claimKeyOf(claim: string): Key {
  return { pk: `P#${claim}`, sk: '0' };
}

/** Writes payments in transactions; a payment that loses its condition is left out and the others of its transaction go on. */
export async function writePayments(table: Table, writes: readonly PaymentWrite[]): Promise<readonly PaymentResult[]> {
  const results: PaymentResult[] = Array.from({ length: writes.length }, () => 'lost' as const);
  await inParallel(groupsOf(writes), async (group) => {
    let left = group;
    let tried = 0;
    for (let round = 0; left.length > 0; round++) {
      if (round === CONFLICT_ROUNDS_MAX + group.length) throw new LedgerError('payments stay in conflict');
      // Nothing was settled by the round before: another transaction holds one of the items.
      if (left.length === tried) await pauseFor(table, CONFLICT_WAIT_MS);
      tried = left.length;
      left = await writeGroup(table, writes, left, results);
    }
  });
  return results;
}

/** Tries one group; returns the indexes still to be written. */
async function writeGroup(
  table: Table,
  writes: readonly PaymentWrite[],
  group: readonly number[],
  results: PaymentResult[],
): Promise<readonly number[]> {
  const parts = group.map((index) => itemsOf(table, at(writes, index)));
  const items = parts.flat();
  const reasons = await transact(table, items);
  if (reasons === null) {
    for (const index of group) results[index] = 'won';
    return [];
  }
  const again: number[] = [];
  let position = 0;
  group.forEach((index, place) => {
    const count = parts[place]?.length ?? 0;
    const codes = reasons.slice(position, position + count).map((reason) => reason.Code ?? 'None');
    position += count;
    const verdict = verdictOf(codes);
    if (verdict === 'again') again.push(index);
    else results[index] = verdict;
  });
  return again;
}

function verdictOf(codes: readonly string[]): 'again' | 'lost' | 'claim-taken' {
  const [record, , claim] = codes;
  if (record === 'ConditionalCheckFailed') return 'lost';
  if (claim === 'ConditionalCheckFailed') return 'claim-taken';
  if (codes[1] === 'ConditionalCheckFailed') return 'lost';
  return 'again';
}

function itemsOf(table: Table, write: PaymentWrite): readonly TransactWriteItem[] {
  const { record, expectedFence, claim, beside } = write;
  const items: TransactWriteItem[] = [
    {
      Put: {
        TableName: table.name,
        Item: marshall(toItem(record)),
        ConditionExpression: expectedFence === null ? NAMED_CONDITIONS.recordNotThere : NAMED_CONDITIONS.recordAtFence,
        ...(expectedFence === null ? {} : { ExpressionAttributeValues: marshall({ ':fence': expectedFence }) }),
      },
    },
    {
      Put: {
        TableName: table.name,
        Item: marshall(journalEvent(write)),
        ConditionExpression: NAMED_CONDITIONS.eventNotThere,
      },
    },
  ];
  if (claim !== null) items.push(claimPut(table, record, claim));
  if (beside !== undefined) items.push(besidePut(table, beside, record));
  return items;
}

/** What others did without the claim stays with it. */
function claimPut(table: Table, record: RecordItem, claim: string): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: marshall(claimKeyOf(claim)),
      UpdateExpression: 'SET recordKey = :recordKey, #source = :source, tenant = :tenant',
      ConditionExpression: NAMED_CONDITIONS.claimFreeOrOurs,
      ExpressionAttributeNames: { '#source': 'source' },
      ExpressionAttributeValues: marshall({
        ':recordKey': record.recordKey,
        ':source': record.source,
        ':tenant': record.tenant,
      }),
    },
  };
}

/** Keeps with a claim that a payment was made, or begun, without it. */
function besidePut(table: Table, claim: string, { recordKey }: RecordItem): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: marshall(claimKeyOf(claim)),
      UpdateExpression: 'SET beside = list_append(if_not_exists(beside, :none), :record) ADD told :one',
      ConditionExpression: NAMED_CONDITIONS.claimStands,
      ExpressionAttributeValues: marshall({ ':none': [], ':record': [recordKey], ':one': 1 }),
    },
  };
}

/** Where the money journal has the write that gave a payment this fence at this time. */
export function journalKeyOf(record: Pick<RecordItem, 'recordKey' | 'source' | 'fence' | 'at'>): Key {
  return {
    pk: `M#${record.at.slice(0, 10)}#${shardOf(record.recordKey)}`,
    sk: `${record.recordKey}#${record.source}#${String(record.fence).padStart(6, '0')}`,
  };
}

/** The money journal: one immutable event for every write to a payment, found by day. */
function journalEvent({ record, code }: PaymentWrite) {
  return {
    ...journalKeyOf(record),
    state: record.state,
    fen: record.fen,
    at: record.at,
    attemptId: record.attemptId,
    batchId: record.batchId,
    messageId: record.messageId,
    tenant: record.tenant,
    code,
  };
}

/** Groups of which no two writes touch the same item. */
function groupsOf(writes: readonly PaymentWrite[]): readonly (readonly number[])[] {
  const groups: { indexes: number[]; keys: Set<string> }[] = [];
  writes.forEach((write, index) => {
    const claim = write.claim ?? write.beside;
    const keys = [keyText(recordKeyOf(write.record)), ...(claim === undefined ? [] : [keyText(claimKeyOf(claim))])];
    let group = groups.find((g) => g.indexes.length < PAYMENTS_PER_TRANSACTION && !keys.some((key) => g.keys.has(key)));
    if (group === undefined) groups.push((group = { indexes: [], keys: new Set() }));
    group.indexes.push(index);
    for (const key of keys) group.keys.add(key);
  });
  return groups.map((group) => group.indexes);
}

function at(writes: readonly PaymentWrite[], index: number): PaymentWrite {
  const write = writes[index];
  if (write === undefined) throw new RangeError(`no write ${index}`);
  return write;
}
