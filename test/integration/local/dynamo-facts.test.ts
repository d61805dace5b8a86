import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoEngine, startDynamo } from '../../../local/engines/dynamo.ts';

/** What the ledger builds on, asked of the engine itself: BRIDGE_DYNAMODB=dynamodb-local runs the same against AWS's own. */
const directory = mkdtempSync(join(tmpdir(), 'dynamo-'));
let engine: DynamoEngine;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  engine = await startDynamo({ dataDir: directory, choice: process.env['BRIDGE_DYNAMODB'] });
  dynamo = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const created = new CreateTableCommand({
    TableName: 'facts',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await dynamo.send(created);
}, 40_000);
afterAll(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '-' } });

async function put(pk: string, version: number): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: 'facts', Item: { ...key(pk), v: { N: String(version) } } }));
}

async function versionOf(pk: string): Promise<string | undefined> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'facts', Key: key(pk), ConsistentRead: true }));
  return Item?.['v']?.N;
}

describe('TransactWriteItems', () => {
  const putNew = (pk: string): TransactWriteItem => ({
    Put: {
      TableName: 'facts',
      Item: key(pk),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });

  test('is all or nothing, and says for each item in order why not, with the item that was in the way', async () => {
    await put('T#taken', 3);
    const refused = await dynamo
      .send(new TransactWriteItemsCommand({ TransactItems: [putNew('T#new'), putNew('T#taken')] }))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TransactionCanceledException);
    const { CancellationReasons: reasons } = refused as TransactionCanceledException;
    expect(reasons?.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
    expect(reasons?.[1]?.Item).toEqual({ ...key('T#taken'), v: { N: '3' } });
    expect((await dynamo.send(new GetItemCommand({ TableName: 'facts', Key: key('T#new') }))).Item).toBeUndefined();
  });

  test('refuses two operations on one item', async () => {
    const twice = dynamo.send(new TransactWriteItemsCommand({ TransactItems: [putNew('T#twice'), putNew('T#twice')] }));
    // AWS and dynoxide say ValidationException, DynamoDB Local cancels the transaction; neither writes.
    await expect(twice).rejects.toThrow(/ValidationException|multiple operations|Transaction cancelled/);
    expect((await dynamo.send(new GetItemCommand({ TableName: 'facts', Key: key('T#twice') }))).Item).toBeUndefined();
  });

  test('with the same client token has its effect once', async () => {
    await put('T#token', 1);
    const add = new TransactWriteItemsCommand({
      ClientRequestToken: 'token-1',
      TransactItems: [
        {
          Update: {
            TableName: 'facts',
            Key: key('T#token'),
            UpdateExpression: 'ADD v :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
    await dynamo.send(add);
    await dynamo.send(add);
    expect(await versionOf('T#token')).toBe('2');
  });
});

describe('BatchExecuteStatement', () => {
  const insert = (pk: string): BatchStatementRequest => ({
    Statement: `INSERT INTO "facts" VALUE {'pk':?,'sk':?,'v':?}`,
    Parameters: [{ S: pk }, { S: '-' }, { N: '1' }],
  });
  const update = (pk: string, from: number, to: number): BatchStatementRequest => ({
    Statement: 'UPDATE "facts" SET v=? WHERE pk=? AND sk=? AND v=?',
    Parameters: [{ N: String(to) }, { S: pk }, { S: '-' }, { N: String(from) }],
  });
  const run = async (Statements: BatchStatementRequest[]) =>
    (await dynamo.send(new BatchExecuteStatementCommand({ Statements }))).Responses ?? [];

  test('answers each statement by itself, in order, with the code of its failure', async () => {
    await put('B#1', 1);
    await put('B#2', 1);
    await put('B#3', 1);
    const responses = await run([
      insert('B#new'),
      insert('B#1'),
      update('B#2', 7, 8),
      update('B#3', 1, 2),
      update('B#none', 1, 2),
    ]);
    expect(responses.map(({ Error: error }) => error?.Code)).toEqual([
      undefined,
      'DuplicateItem',
      'ConditionalCheckFailed',
      undefined,
      'ConditionalCheckFailed',
    ]);
    expect(await Promise.all(['B#new', 'B#1', 'B#2', 'B#3', 'B#none'].map(versionOf))).toEqual([
      '1',
      '1',
      '1',
      '2',
      undefined,
    ]);
  });

  test('takes 25 statements and refuses 26', async () => {
    const statements = Array.from({ length: 26 }, (_, at) => insert(`L#${at}`));
    await expect(run(statements)).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await run(statements.slice(0, 25))).filter(({ Error: error }) => error !== undefined)).toEqual([]);
  });

  // DynamoDB Local refuses it only after it has written: the same item must never come twice, a refusal proves nothing.
  test('refuses the whole call when one item comes twice', async () => {
    await expect(run([insert('D#1'), update('D#1', 1, 2)])).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
