import type {
  AttributeValue,
  BatchGetItemCommandInput,
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Placeholders, projectionOf, scopeOf } from './expressions.ts';
import { keyOf } from './keys.ts';
import { type Action, type Plan, planOf } from './operations.ts';
import { notModelled } from '../command.ts';
import { conditionFailed, validation } from './refusals.ts';
import { checkTable, type Store } from './store.ts';
import { type Attributes, copyAll } from './values.ts';

export function getItem(store: Store, table: string, input: GetItemCommandInput) {
  checkTable(table, input.TableName);
  const row = store.find(keyOf(input.Key));
  const given = projector(input);
  return row === undefined ? {} : { Item: given(row.item) };
}

/** Answers in another order than asked, as DynamoDB may; what does not fit into 16 MB stays unprocessed. */
export function batchGetItem(store: Store, table: string, input: BatchGetItemCommandInput) {
  const [[name, request] = [], ...others] = Object.entries(input.RequestItems ?? {});
  if (others.length > 0) throw notModelled('BatchGetItem of several tables');
  checkTable(table, name);
  const keys = (request?.Keys ?? []).map((each) => ({ each, key: keyOf(each) }));
  if (keys.length > KEYS_MAX) throw validation('Too many items requested for the BatchGetItem call');
  if (new Set(keys.map(({ key }) => `${key.pk}\n${key.sk}`)).size < keys.length) {
    throw validation('Provided list of item keys contains duplicates');
  }
  const given = projector(request ?? {});
  const items: Record<string, AttributeValue>[] = [];
  const left: Record<string, AttributeValue>[] = [];
  let bytes = 0;
  for (const { each, key } of keys) {
    const row = store.find(key);
    bytes += row?.bytes ?? 0;
    if (bytes > RESPONSE_BYTES_MAX) left.push(copyAll(each));
    else if (row !== undefined) items.push(given(row.item));
  }
  const unprocessed = left.length === 0 ? {} : { [table]: { ...request, Keys: left } };
  return { Responses: { [table]: items.toReversed() }, UnprocessedKeys: unprocessed };
}

export function putItem(store: Store, table: string, input: PutItemCommandInput) {
  return write(store, table, 'Put', input);
}

export function updateItem(store: Store, table: string, input: UpdateItemCommandInput) {
  return write(store, table, 'Update', input);
}

export function deleteItem(store: Store, table: string, input: DeleteItemCommandInput) {
  return write(store, table, 'Delete', input);
}

/** What a read gives of an item: a copy, of the projected attributes where it names any. */
export function projector(
  request: Placeholders & { readonly ProjectionExpression?: string | undefined },
): (item: Attributes) => Record<string, AttributeValue> {
  if (request.ProjectionExpression === undefined) return copyAll;
  const projection = projectionOf(request.ProjectionExpression);
  const { names } = scopeOf(request, [projection]);
  const wanted = projection.meaning.map((name) => name(names));
  return (item) => {
    const part: Record<string, AttributeValue> = {};
    for (const name of wanted) if (item[name] !== undefined) part[name] = item[name];
    return copyAll(part);
  };
}

const KEYS_MAX = 100;
const RESPONSE_BYTES_MAX = 16 * 1_024 * 1_024;

type SingleWrite = PutItemCommandInput | UpdateItemCommandInput | DeleteItemCommandInput;

function write(store: Store, table: string, action: Action, input: SingleWrite) {
  checkTable(table, input.TableName);
  const returned = RETURNED[input.ReturnValues ?? 'NONE'];
  if (returned === undefined) throw notModelled(`ReturnValues ${input.ReturnValues}`);
  const plan = planOf(store, action, input);
  if (!plan.holds) {
    store.spend(plan.before, 1);
    throw conditionFailed(itemOnFailure(plan, input.ReturnValuesOnConditionCheckFailure));
  }
  const after = plan.after();
  store.write(plan.key, plan.before, after, 1);
  const attributes = returned(plan.before?.item, after);
  return attributes === undefined ? {} : { Attributes: copyAll(attributes) };
}

/** The item that refused a write, where the write asked for it. */
export function itemOnFailure(plan: Pick<Plan, 'before'>, wanted: string | undefined) {
  return wanted === 'ALL_OLD' && plan.before !== undefined ? copyAll(plan.before.item) : undefined;
}

type Returned = (before: Attributes | undefined, after: Attributes | undefined) => Attributes | undefined;

const RETURNED: Readonly<Record<string, Returned>> = {
  NONE: () => undefined,
  ALL_OLD: (before) => before,
  ALL_NEW: (_, after) => after,
};
