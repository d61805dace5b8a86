import { setTimeout as timer } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  type BatchStatementResponse,
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../core/in-parallel.ts';
import { slices } from '../../core/slices.ts';

/** The one table of the ledger. Every item has a `pk` and an `sk`; see docs/ledger.md for the families of items. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Waits this many milliseconds. @default the timer */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Waits before the next try of what met another transaction, or was throttled. */
export async function pauseFor({ pause = timer }: Table, ms: number): Promise<void> {
  await pause(ms);
}

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Readonly<Record<string, unknown>>;

/** One PartiQL statement: every `?` is a parameter, nothing is ever spliced in but the table's name. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The ledger could not answer: nothing is known of the writes that did not come back. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** DynamoDB's own limits. */
const STATEMENTS_PER_CALL = 25;
const KEYS_PER_CALL = 100;
const UNPROCESSED_ROUNDS_MAX = 8;
const UNPROCESSED_WAIT_MS = 50;
const TOKEN_LENGTH = 36;

export function keyText(key: Key): string {
  return `${key.pk}\n${key.sk}`;
}

/** `key` may be an item or an index entry: only its two key attributes are sent. */
export async function getItem(table: Table, { pk, sk }: Key): Promise<Item | undefined> {
  const answer = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: marshall({ pk, sk }), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : unmarshall(answer.Item);
}

/** Strongly consistent reads of any number of distinct keys; a key without an item is absent from the answer. */
export async function getItems(table: Table, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
  const distinct = [...new Map(keys.map((key) => [keyText(key), key])).values()];
  const found = new Map<string, Item>();
  await inParallel(slices(distinct, KEYS_PER_CALL), async (slice) => {
    for (const item of await getSlice(table, slice)) found.set(keyText(item as unknown as Key), item);
  });
  return found;
}

/**
 * Runs independent statements, 25 a call. Each answer is read: `null` is done, otherwise the statement's own error code.
 * No two statements may name the same item: DynamoDB rejects such a call as a whole.
 */
export async function execute(table: Table, statements: readonly Statement[]): Promise<readonly (string | null)[]> {
  const codes: (string | null)[] = Array.from({ length: statements.length }, () => null);
  const starts = statements.flatMap((_, index) => (index % STATEMENTS_PER_CALL === 0 ? [index] : []));
  await inParallel(starts, async (start) => {
    const responses = await executeSlice(table, statements.slice(start, start + STATEMENTS_PER_CALL));
    responses.forEach((response, index) => {
      codes[start + index] = response.Error?.Code ?? null;
    });
  });
  return codes;
}

/**
 * All or nothing. `null` when done, else why not, item by item. The same items within ten minutes are the same transaction
 * to DynamoDB, so a lost answer is no conflict; its token is their hash, as it refuses other items under a token it knows.
 */
export async function transact(
  table: Table,
  items: readonly TransactWriteItem[],
): Promise<readonly CancellationReason[] | null> {
  const token = createHash('sha256').update(JSON.stringify(items)).digest('base64url').slice(0, TOKEN_LENGTH);
  try {
    await table.client.send(new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: token }));
    return null;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
    throw error;
  }
}

async function getSlice(table: Table, keys: readonly Key[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let wanted = keys.map((key) => marshall(key));
  for (let round = 0; wanted.length > 0; round++) {
    if (round === UNPROCESSED_ROUNDS_MAX) throw new LedgerError('reads stay unprocessed');
    if (round > 0) await pauseFor(table, UNPROCESSED_WAIT_MS * 2 ** round);
    const answer = await table.client.send(
      new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[table.name] ?? []).map((item) => unmarshall(item)));
    wanted = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return items;
}

async function executeSlice(table: Table, slice: readonly Statement[]): Promise<readonly BatchStatementResponse[]> {
  const responses: BatchStatementResponse[] = Array.from({ length: slice.length }, () => ({}));
  let wanted = slice.map((_, index) => index);
  for (let round = 0; wanted.length > 0; round++) {
    if (round === UNPROCESSED_ROUNDS_MAX) throw new LedgerError('writes stay throttled');
    if (round > 0) await pauseFor(table, UNPROCESSED_WAIT_MS * 2 ** round);
    const answer = await table.client.send(
      new BatchExecuteStatementCommand({ Statements: wanted.map((index) => toStatement(slice[index])) }),
    );
    const got = answer.Responses ?? [];
    if (got.length !== wanted.length) throw new LedgerError(`${wanted.length} statements, ${got.length} answers`);
    wanted.forEach((index, position) => {
      responses[index] = got[position] ?? {};
    });
    wanted = wanted.filter((index) => PASSING_CODES.has(responses[index]?.Error?.Code ?? ''));
  }
  return responses;
}

/** Errors of one statement that say nothing of its condition: the statement is sent again. */
const PASSING_CODES = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflict',
]);

/** Puts a whole item that must not be there yet. */
export function insertOf(table: Table, item: Item): Statement {
  const entries = Object.entries(item);
  const names = entries.map(([name]) => `'${name}': ?`).join(', ');
  return { text: `INSERT INTO "${table.name}" VALUE {${names}}`, parameters: entries.map(([, value]) => value) };
}

function toStatement(statement: Statement | undefined) {
  if (statement === undefined) throw new RangeError('no such statement');
  return { Statement: statement.text, Parameters: statement.parameters.map((value) => attribute(value)) };
}

export function attribute(value: unknown): AttributeValue {
  const marshalled = marshall({ value })['value'];
  if (marshalled === undefined) throw new TypeError('a parameter may not be undefined');
  return marshalled;
}
