import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Amount, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { FramePointer } from '../../schemas/message.ts';
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
  /** Payments made before go-live, to be imported (decision 0027); absent of every other batch. */
  readonly purpose?: 'settled-history';
}

/**
 * `AWAITING_UPLOAD` → `TRANSLATING` (its chunks are on their way; settled when nothing is pending) | `HELD` (its totals
 * differ: nothing of it was written) | `REFUSED` (the file can't be read).
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
}

/** A new snapshot in place of the one read before. */
export interface SnapshotFlip {
  readonly key: Key;
  readonly expectedVersion: number;
  readonly snapshot: Item;
}

export function batchKeyOf(batchId: string): Key {
  return { pk: `B#${batchId}`, sk: '0' };
}

/**
 * Makes a batch, with its work where that is known already: both or neither, or rows would be counted that nobody works on.
 * A repeat finds the batch that is there. `true` when this call made it.
 */
export async function createBatch(table: Table, batch: BatchItem, works: readonly WorkItem[] = []): Promise<boolean> {
  const made = works.length === 0 ? await putNew(table, { ...batch }) : await putTogether(table, batch, works);
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
    state: 'AWAITING_UPLOAD',
    manifest,
    run: null,
    received: NOTHING,
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [],
    problem: null,
    createdAt: now.toISOString(),
  };
}

export async function readBatch(table: Table, batchId: string): Promise<BatchItem | undefined> {
  return (await getItem(table, batchKeyOf(batchId))) as unknown as BatchItem | undefined;
}

/** A tenant's batches, oldest first. */
export async function listBatchIds(table: Table, tenant: string): Promise<readonly string[]> {
  const items = await listUnder(table, `T#${tenant}`, 'B#');
  return [...new Set(items.map((item) => String(item['batchId'])))];
}

/** Ends ingest: the batch's outcome and, with it, the new snapshot. `false` when another run has ended it or the snapshot moved. */
export async function endIngest(
  table: Table,
  batchId: string,
  outcome: IngestOutcome,
  flip: SnapshotFlip | null,
): Promise<boolean> {
  const update = endUpdate(table, batchId, outcome);
  if (flip === null) return await sendUpdate(table, update);
  const { version, ...snapshot } = flip.snapshot;
  const reasons = await transact(table, [
    { Update: update },
    {
      Put: {
        TableName: table.name,
        Item: marshall({ ...flip.key, ...snapshot, version }),
        ConditionExpression: flip.expectedVersion === 0 ? 'attribute_not_exists(pk)' : 'version = :seen',
        ...(flip.expectedVersion === 0
          ? {}
          : { ExpressionAttributeValues: marshall({ ':seen': flip.expectedVersion }) }),
      },
    },
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

function endUpdate(table: Table, batchId: string, outcome: IngestOutcome) {
  const names = Object.keys(outcome);
  return {
    TableName: table.name,
    Key: marshall(batchKeyOf(batchId)),
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: '#state = :awaiting',
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

async function sendUpdate(table: Table, update: ReturnType<typeof endUpdate>): Promise<boolean> {
  try {
    await table.client.send(new UpdateItemCommand(update));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
