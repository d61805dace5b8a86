import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { startDynamo } from '../../../local/engines/dynamo.ts';
import { INDEXES } from '../models/dynamodb/index-view.ts';
import type { Attributes } from './dynamodb-items.ts';
import type { Send } from './dynamodb-answers.ts';

export type EngineName = 'dynoxide' | 'dynamodb-local';

/** A real engine to compare with; every sequence of calls gets a table of its own. */
export interface ComparedEngine {
  readonly send: Send;
  readonly createTable: (name: string) => Promise<void>;
  /** All items of the table, in any order. */
  readonly scan: (table: string) => Promise<readonly Attributes[]>;
  readonly stop: () => Promise<void>;
}

export async function startEngine(choice: EngineName): Promise<ComparedEngine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-differential-'));
  const engine = await startDynamo({ dataDir, choice });
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    send: (command) => client.send(command as Parameters<typeof client.send>[0]),
    createTable: async (name) => {
      await client.send(new CreateTableCommand(tableOf(name)));
    },
    scan: async (TableName) => {
      const items: Attributes[] = [];
      for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true }))
        items.push(...(page.Items ?? []));
      return items;
    },
    stop: async () => {
      client.destroy();
      await engine.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function tableOf(TableName: string): ConstructorParameters<typeof CreateTableCommand>[0] {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys('pk', 'sk'),
    AttributeDefinitions: ['pk', 'sk', ...INDEXES.flatMap(({ hash, range }) => [hash, range])].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexes: INDEXES.map(({ name, hash, range, carried }) => ({
      IndexName: name,
      KeySchema: keys(hash, range),
      Projection:
        carried.length === 0
          ? { ProjectionType: 'KEYS_ONLY' as const }
          : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...carried] },
    })),
  };
}
