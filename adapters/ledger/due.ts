import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { allShards } from './shard.ts';
import type { Key, Table } from './table.ts';

/** A key of the `due` index; the item itself has the last word. */
export interface DueEntry extends Key {
  readonly dueAt: string;
}

/**
 * What is due by `now` in every shard, oldest first within a shard, at most `max` per shard. The index is eventually
 * consistent: it may miss what has just come or show what has just gone, so it only ever finds work, never decides.
 */
export async function listDue(table: Table, now: Date, max: number): Promise<readonly DueEntry[]> {
  const found = await Promise.all(
    allShards().map(async (shard) => {
      const answer = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'due',
          KeyConditionExpression: 'duePk = :shard AND dueAt <= :now',
          ExpressionAttributeValues: marshall({ ':shard': `due#${shard}`, ':now': now.toISOString() }),
          Limit: max,
        }),
      );
      return (answer.Items ?? []).map((item) => unmarshall(item) as DueEntry);
    }),
  );
  return found.flat();
}
