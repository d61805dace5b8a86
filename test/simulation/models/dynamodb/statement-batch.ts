import type {
  AttributeValue,
  BatchExecuteStatementCommandInput,
  BatchStatementErrorCodeEnum,
  BatchStatementRequest,
  BatchStatementResponse,
} from '@aws-sdk/client-dynamodb';
import type { Scope } from './operands.ts';
import { type Key, KEY_NAMES, keyIn, keyOf } from './keys.ts';
import { notModelled } from '../command.ts';
import { CONDITION_FAILED, validation } from './refusals.ts';
import { itemOnFailure } from './single-items.ts';
import type { Row } from './sorted-rows.ts';
import { type Statement, statementOf, type Where } from './statements.ts';
import type { Store } from './store.ts';
import { type Attributes, copyAll } from './values.ts';
import { updated } from './updates.ts';

/** Up to 25 statements, each by itself; the same item twice refuses them all. */
export function batchExecuteStatement(store: Store, table: string, input: BatchExecuteStatementCommandInput) {
  const requests = input.Statements ?? [];
  if (requests.length === 0 || requests.length > STATEMENTS_MAX) throw validation(wrongCount(requests.length));
  const steps = requests.map((request) => stepOf(request));
  const keys = steps.flatMap(({ key }) => (key instanceof Error ? [] : [`${key.pk}\n${key.sk}`]));
  if (new Set(keys).size < keys.length) throw validation(TWICE);
  return { Responses: steps.map((step) => execute(store, table, step)) };
}

const STATEMENTS_MAX = 25;
const TWICE = 'Provided list of item keys contains duplicates';
const NO_KEY = 'Where clause does not contain a mandatory equality on all key attributes';

interface Step {
  readonly request: BatchStatementRequest;
  readonly statement: Statement;
  readonly scope: Omit<Scope, 'item'>;
  /** What an INSERT would put. */
  readonly item: Attributes;
  readonly key: Key | Error;
}

function stepOf(request: BatchStatementRequest): Step {
  const statement = statementOf(request.Statement ?? '');
  const parameters = request.Parameters ?? [];
  if (parameters.length !== statement.parameters)
    throw notModelled(`${parameters.length} parameters for ${request.Statement}`);
  const scope = { names: {}, values: {}, parameters };
  const item = statement.verb === 'INSERT' ? itemOf(statement.item, { ...scope, item: undefined }) : {};
  return { request, statement, scope, item, key: keyOfStatement(statement, item, { ...scope, item: undefined }) };
}

function itemOf(entries: readonly (readonly [string, (scope: Scope) => AttributeValue | undefined])[], scope: Scope) {
  const item: Record<string, AttributeValue> = {};
  for (const [name, value] of entries) {
    const given = value(scope);
    if (given !== undefined) item[name] = given;
  }
  return copyAll(item);
}

function keyOfStatement(statement: Statement, item: Attributes, scope: Scope): Key | Error {
  try {
    return statement.verb === 'INSERT' ? keyIn(item) : keyOf(keyWanted(statement.where, scope));
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException') return error;
    throw error;
  }
}

function keyWanted({ key }: Where, scope: Scope): Attributes {
  if (key.size < KEY_NAMES.length) throw validation(NO_KEY);
  return itemOf([...key], scope);
}

function execute(store: Store, table: string, step: Step): BatchStatementResponse {
  const { statement, key, request } = step;
  const answer = { TableName: statement.table };
  if (statement.table !== table) return refusal('ResourceNotFound', 'Requested resource not found');
  if (key instanceof Error) return { ...answer, ...refusal('ValidationError', key.message) };
  const before = store.find(key);
  if (statement.verb === 'INSERT' && before !== undefined) {
    store.spend(before, 1);
    return { ...answer, ...refusal('DuplicateItem', 'Duplicate primary key exists in table') };
  }
  if (statement.verb === 'DELETE' && before === undefined) {
    store.spend(before, 1);
    return answer;
  }
  if (!holds(step, before)) {
    store.spend(before, 1);
    const item = itemOnFailure({ before }, request.ReturnValuesOnConditionCheckFailure);
    return { ...answer, ...refusal('ConditionalCheckFailed', CONDITION_FAILED, item) };
  }
  try {
    store.write(key, before, afterOf(step, before), 1);
    return answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    return { ...answer, ...refusal('ValidationError', error.message) };
  }
}

function holds({ statement, scope }: Step, before: Row | undefined): boolean {
  if (statement.verb === 'INSERT') return true;
  if (before === undefined) return false;
  return statement.where.conditions.every((condition) => condition({ ...scope, item: before.item }));
}

function afterOf({ statement, scope, item }: Step, before: Row | undefined): Attributes | undefined {
  if (statement.verb === 'INSERT') return item;
  if (statement.verb === 'DELETE') return undefined;
  if (before === undefined) throw notModelled('an update of nothing');
  return updated(before.item, statement.update, { ...scope, item: before.item }, KEY_NAMES);
}

function refusal(
  Code: BatchStatementErrorCodeEnum,
  Message: string,
  Item?: Record<string, AttributeValue>,
): BatchStatementResponse {
  return { Error: { Code, Message, ...(Item === undefined ? {} : { Item }) } };
}

function wrongCount(count: number): string {
  const bound = count === 0 ? 'greater than or equal to 1' : `less than or equal to ${STATEMENTS_MAX}`;
  return `1 validation error detected: Value at 'statements' failed to satisfy constraint: Member must have length ${bound}`;
}
