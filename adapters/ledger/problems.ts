import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { allShards } from './shard.ts';
import type { Item, Key, Table } from './table.ts';
import type { WorkItem } from './work.ts';

/** A key of the `problem` index; the item itself has the last word. */
export interface ProblemEntry extends Key {
  /** When it was last written, RFC 3339 in UTC. */
  readonly problemAt: string;
}

/** Both ends included, RFC 3339 in UTC. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

const ENTRIES_PER_PAGE = 100;

/**
 * Records with a problem and events in quarantine of one tenant, one list a shard, each newest first and read page by page as it is asked
 * for. Discrepancies stand in the same index and are left out: they have a list of their own.
 */
export function problemsOf(table: Table, tenant: string, span: Span): readonly AsyncGenerator<ProblemEntry>[] {
  return allShards().map((shard) => problemsIn(table, `${tenant}#${shard}`, span));
}

async function* problemsIn(table: Table, problemPk: string, { from, until }: Span): AsyncGenerator<ProblemEntry> {
  const pages = pagesOf(table, {
    TableName: table.name,
    IndexName: 'problem',
    KeyConditionExpression: 'problemPk = :shard AND problemAt BETWEEN :from AND :until',
    FilterExpression: 'NOT begins_with(pk, :case)',
    ExpressionAttributeValues: marshall({ ':shard': problemPk, ':from': from, ':until': until, ':case': 'F#' }),
    ScanIndexForward: false,
    Limit: ENTRIES_PER_PAGE,
  });
  for await (const page of pages) yield* page as unknown as readonly ProblemEntry[];
}

export interface AnnouncedBatch {
  readonly batchId: string;
  readonly createdAt: string;
}

/** A tenant's batches of a time, newest first, read page by page. */
export async function* batchesNewestFirst(
  table: Table,
  tenant: string,
  { from, until }: Span,
): AsyncGenerator<AnnouncedBatch> {
  const pages = pagesOf(table, {
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
    // Behind the time stands the batch: `~` is behind every id.
    ExpressionAttributeValues: marshall({ ':pk': `T#${tenant}`, ':from': `B#${from}`, ':until': `B#${until}~` }),
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: ENTRIES_PER_PAGE,
  });
  for await (const page of pages)
    for (const { sk, batchId } of page) yield { batchId: String(batchId), createdAt: String(sk).split('#')[1] ?? '' };
}

/** Pieces of a batch's work whose sort keys begin so, that met a problem. */
export async function worksWithProblems(table: Table, pk: string, prefix: string): Promise<readonly WorkItem[]> {
  const works: Item[] = [];
  const pages = pagesOf(table, {
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    FilterExpression: 'size(problems) > :none',
    ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': prefix, ':none': 0 }),
    ConsistentRead: true,
  });
  for await (const page of pages) works.push(...page);
  return works as unknown as readonly WorkItem[];
}

/** Events that wait for another one, of one shard of what is due: the first so many. */
export async function parkedEvents(table: Table, shard: string, max: number): Promise<readonly Key[]> {
  const found: Key[] = [];
  const pages = pagesOf(table, {
    TableName: table.name,
    IndexName: 'due',
    KeyConditionExpression: 'duePk = :shard',
    FilterExpression: '#state = :parked AND begins_with(pk, :event)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({ ':shard': `due#${shard}`, ':parked': 'PARKED', ':event': 'W#' }),
  });
  for await (const page of pages) {
    found.push(...(page as unknown as readonly Key[]));
    if (found.length >= max) break;
  }
  return found.slice(0, max);
}

/** Entries of the money journal of one day about one record, from each of its sources. */
export async function journalOf(table: Table, pk: string, recordKey: string): Promise<readonly Item[]> {
  const entries: Item[] = [];
  const pages = pagesOf(table, {
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': `${recordKey}#` }),
    ConsistentRead: true,
  });
  for await (const page of pages) entries.push(...page);
  return entries;
}

async function* pagesOf({ client }: Table, query: QueryCommandInput): AsyncGenerator<readonly Item[]> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({ ...query, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    yield (answer.Items ?? []).map((item) => unmarshall(item));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}
