import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { query } from './query.ts';
import { type Command, notModelled, onlyKnown } from '../command.ts';
import { batchGetItem, deleteItem, getItem, putItem, updateItem } from './single-items.ts';
import { batchExecuteStatement } from './statement-batch.ts';
import { createStore, type State, type Store } from './store.ts';
import { createTokens, type Tokens, transactWriteItems } from './transactions.ts';

export interface DynamoDbModelSettings {
  readonly now: () => Date;
  /** The only table there is. */
  readonly table: string;
  /** How long after a write an index shows it, in milliseconds, drawn for each index the write changes. @default 0 */
  readonly indexLagMs?: () => number;
}

/** The ledger's table in memory: one call after the other, the same answers for the same calls and clock. */
export interface DynamoDbModel {
  /** Answers as the SDK's client would, or throws the SDK's exception; `not modelled: …` for what the model does not know. */
  readonly handle: (command: Command) => object;
  /** All items as plain values, by key. */
  readonly items: () => readonly Readonly<Record<string, unknown>>[];
  readonly copy: () => State;
  /** Point-in-time restore: the items of then, indexes rebuilt, no client token remembered. */
  readonly restore: (state: State) => void;
  /** Write request units that all writes have used, transactions counted twice, index writes included. */
  readonly writeUnits: () => number;
}

export function createDynamoDbModel({ now, table, indexLagMs = () => 0 }: DynamoDbModelSettings): DynamoDbModel {
  const store = createStore({ now, indexLagMs });
  const tokens = createTokens(now);
  return {
    handle: (command) => {
      const name = command.constructor.name;
      const known = CALLS[name];
      if (known === undefined) throw notModelled(name);
      onlyKnown(name, command.input, known.fields);
      return { $metadata: { httpStatusCode: 200 }, ...known.run({ store, tokens, table }, command.input) };
    },
    items: () => store.rows.all().map(({ item }) => unmarshall(item)),
    copy: store.copy,
    restore: (state) => {
      store.restore(state);
      tokens.forget();
    },
    writeUnits: store.writeUnits,
  };
}

interface Ground {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly table: string;
}

interface Call {
  /** Fields of the request the model knows; any other one is refused loudly. */
  readonly fields: ReadonlySet<string>;
  readonly run: (ground: Ground, input: object) => object;
}

const PLACEHOLDERS = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const CONDITION = [...PLACEHOLDERS, 'ConditionExpression', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure'];
const QUERY = ['IndexName', 'KeyConditionExpression', 'FilterExpression', 'ProjectionExpression', 'Select'];
const PAGE = ['Limit', 'ExclusiveStartKey', 'ScanIndexForward', 'ConsistentRead'];
const READ = ['Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'];

const CALLS: Readonly<Record<string, Call>> = {
  GetItemCommand: call(READ, ({ store, table }, input) => getItem(store, table, input as GetItemCommandInput)),
  BatchGetItemCommand: {
    fields: new Set(['RequestItems']),
    run: ({ store, table }, input) => batchGetItem(store, table, input as BatchGetItemCommandInput),
  },
  PutItemCommand: call(['Item', ...CONDITION], ({ store, table }, input) =>
    putItem(store, table, input as PutItemCommandInput),
  ),
  UpdateItemCommand: call(['Key', 'UpdateExpression', ...CONDITION], ({ store, table }, input) =>
    updateItem(store, table, input as UpdateItemCommandInput),
  ),
  DeleteItemCommand: call(['Key', ...CONDITION], ({ store, table }, input) =>
    deleteItem(store, table, input as DeleteItemCommandInput),
  ),
  QueryCommand: call([...PLACEHOLDERS, ...QUERY, ...PAGE], ({ store, table }, input) =>
    query(store, table, input as QueryCommandInput),
  ),
  TransactWriteItemsCommand: call(['TransactItems', 'ClientRequestToken'], ({ store, tokens, table }, input) =>
    transactWriteItems(store, tokens, table, input as TransactWriteItemsCommandInput),
  ),
  BatchExecuteStatementCommand: call(['Statements'], ({ store, table }, input) =>
    batchExecuteStatement(store, table, input as BatchExecuteStatementCommandInput),
  ),
};

function call(fields: readonly string[], run: Call['run']): Call {
  return { fields: new Set(['TableName', ...fields]), run };
}
