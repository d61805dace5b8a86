import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome, Settled } from '../../core/ledger/tally.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { shardOf } from './shard.ts';
import {
  execute,
  getItem,
  insertOf,
  type Item,
  type Key,
  LedgerError,
  pauseFor,
  type Table,
  transact,
} from './table.ts';

/** What a row of a piece of work met after ingest: for the rejects file and the operators. No personal data. */
export interface WorkProblem {
  readonly row: number;
  readonly code: string;
  /** Line in the frame the work points at. */
  readonly line: number;
}

/**
 * A piece of work on up to 500 records: a chunk to translate, or a delivery. It stands in the `due` index until it is DONE.
 * What is due again after a try goes on in a successor, so one bad record never holds the others (DESIGN §1).
 */
export interface WorkItem extends Key {
  readonly type: 'chunk' | 'delivery';
  readonly tenant: string;
  readonly state: 'OPEN' | 'DONE';
  /** The system it goes to; `null` for a chunk. */
  readonly destination: string | null;
  readonly pointer: FramePointer;
  /** Lines of the frame this work is about; `null` = all. */
  readonly only: readonly number[] | null;
  /** Which try this is, from 1. */
  readonly tries: number;
  /** How often the destination was called for it; waiting for another record is no call. */
  readonly calls: number;
  readonly batchId: string;
  readonly run: string;
  readonly chunk: number;
  /** SHA-256 of the frame's plain bytes, base64url. */
  readonly hash: string;
  /** When it is due (again), RFC 3339 in UTC. */
  readonly dueAt: string;
  readonly settled: Settled;
  readonly problems: readonly WorkProblem[];
  /** Rows that did not end applied, by how they did: for the proof (decision 0041). */
  readonly ends?: RowEnds;
}

/** Rows in the source file, by outcome; why they were rejected or held stands among the problems. */
export type RowEnds = { readonly [O in Exclude<Outcome, 'applied'>]?: readonly number[] };

/** After this a piece of work that has not settled is put on its queue again. */
export const WORK_LEASE_MS = 600_000;
/** A transaction in conflict with another, a sweeper's or a second worker's, is tried again this often. */
const CONFLICT_ROUNDS_MAX = 6;
const CONFLICT_WAIT_MS = 20;
const FAILED = 'ConditionalCheckFailed';

const NAMED_CONDITIONS = {
  notThere: 'attribute_not_exists(pk)',
  stillOpen: '#state = :open',
  dueAsSeen: 'dueAt = :seen AND attribute_exists(duePk)',
} as const;

export function toWorkItem(work: WorkItem): Item {
  return work.state === 'OPEN' ? { ...work, duePk: `due#${shardOf(work.pk + work.sk)}` } : { ...work };
}

/** Writes new work; work under that key that is already there stays as it is. */
export async function openWork(table: Table, works: readonly WorkItem[]): Promise<void> {
  const codes = await execute(
    table,
    works.map((work) => insertOf(table, toWorkItem(work))),
  );
  const failed = codes.find((code) => code !== null && code !== 'DuplicateItem');
  if (failed !== undefined) throw new TypeError(`the ledger refused new work: ${failed}`);
}

export async function readWork(table: Table, key: Key): Promise<WorkItem | undefined> {
  return (await getItem(table, { pk: key.pk, sk: key.sk })) as unknown as WorkItem | undefined;
}

/** What a piece of work came to: the rows it settled, and the work that the others of its rows go on in. */
export interface WorkOutcome {
  readonly settled: Settled;
  readonly problems: readonly WorkProblem[];
  readonly ends?: RowEnds;
  readonly next: readonly WorkItem[];
}

/**
 * Ends a piece of work, once: the first outcome stands, whole. What it settled and what goes on from it are written together,
 * or a crash in between, or a second worker, would count a row twice or not at all. `false` when it had ended before.
 */
export async function endWork(
  table: Table,
  key: Key,
  { settled, problems, ends = {}, next }: WorkOutcome,
): Promise<boolean> {
  const update = {
    TableName: table.name,
    Key: marshall({ pk: key.pk, sk: key.sk }),
    UpdateExpression: 'SET #state = :done, settled = :settled, problems = :problems, ends = :ends REMOVE duePk',
    ConditionExpression: NAMED_CONDITIONS.stillOpen,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({
      ':done': 'DONE',
      ':open': 'OPEN',
      ':settled': settled,
      ':problems': problems,
      ':ends': ends,
    }),
  };
  if (next.length === 0) return await unlessConditionFails(table.client.send(new UpdateItemCommand(update)));
  const puts = next.map((work) => ({
    Put: { TableName: table.name, Item: marshall(toWorkItem(work)), ConditionExpression: NAMED_CONDITIONS.notThere },
  }));
  for (let round = 0; round < CONFLICT_ROUNDS_MAX; round++) {
    const reasons = await transact(table, [{ Update: update }, ...puts]);
    if (reasons === null) return true;
    const [ended, ...there] = reasons.map(({ Code }) => Code === FAILED);
    if (ended === true) return false;
    if (there.includes(true)) throw new LedgerError('the work to go on with is there already');
    await pauseFor(table, CONFLICT_WAIT_MS * 2 ** round);
  }
  throw new LedgerError('work stays in conflict');
}

/** Moves the due time of what stands in the `due` index, if nobody else has since: of two sweepers one wins. */
export async function moveDue(table: Table, key: Key, seen: string, next: string): Promise<boolean> {
  return await unlessConditionFails(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall({ pk: key.pk, sk: key.sk }),
        UpdateExpression: 'SET dueAt = :next',
        ConditionExpression: NAMED_CONDITIONS.dueAsSeen,
        ExpressionAttributeValues: marshall({ ':next': next, ':seen': seen }),
      }),
    ),
  );
}

/** All items under one partition, or those whose `sk` begins so: a batch with its chunks and deliveries. */
export async function listUnder(table: Table, pk: string, skPrefix: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  // DynamoDB refuses an empty string as a key's value, in begins_with too; dynoxide takes it.
  const query =
    skPrefix === ''
      ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: marshall({ ':pk': pk }) }
      : {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': skPrefix }),
        };
  let start: Record<string, never> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...query,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(answer.Items ?? []).map((item) => unmarshall(item)));
    start = answer.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
  return items;
}

/** Puts an item that must not be there yet; `false` when it is. */
export async function putNew(table: Table, item: Item): Promise<boolean> {
  return await unlessConditionFails(
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: NAMED_CONDITIONS.notThere,
      }),
    ),
  );
}

async function unlessConditionFails(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
