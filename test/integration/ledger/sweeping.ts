import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type DueEntry, dueIn } from '../../../adapters/ledger/due.ts';
import { allShards } from '../../../adapters/ledger/shard.ts';
import type { Table } from '../../../adapters/ledger/table.ts';
import type { Sweeping } from '../../../functions/sweep/environment.ts';
import { handlerOf } from '../../../functions/sweep/handle.ts';
import type { Ground } from './ground.ts';

export function sweepingOn(ground: Ground, deliverQueues: Readonly<Record<string, string>> = {}): Sweeping {
  return {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    ingestQueue: 'ingest',
    translateQueue: 'translate',
    deliverQueues,
    reconcileQueue: 'reconcile',
    replayQueue: 'replay',
  };
}

/** One run of the sweeper. */
export async function sweepOnce(sweeping: Sweeping): Promise<void> {
  await handlerOf(sweeping)({}, { getRemainingTimeInMillis: () => 50_000 });
}

/** All that the index shows as due by then. */
export async function allDue(table: Table, now: Date): Promise<readonly DueEntry[]> {
  const found: DueEntry[] = [];
  for (const shard of allShards()) for await (const entry of dueIn(table, shard, now)) found.push(entry);
  return found;
}

/** Keys of all that the index shows as a problem of this tenant's. */
export async function problemsShown(table: Table, tenant: string): Promise<readonly string[]> {
  const answers = await Promise.all(
    allShards().map((shard) =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'problem',
          KeyConditionExpression: 'problemPk = :shard',
          ExpressionAttributeValues: { ':shard': { S: `${tenant}#${shard}` } },
        }),
      ),
    ),
  );
  return answers.flatMap(({ Items = [] }) => Items.map((item) => item['pk']?.S ?? ''));
}
