import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { conditionOf, keyConditionOf, scopeOf } from './expressions.ts';
import type { KeyPart } from './key-conditions.ts';
import { KEY_NAMES } from './keys.ts';
import { notModelled } from '../command.ts';
import { validation } from './refusals.ts';
import { projector } from './single-items.ts';
import { orderOf, type Row } from './sorted-rows.ts';
import { checkTable, type Store } from './store.ts';
import { copyAll } from './values.ts';

/** One page: up to `Limit` rows or 1 MB, read from one partition in order. */
export function query(store: Store, table: string, input: QueryCommandInput) {
  checkTable(table, input.TableName);
  const view = input.IndexName === undefined ? undefined : store.view(input.IndexName);
  if (view !== undefined && input.ConsistentRead === true) throw validation(NOT_CONSISTENT);
  const keyNames = view === undefined ? KEY_NAMES : ([view.index.hash, view.index.range] as const);
  const { hash, inRange, passes } = meaningOf(input, keyNames);
  const rows = (view?.rows() ?? store.rows).under(hash).filter(({ range }) => inRange(range));
  if (input.ScanIndexForward === false) rows.reverse();
  const left = input.ExclusiveStartKey === undefined ? rows : rowsAfter(rows, input, keyNames[1]);
  const page = left.slice(0, pageLength(left, input.Limit));
  const found = page.filter(passes);
  const last = page.length < left.length || page.length === input.Limit ? page.at(-1) : undefined;
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: found.map(({ item }) => projector(projectionIn(input))(item)) }),
    Count: found.length,
    ScannedCount: page.length,
    ...(last === undefined ? {} : { LastEvaluatedKey: keyOfRow(last, keyNames) }),
  };
}

const NOT_CONSISTENT = 'Consistent reads are not supported on global secondary indexes';
const EMPTY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.';
const PAGE_BYTES_MAX = 1_024 * 1_024;

type KeyNames = readonly [hash: string, range: string];

function meaningOf(input: QueryCommandInput, [hashName, rangeName]: KeyNames) {
  if (input.KeyConditionExpression === undefined) throw notModelled('Query without KeyConditionExpression');
  const parsed = keyConditionOf(input.KeyConditionExpression);
  const filter = input.FilterExpression === undefined ? undefined : conditionOf(input.FilterExpression);
  if (input.ProjectionExpression !== undefined && (filter ?? input.ExpressionAttributeNames) !== undefined) {
    throw notModelled('Query with ProjectionExpression and names or a filter');
  }
  const bound = scopeOf(input, [parsed, filter]);
  const scope = { ...bound, item: undefined };
  const partOf = (name: string) => parsed.meaning.find(({ target }) => target(bound.names) === name);
  const valuesOf = (part: KeyPart) =>
    part.operands.map((operand) => {
      const text = operand(scope)?.S;
      if (text === undefined) throw validation('One or more parameter values were invalid: Condition parameter type');
      if (text === '') throw validation(EMPTY);
      return text;
    });
  const hashPart = partOf(hashName);
  const rangePart = partOf(rangeName);
  const known = [hashPart, rangePart].filter((part) => part !== undefined).length;
  if (hashPart?.equality !== true) throw validation(`Query condition missed key schema element: ${hashName}`);
  if (known < parsed.meaning.length) throw validation('Query key condition not supported');
  const [hash = ''] = valuesOf(hashPart);
  const range = rangePart === undefined ? [] : valuesOf(rangePart);
  return {
    hash,
    inRange: (text: string) => rangePart === undefined || rangePart.fits(text, range),
    passes: ({ item }: Row) => filter === undefined || filter.meaning({ ...bound, item }),
  };
}

function projectionIn({ ProjectionExpression }: QueryCommandInput) {
  return { ProjectionExpression };
}

function rowsAfter(rows: readonly Row[], input: QueryCommandInput, rangeName: string): readonly Row[] {
  const start = input.ExclusiveStartKey;
  const range = start?.[rangeName]?.S;
  if (range === undefined) throw validation('The provided starting key is invalid');
  const tie = input.IndexName === undefined ? '' : `${start?.['pk']?.S}\n${start?.['sk']?.S}`;
  const sign = input.ScanIndexForward === false ? -1 : 1;
  return rows.filter((row) => orderOf(row, { range, tie }) * sign > 0);
}

function pageLength(rows: readonly Row[], limit: number | undefined): number {
  if (limit !== undefined && limit < 1) throw validation('Limit must be greater than or equal to 1');
  let bytes = 0;
  const fitting = rows.findIndex((row) => (bytes += row.bytes) > PAGE_BYTES_MAX);
  return Math.min(limit ?? rows.length, fitting === -1 ? rows.length : Math.max(1, fitting));
}

function keyOfRow({ item }: Row, keyNames: KeyNames): Record<string, AttributeValue> {
  const key: Record<string, AttributeValue> = {};
  for (const name of [...KEY_NAMES, ...keyNames]) if (item[name] !== undefined) key[name] = item[name];
  return copyAll(key);
}
