import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { putRestore } from '../../../adapters/ledger/restore.ts';
import type { Ground } from './ground.ts';

/** All the table holds. */
export async function itemsIn({ table }: Ground) {
  return (await table.client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }))).Items ?? [];
}

/** Puts the table back to what it held then; two operators say so an hour later. */
export async function putBack(ground: Ground, then: Awaited<ReturnType<typeof itemsIn>>): Promise<void> {
  const { client, name: TableName } = ground.table;
  for (const { pk = { S: '' }, sk = { S: '' } } of await itemsIn(ground))
    await client.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
  for (const Item of then) await client.send(new PutItemCommand({ TableName, Item }));
  const restoredTo = ground.clock.now().toISOString();
  ground.clock.forward(3_600_000);
  await putRestore(ground.table, { restoredTo, at: ground.clock.now().toISOString() });
}
