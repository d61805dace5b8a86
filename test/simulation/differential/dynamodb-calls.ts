import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { condition } from './dynamodb-expressions.ts';
import { type Attributes, badItem, badKey, item, key, PARTITIONS, PREFIXES, SHARDS } from './dynamodb-items.ts';
import { expressions, insert, maybeCondition, update, updateStatement } from './dynamodb-requests.ts';

export type ModelledCommand =
  | BatchExecuteStatementCommand
  | BatchGetItemCommand
  | DeleteItemCommand
  | GetItemCommand
  | PutItemCommand
  | QueryCommand
  | TransactWriteItemsCommand
  | UpdateItemCommand;

/** A call to whichever table it is asked for; sent as often as `times` says, a query until its last page. */
export interface Call {
  readonly times: number;
  readonly command: (table: string) => ModelledCommand;
}

const once = (command: Call['command']): Call => ({ times: 1, command });
const old = fc.constantFrom('ALL_OLD' as const, undefined);

const get = fc
  .oneof({ weight: 8, arbitrary: key }, badKey)
  .map((Key) => once((TableName) => new GetItemCommand({ TableName, Key, ConsistentRead: true })));

const batchGet = fc
  .array(key, { minLength: 1, maxLength: 5 })
  .map((Keys) =>
    once((table) => new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } })),
  );

const put = fc
  .tuple(fc.oneof({ weight: 8, arbitrary: item }, badItem), maybeCondition, old, old)
  .map(([Item, phrase, ReturnValues, ReturnValuesOnConditionCheckFailure]) =>
    once(
      (TableName) =>
        new PutItemCommand({
          TableName,
          Item,
          ReturnValues,
          ReturnValuesOnConditionCheckFailure,
          ...withCondition(phrase),
        }),
    ),
  );

const updateOne = key.chain((Key) =>
  fc
    .tuple(update(Key), maybeCondition, fc.constantFrom('ALL_OLD' as const, 'ALL_NEW' as const, undefined), old)
    .map(([UpdateExpression, ConditionExpression, ReturnValues, ReturnValuesOnConditionCheckFailure]) =>
      once(
        (TableName) =>
          new UpdateItemCommand({
            TableName,
            Key,
            ReturnValues,
            ReturnValuesOnConditionCheckFailure,
            ...expressions(
              ConditionExpression === undefined ? { UpdateExpression } : { UpdateExpression, ConditionExpression },
            ),
          }),
      ),
    ),
);

const remove = fc
  .tuple(key, maybeCondition, old)
  .map(([Key, phrase, ReturnValues]) =>
    once((TableName) => new DeleteItemCommand({ TableName, Key, ReturnValues, ...withCondition(phrase) })),
  );

const queryTable = fc
  .tuple(
    fc.constantFrom(...PARTITIONS),
    fc.constantFrom(...PREFIXES),
    fc.constantFrom(1, 2, undefined),
    fc.constantFrom(false, undefined),
  )
  .map(([pk, prefix, Limit, ScanIndexForward]) =>
    once(
      (TableName) =>
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
          ConsistentRead: true,
          Limit,
          ScanIndexForward,
        }),
    ),
  );

const queryIndex = fc
  .record({
    index: fc.constantFrom('due', 'problem'),
    shard: fc.constantFrom(...SHARDS),
    until: fc.constantFrom('08:00:00.005Z', '09:30:00.003Z', '23:00'),
    Limit: fc.constantFrom(1, 2, 5, undefined),
  })
  .map(({ index, shard, until, Limit }) =>
    once(
      (TableName) =>
        new QueryCommand({
          TableName,
          IndexName: index,
          KeyConditionExpression: `${index}Pk = :shard AND ${index}At <= :until`,
          ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { S: until } },
          Limit,
        }),
    ),
  );

type Part = (TableName: string) => TransactWriteItem;

const part = (Key: Attributes): fc.Arbitrary<Part> =>
  fc.oneof(
    fc.tuple(item, maybeCondition, old).map(([whole, phrase, onFailure]): Part => (TableName) => ({
      Put: { TableName, Item: { ...whole, ...Key }, ...failure(onFailure), ...withCondition(phrase) },
    })),
    fc.tuple(update(Key), maybeCondition, old).map(([UpdateExpression, phrase, onFailure]): Part => (TableName) => ({
      Update: {
        TableName,
        Key,
        ...failure(onFailure),
        UpdateExpression: '',
        ...expressions(phrase === undefined ? { UpdateExpression } : { UpdateExpression, ConditionExpression: phrase }),
      },
    })),
    fc.tuple(condition, old).map(([phrase, onFailure]): Part => (TableName) => ({
      ConditionCheck: {
        TableName,
        Key,
        ...failure(onFailure),
        ConditionExpression: '',
        ...expressions({ ConditionExpression: phrase }),
      },
    })),
    maybeCondition.map((phrase): Part => (TableName) => ({ Delete: { TableName, Key, ...withCondition(phrase) } })),
  );

const transaction = fc
  .tuple(
    someKeys(4).chain((keys) => fc.tuple(...keys.map(part))),
    fc.constantFrom('1', '2', '3', undefined),
    fc.constantFrom(1, 1, 2),
  )
  .map(([parts, token, times]): Call => ({
    times: token === undefined ? 1 : times,
    command: (table) =>
      new TransactWriteItemsCommand({
        TransactItems: parts.map((each) => each(table)),
        // A token counts for all tables of an account.
        ClientRequestToken: token === undefined ? token : `${table}-${token}`,
      }),
  }));

/** Mostly distinct items: now and then one comes twice, which DynamoDB refuses. */
const statement = fc.oneof(insert, key.chain(updateStatement));
const batch = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.uniqueArray(statement, {
        minLength: 1,
        maxLength: 6,
        selector: ({ key: { pk, sk } }) => `${pk?.S} ${sk?.S}`,
      }),
    },
    fc.array(statement, { minLength: 2, maxLength: 4 }),
  )
  .map((written) =>
    once((table) => new BatchExecuteStatementCommand({ Statements: written.map(({ request }) => request(table)) })),
  );

/** Sequences of calls the ledger makes, or could make with the same expressions. */
export function drawSequences(count: number, length: number, seed: number): readonly (readonly Call[])[] {
  const any = fc.oneof(
    { weight: 2, arbitrary: put },
    { weight: 3, arbitrary: updateOne },
    { weight: 4, arbitrary: transaction },
    { weight: 4, arbitrary: batch },
    remove,
    get,
    batchGet,
    queryTable,
    queryIndex,
  );
  return fc.sample(fc.array(any, { minLength: length, maxLength: length, size: 'max' }), { numRuns: count, seed });
}

/** Mostly distinct keys: now and then the same one twice, which DynamoDB refuses. */
function someKeys(max: number): fc.Arbitrary<Attributes[]> {
  const distinct = fc.uniqueArray(key, { minLength: 1, maxLength: max });
  return fc.oneof({ weight: 6, arbitrary: distinct }, fc.array(key, { minLength: 2, maxLength: max }));
}

function withCondition(phrase: Parameters<typeof expressions>[0]['ConditionExpression']) {
  return phrase === undefined ? {} : expressions({ ConditionExpression: phrase });
}

function failure(ReturnValuesOnConditionCheckFailure: 'ALL_OLD' | undefined) {
  return ReturnValuesOnConditionCheckFailure === undefined ? {} : { ReturnValuesOnConditionCheckFailure };
}
