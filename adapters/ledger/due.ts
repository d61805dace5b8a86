import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key, Table } from './table.ts';

/** A key of the `due` index; the item itself has the last word. */
export interface DueEntry extends Key {
  readonly dueAt: string;
}

const ENTRIES_PER_PAGE = 100;

/**
 * What is due by `now` in one shard, oldest first, read page by page as it is asked for. The index is eventually consistent: it may miss
 * what has just come or show what has just gone, so it only ever finds work, never decides.
 */
export async function* dueIn(table: Table, shard: string, now: Date): AsyncGenerator<DueEntry, void, undefined> {
  let start: Record<string, never> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :shard AND dueAt <= :now',
        ExpressionAttributeValues: marshall({ ':shard': `due#${shard}`, ':now': now.toISOString() }),
        Limit: ENTRIES_PER_PAGE,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of answer.Items ?? []) yield unmarshall(item) as DueEntry;
    start = answer.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
}

/** When the oldest entry of a shard is due, RFC 3339 in UTC; `null` where none is open. */
export async function oldestDueIn(table: Table, shard: string): Promise<string | null> {
  const { Items: items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :shard',
      ExpressionAttributeValues: marshall({ ':shard': `due#${shard}` }),
      Limit: 1,
    }),
  );
  const [first] = items;
  return first === undefined ? null : (unmarshall(first) as DueEntry).dueAt;
}

/** How many inbound events of a shard wait for another. */
export async function parkedEventsIn(table: Table, shard: string): Promise<number> {
  let count = 0;
  let start: Record<string, never> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :shard',
        FilterExpression: 'begins_with(pk, :event) AND #state = :parked',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':shard': `due#${shard}`, ':event': 'W#', ':parked': 'PARKED' }),
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    count += answer.Items?.length ?? 0;
    start = answer.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
  return count;
}
