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
