import { ACCOUNT_ID, PARTITION, REGION } from '../template/identity.ts';
import { parsePartiql } from './partiql.ts';
import type { Access } from './policy.ts';

export type DynamoUse = {
  readonly accesses: readonly Access[];
  /** Partition key values of the items the call means to write, one per item. */
  readonly written: readonly string[];
};

type AttributeValue = { readonly S?: string; readonly N?: string };
type Item = Readonly<Record<string, AttributeValue>>;
type TableWrite = { readonly TableName?: string; readonly Key?: Item; readonly Item?: Item };
type Statement = { readonly Statement?: string; readonly Parameters?: readonly AttributeValue[] };
type Body = TableWrite &
  Statement & {
    readonly IndexName?: string;
    readonly RequestItems?: Readonly<Record<string, unknown>>;
    readonly TransactItems?: readonly Readonly<Record<string, TableWrite>>[];
    readonly Statements?: readonly Statement[];
    readonly TransactStatements?: readonly Statement[];
  };

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const WRITING_VERBS: ReadonlySet<string> = new Set(['PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete']);
/** Transactions have no permission of their own: each item needs its plain action. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** The permissions a DynamoDB call needs (Service Authorization Reference) and the items it writes. `hashKeyOf` names a table's partition key. */
export function dynamoUse(operation: string, body: Body, hashKeyOf: (table: string) => string): DynamoUse {
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transaction(body, hashKeyOf);
    case 'BatchGetItem':
      return { accesses: Object.keys(body.RequestItems ?? {}).map((table) => access(operation, table)), written: [] };
    case 'BatchWriteItem':
      return batchWrite(body, hashKeyOf);
    case 'ExecuteStatement':
      return statements([body], hashKeyOf);
    case 'BatchExecuteStatement':
      return statements(body.Statements ?? [], hashKeyOf);
    case 'ExecuteTransaction':
      return statements(body.TransactStatements ?? [], hashKeyOf);
    default: {
      const table = body.TableName;
      if (table === undefined) return { accesses: [{ action: `dynamodb:${operation}`, resource: '*' }], written: [] };
      const written = WRITES.has(operation) ? [keyValue(body.Item ?? body.Key, hashKeyOf(tableName(table)))] : [];
      return { accesses: [access(operation, table, body.IndexName)], written };
    }
  }
}

function transaction(body: Body, hashKeyOf: (table: string) => string): DynamoUse {
  const accesses: Access[] = [];
  const written: string[] = [];
  for (const item of body.TransactItems ?? []) {
    for (const [kind, { TableName: table = '', Key: key, Item: whole }] of Object.entries(item)) {
      const action = TRANSACTION_ACTIONS[kind] ?? kind;
      accesses.push(access(action, table));
      if (WRITES.has(action)) written.push(keyValue(whole ?? key, hashKeyOf(tableName(table))));
    }
  }
  return { accesses: distinct(accesses), written };
}

function batchWrite(body: Body, hashKeyOf: (table: string) => string): DynamoUse {
  const accesses: Access[] = [];
  const written: string[] = [];
  for (const [table, requests] of Object.entries(body.RequestItems ?? {})) {
    accesses.push(access('BatchWriteItem', table));
    const hashKey = hashKeyOf(tableName(table));
    for (const request of requests as readonly { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]) {
      written.push(keyValue(request.PutRequest?.Item ?? request.DeleteRequest?.Key, hashKey));
    }
  }
  return { accesses, written };
}

function statements(all: readonly Statement[], hashKeyOf: (table: string) => string): DynamoUse {
  const accesses: Access[] = [];
  const written: string[] = [];
  for (const { Statement: text = '', Parameters: parameters = [] } of all) {
    const statement = parsePartiql(text);
    if (statement === undefined) {
      accesses.push({ action: 'dynamodb:PartiQL?', resource: '*' });
      continue;
    }
    accesses.push(access(statement.verb, statement.table, statement.index));
    if (!WRITING_VERBS.has(statement.verb)) continue;
    const parameter = statement.parameterOf(hashKeyOf(statement.table));
    written.push(parameter === undefined ? '' : valueText(parameters[parameter]));
  }
  return { accesses: distinct(accesses), written };
}

function access(operation: string, table: string, index?: string): Access {
  const tableArn = `arn:${PARTITION}:dynamodb:${REGION}:${ACCOUNT_ID}:table/${tableName(table)}`;
  return { action: `dynamodb:${operation}`, resource: index === undefined ? tableArn : `${tableArn}/index/${index}` };
}

/** Calls may name a table by its ARN. */
function tableName(table: string): string {
  return table.replace(/^arn:.*:table\//, '');
}

function keyValue(item: Item | undefined, hashKey: string): string {
  return valueText(item?.[hashKey]);
}

function valueText(value: AttributeValue | undefined): string {
  return value?.S ?? value?.N ?? '';
}

function distinct(accesses: readonly Access[]): readonly Access[] {
  if (accesses.length < 2) return accesses;
  return [...new Map(accesses.map((one) => [`${one.action} ${one.resource}`, one])).values()];
}
