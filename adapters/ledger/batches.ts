import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Amount, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { KeptRows } from './proofs.ts';
import { shardOf } from './shard.ts';
import { getItem, type Item, type Key, LedgerError, type Table, transact } from './table.ts';
import { listUnder, putNew, toWorkItem, type WorkItem } from './work.ts';

/** What a city says of a batch before it uploads it (CONTRACT §2). */
export interface Manifest {
  readonly system: string;
  readonly kind: Kind;
  readonly programmeYear: number | null;
  readonly businessDate: string;
  readonly sequence: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  readonly totalFen: string | null;
  /**
   * Payments made before go-live, to be imported (decision 0027); records sent once more by themselves (decision 0040) or by an operator
   * (decision 0046); all the province holds (decision 0037). Absent of every other batch.
   */
  readonly purpose?: 'settled-history' | 'repair' | 'replay' | 'export';
}

/**
 * `AWAITING_UPLOAD` → `TRANSLATING` (its chunks are on their way; settled when nothing is pending) | `HELD` (its totals
 * differ: nothing of it was written) | `REFUSED` (the file can't be read, or never came). While its file is awaited, and while it is held
 * because its tenant's history is not signed off, a batch stands in the `due` index.
 */
export type BatchState = 'AWAITING_UPLOAD' | 'TRANSLATING' | 'HELD' | 'REFUSED';

export interface BatchItem extends Key {
  readonly batchId: string;
  readonly tenant: string;
  readonly state: BatchState;
  readonly manifest: Manifest;
  /** The ingest run whose chunks count; others were left behind by a crash. */
  readonly run: string | null;
  readonly received: Amount;
  /** What ingest itself settled: rejected rows, rows as before, or all of a held batch. */
  readonly settled: Settled;
  readonly rejects: readonly FramePointer[];
  readonly warnings: number;
  readonly programmeYears: readonly number[];
  readonly problem: string | null;
  readonly createdAt: string;
  /** Its rows for the proof (decision 0041); null or absent where none are kept. */
  readonly proof?: KeptRows | null;
}

/** The outcome of one ingest run, written at once or not at all. */
export interface IngestOutcome {
  readonly state: Exclude<BatchState, 'AWAITING_UPLOAD'>;
  readonly run: string;
  readonly received: Amount;
  readonly settled: Settled;
  readonly rejects: readonly FramePointer[];
  readonly warnings: number;
  readonly programmeYears: readonly number[];
  readonly problem: string | null;
  readonly proof?: KeptRows | null;
}

/** A new snapshot in place of the one read before. */
export interface SnapshotFlip {
  readonly key: Key;
  readonly expectedVersion: number;
  readonly snapshot: Item;
}

/** After this a batch without a file is looked at for the first time: whether the word of its upload was lost. */
export const UPLOAD_LOOK_MS = 600_000;
/** Held until two persons have signed off what was paid before go-live; then its file is taken in after all. */
const UNTIL_SIGNED: ProblemCode = 'history.not-signed-off';
const NEVER_UPLOADED: ProblemCode = 'batch.never-uploaded';
/** Other bytes came than were announced. */
const NOT_THE_FILE: ProblemCode = 'batch.digest-mismatch';

const NAMED_CONDITIONS = {
  awaiting: '#state = :awaiting',
  awaitingOrNotTaken: '#state IN (:state, :refused) OR (#state = :held AND #problem = :digest)',
  awaitingAsSeen: '#state = :awaiting AND dueAt = :seen',
  heldUntilSignedAsSeen: '#state = :held AND #problem = :unsigned AND #dueAt = :seen',
} as const;

export function batchKeyOf(batchId: string): Key {
  return { pk: `B#${batchId}`, sk: '0' };
}

/** The batch a piece of work is part of; of a delivery of events, which is of none, its own key: what lines about it are found by. */
export function batchIdOfWork({ pk }: Pick<Key, 'pk'>): string {
  return pk.startsWith('B#') ? pk.slice(2) : pk;
}

/**
 * Makes a batch, with its work where that is known already: both or neither, or rows would be counted that nobody works on.
 * A repeat finds the batch that is there; one that was refused, or whose file was another, is awaited again. `true` when this call
 * made it.
 */
export async function createBatch(table: Table, batch: BatchItem, works: readonly WorkItem[] = []): Promise<boolean> {
  const due = batch.state === 'AWAITING_UPLOAD' ? awaitedFrom(batch.batchId, batch.createdAt) : {};
  const made = works.length === 0 ? await putNew(table, { ...batch, ...due }) : await putTogether(table, batch, works);
  if (!made && batch.state === 'AWAITING_UPLOAD') await awaitAgain(table, batch.batchId, batch.createdAt);
  await putNew(table, {
    pk: `T#${batch.tenant}`,
    sk: `B#${batch.createdAt}#${batch.batchId}`,
    batchId: batch.batchId,
  });
  return made;
}

/** A batch as it stands before its file is there. The same manifest of the same tenant is the same batch. */
export function announcedBatch(tenant: string, manifest: Manifest, now: Date): BatchItem {
  const batchId = shortHash(JSON.stringify([tenant, manifest]));
  return {
    ...batchKeyOf(batchId),
    batchId,
    tenant,
    manifest,
    ...UNTOUCHED,
    createdAt: now.toISOString(),
  };
}

const UNTOUCHED = {
  state: 'AWAITING_UPLOAD',
  run: null,
  received: NOTHING,
  settled: {},
  rejects: [],
  warnings: 0,
  programmeYears: [],
  problem: null,
  proof: null,
} as const;

export async function readBatch(table: Table, batchId: string): Promise<BatchItem | undefined> {
  return (await readDueBatch(table, batchId))?.batch;
}

/** A batch as the sweeper sees it. */
export interface DueBatch {
  readonly batch: BatchItem;
  /** When it is due, RFC 3339 in UTC; `null` = it is not waited for. */
  readonly dueAt: string | null;
  /** Since when its file is awaited: the last time it was announced. */
  readonly announcedAt: string;
}

export async function readDueBatch(table: Table, batchId: string): Promise<DueBatch | undefined> {
  const item = await getItem(table, batchKeyOf(batchId));
  if (item === undefined) return undefined;
  const { duePk, dueAt, announcedAt, ...batch } = item;
  return {
    batch: batch as unknown as BatchItem,
    dueAt: duePk === undefined ? null : String(dueAt),
    announcedAt: String(announcedAt ?? batch['createdAt']),
  };
}

/** Whether the batch is held for nothing but its tenant's history. */
export function isHeldUntilSigned({ state, problem }: BatchItem): boolean {
  return state === 'HELD' && problem === UNTIL_SIGNED;
}

/** Whether the batch is held for nothing but that other bytes came than were announced. */
export function isHeldForOtherFile({ state, problem }: BatchItem): boolean {
  return state === 'HELD' && problem === NOT_THE_FILE;
}

/** Gives up a batch whose file has not come. `false` when it has been announced again or taken in meanwhile. */
export async function giveUpBatch(table: Table, { batch, dueAt }: DueBatch): Promise<boolean> {
  return await sendUpdate(table, {
    TableName: table.name,
    Key: marshall(batchKeyOf(batch.batchId)),
    UpdateExpression: 'SET #state = :refused, problem = :never REMOVE duePk',
    ConditionExpression: NAMED_CONDITIONS.awaitingAsSeen,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({
      ':refused': 'REFUSED',
      ':never': NEVER_UPLOADED,
      ':awaiting': 'AWAITING_UPLOAD',
      ':seen': dueAt,
    }),
  });
}

/** The history is signed off: the batch is as if its file had just come. `false` when it is no longer held as it was seen. */
export async function takeInAgain(table: Table, { batch, dueAt }: DueBatch, nextDueAt: string): Promise<boolean> {
  const update = resetUpdate(table, batch.batchId, { dueAt: nextDueAt });
  return await sendUpdate(table, {
    ...update,
    ConditionExpression: NAMED_CONDITIONS.heldUntilSignedAsSeen,
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ...marshall({ ':held': 'HELD', ':unsigned': UNTIL_SIGNED, ':seen': dueAt }),
    },
  });
}

/** A tenant's batches, oldest first. */
export async function listBatchIds(table: Table, tenant: string): Promise<readonly string[]> {
  const items = await listUnder(table, `T#${tenant}`, 'B#');
  return [...new Set(items.map((item) => String(item['batchId'])))];
}

/**
 * Ends ingest: the batch's outcome and, with it, the new snapshots, of which there is mostly one. `false` when another run has ended it or
 * a snapshot moved.
 */
export async function endIngest(
  table: Table,
  batchId: string,
  outcome: IngestOutcome,
  flips: readonly SnapshotFlip[],
): Promise<boolean> {
  const update = endUpdate(table, batchId, outcome);
  if (flips.length === 0) return await sendUpdate(table, update);
  const reasons = await transact(table, [
    { Update: update },
    ...flips.map(({ key, snapshot, expectedVersion }) => ({
      Put: {
        TableName: table.name,
        Item: marshall({ ...key, ...snapshot }),
        ConditionExpression: expectedVersion === 0 ? 'attribute_not_exists(pk)' : 'version = :seen',
        ...(expectedVersion === 0 ? {} : { ExpressionAttributeValues: marshall({ ':seen': expectedVersion }) }),
      },
    })),
  ]);
  return reasons === null;
}

async function putTogether(table: Table, batch: BatchItem, works: readonly WorkItem[]): Promise<boolean> {
  const items = [batch as unknown as Item, ...works.map(toWorkItem)];
  const reasons = await transact(
    table,
    items.map((item) => ({
      Put: {
        TableName: table.name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    })),
  );
  if (reasons === null) return true;
  if (reasons[0]?.Code === 'ConditionalCheckFailed') return false;
  throw new LedgerError('a batch in conflict with itself');
}

function awaitedFrom(batchId: string, announcedAt: string) {
  const dueAt = new Date(new Date(announcedAt).getTime() + UPLOAD_LOOK_MS).toISOString();
  return { duePk: duePkOf(batchId), dueAt };
}

function duePkOf(batchId: string): string {
  return `due#${shardOf(batchKeyOf(batchId).pk)}`;
}

/**
 * Its upload may begin anew, so the wait for it does too. Nothing was written of what was refused, or was not the file announced: the
 * next upload is looked at as if it were the first. What was taken in, or held for its totals, stays as it is.
 */
export async function awaitAgain(table: Table, batchId: string, announcedAt: string): Promise<void> {
  const update = resetUpdate(table, batchId, { announcedAt, ...awaitedFrom(batchId, announcedAt) });
  await sendUpdate(table, {
    ...update,
    ConditionExpression: NAMED_CONDITIONS.awaitingOrNotTaken,
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ...marshall({ ':refused': 'REFUSED', ':held': 'HELD', ':digest': NOT_THE_FILE }),
    },
  });
}

/** Sets a batch back to where nothing of its file has been seen; of its conditions the caller names one. */
function resetUpdate(table: Table, batchId: string, more: Readonly<Record<string, string>>) {
  const fields = Object.entries({ ...UNTOUCHED, ...more });
  return {
    TableName: table.name,
    Key: marshall(batchKeyOf(batchId)),
    UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value]))),
  };
}

/** What is held until its history is signed off stays due at the time it was due; everything else has come to its end here. */
function endUpdate(table: Table, batchId: string, outcome: IngestOutcome) {
  const names = Object.keys(outcome);
  const isDue = outcome.state === 'HELD' && outcome.problem === UNTIL_SIGNED;
  return {
    TableName: table.name,
    Key: marshall(batchKeyOf(batchId)),
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${isDue ? '' : ' REMOVE duePk'}`,
    ConditionExpression: NAMED_CONDITIONS.awaiting,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(
      {
        ':awaiting': 'AWAITING_UPLOAD',
        ...Object.fromEntries(Object.entries(outcome).map(([name, value]) => [`:${name}`, value])),
      },
      { removeUndefinedValues: true },
    ),
  };
}

async function sendUpdate(table: Table, update: UpdateItemCommandInput): Promise<boolean> {
  try {
    await table.client.send(new UpdateItemCommand(update));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
