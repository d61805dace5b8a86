import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key, Table } from './table.ts';

/** A page is read, and its records, in one step of a plan. */
const KEYS_PER_PAGE = 500;

/**
 * A page of one tenant's shard of the `problem` index, oldest first: keys of records, events and discrepancies something was wrong with
 * between two times (RFC 3339, the second one not included). It may show what has just gone and miss what has just come.
 *
 * @param after place to go on behind, as `next` was; `''` = from the oldest
 */
export async function problemPage(
  table: Table,
  tenant: string,
  shard: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  after: string,
): Promise<{ readonly keys: readonly Key[]; readonly next: string | null }> {
  const between = [from ?? FIRST, to ?? LAST].map((at) => new Date(at).toISOString());
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'problem',
      KeyConditionExpression: 'problemPk = :shard AND problemAt BETWEEN :from AND :to',
      ExpressionAttributeValues: marshall({ ':shard': `${tenant}#${shard}`, ':from': between[0], ':to': between[1] }),
      Limit: KEYS_PER_PAGE,
      ...(after === '' ? {} : { ExclusiveStartKey: JSON.parse(after) as Record<string, AttributeValue> }),
    }),
  );
  return {
    keys: (answer.Items ?? []).map((item) => unmarshall(item) as Key),
    next: answer.LastEvaluatedKey === undefined ? null : JSON.stringify(answer.LastEvaluatedKey),
  };
}

const FIRST = '1970-01-01T00:00:00Z';
const LAST = '9999-12-31T23:59:59Z';
