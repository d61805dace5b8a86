import {
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LocalStack } from '../../local/stack.ts';

export type LedgerItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** The ledger as an administrator sees it, past every policy. */
export interface Ledger {
  readonly items: () => Promise<readonly LedgerItem[]>;
  /** Makes work that stands in the `due` index due now. */
  readonly makeDue: (item: LedgerItem) => Promise<void>;
  /** Takes an item away, as a table put back to an earlier time does not know it. */
  readonly forget: (item: LedgerItem) => Promise<void>;
  /** Writes an item over what stands there, as somebody might who is not held to anything. */
  readonly overwrite: (item: LedgerItem) => Promise<void>;
  readonly close: () => void;
}

export function openLedger(stack: LocalStack): Ledger {
  const client = new DynamoDBClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { ...stack.adminCredentials },
  });
  const name = stack.physicalIds['UnionBridge-Data']?.['Table'] ?? '';
  return {
    items: async () => {
      const items: LedgerItem[] = [];
      for await (const page of paginateScan({ client }, { TableName: name, ConsistentRead: true })) {
        items.push(...(page.Items ?? []).map((item) => unmarshall(item) as LedgerItem));
      }
      return items;
    },
    makeDue: async ({ pk, sk }) => {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: marshall({ pk, sk }),
          UpdateExpression: 'SET dueAt = :past',
          ConditionExpression: 'attribute_exists(duePk)',
          ExpressionAttributeValues: marshall({ ':past': '2000-01-01T00:00:00.000Z' }),
        }),
      );
    },
    forget: async ({ pk, sk }) => {
      await client.send(new DeleteItemCommand({ TableName: name, Key: marshall({ pk, sk }) }));
    },
    overwrite: async (item) => {
      await client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }));
    },
    close: () => client.destroy(),
  };
}
