import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createWriteMeter, itemBytes, type MeteredItem } from '../../../bench/write-units.ts';

const DUE = { partitionKey: 'duePk', sortKey: 'dueAt', projected: ['state'] };
const key = { pk: { S: 'a' }, sk: { S: '0' } };

/** A client whose calls are answered here, metered. */
function metered() {
  let answer: () => Promise<object> = async () => ({});
  const meter = createWriteMeter([DUE]);
  const own = new DynamoDBClient({ region: 'cn-north-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  own.middlewareStack.add(() => async () => ({ response: {}, output: (await answer()) as never }), {
    step: 'build',
    name: 'answer',
    priority: 'low',
  });
  meter.attach(own);
  return {
    client: own,
    usage: meter.usage,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

const put = (item: MeteredItem) => new PutItemCommand({ TableName: 't', Item: { ...key, ...item } });
const text = (bytes: number) => ({ S: 'x'.repeat(bytes) });

describe('bytes of an item', () => {
  test.each([
    ['names and text in UTF-8', { 名: { S: '中' } }, 6],
    ['a number by its digits', { n: { N: '12345' } }, 5],
    ['a list and a map with their entries', { l: { L: [{ S: 'ab' }] }, m: { M: { k: { BOOL: true } } } }, 7 + 7],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item as MeteredItem)).toBe(bytes);
  });
});

describe('units of a write', () => {
  test('one per KiB begun, of the larger of before and after', async () => {
    const { client: own, usage } = metered();
    await own.send(put({ a: text(1024 - 7) }));
    expect(usage()).toEqual({ calls: 1, reads: 0, tableUnits: 1, indexUnits: 0 });
    await own.send(put({ a: text(1024 - 6) }));
    expect(usage().tableUnits).toBe(1 + 2);
    await own.send(put({ a: text(1) }));
    expect(usage().tableUnits).toBe(1 + 2 + 2);
  });

  test('an update is measured by the whole item, not by what is sent', async () => {
    const { client: own, usage } = metered();
    await own.send(put({ a: text(2_000) }));
    await own.send(
      new UpdateItemCommand({
        TableName: 't',
        Key: key,
        UpdateExpression: 'SET #b = :b, c = :c',
        ExpressionAttributeNames: { '#b': 'b' },
        ExpressionAttributeValues: { ':b': { S: '1' }, ':c': text(100) },
      }),
    );
    expect(usage()).toEqual({ calls: 2, reads: 0, tableUnits: 2 + 3, indexUnits: 0 });
  });

  test('of a batch of statements each by itself, also one that failed its condition', async () => {
    const { client: own, usage, answerWith } = metered();
    answerWith(async () => ({ Responses: [{}, { Error: { Code: 'DuplicateItem' } }] }));
    const insert = (pk: string) => ({
      Statement: `INSERT INTO "t" VALUE {'pk': ?, 'sk': ?, 'a': ?}`,
      Parameters: [{ S: pk }, { S: '0' }, text(1_500)],
    });
    await own.send(new BatchExecuteStatementCommand({ Statements: [insert('a'), insert('b')] }));
    expect(usage()).toEqual({ calls: 1, reads: 0, tableUnits: 2 + 1, indexUnits: 0 });
  });

  test('a PartiQL update knows what was there, what it sets and what it removes', async () => {
    const { client: own, usage } = metered();
    await own.send(put({ duePk: { S: 'd' }, dueAt: { S: '1' }, a: text(1_200) }));
    expect(usage()).toEqual({ calls: 1, reads: 0, tableUnits: 2, indexUnits: 1 });
    const Statement = 'UPDATE "t" SET "a"=? REMOVE "duePk" WHERE "pk"=? AND "sk"=? AND "fence"=?';
    const Parameters = [text(10), key.pk, key.sk, { N: '1' }];
    await own.send(new BatchExecuteStatementCommand({ Statements: [{ Statement, Parameters }] }));
    expect(usage()).toEqual({ calls: 2, reads: 0, tableUnits: 2 + 2, indexUnits: 1 + 1 });
    await own.send(put({ a: text(10) }));
    expect(usage()).toEqual({ calls: 3, reads: 0, tableUnits: 2 + 2 + 1, indexUnits: 1 + 1 });
  });

  test('an index costs nothing where nothing of it changes, two where its key does', async () => {
    const { client: own, usage } = metered();
    await own.send(put({ duePk: { S: 'd' }, dueAt: { S: '1' }, state: { S: 'OPEN' } }));
    await own.send(put({ duePk: { S: 'd' }, dueAt: { S: '1' }, state: { S: 'OPEN' }, other: { S: 'x' } }));
    expect(usage().indexUnits).toBe(1);
    await own.send(put({ duePk: { S: 'd' }, dueAt: { S: '1' }, state: { S: 'DONE' } }));
    expect(usage().indexUnits).toBe(1 + 1);
    await own.send(put({ duePk: { S: 'd' }, dueAt: { S: '2' }, state: { S: 'DONE' } }));
    expect(usage().indexUnits).toBe(1 + 1 + 2);
  });

  test('in a transaction twice, even where it is cancelled', async () => {
    const { client: own, usage, answerWith } = metered();
    const Put = { TableName: 't', Item: { ...key, a: text(10) } };
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put }] });
    await own.send(transaction);
    expect(usage().tableUnits).toBe(2);
    answerWith(async () => {
      throw new ConditionalCheckFailedException({ $metadata: {}, message: '' });
    });
    await expect(own.send(transaction)).rejects.toThrow(ConditionalCheckFailedException);
    expect(usage()).toEqual({ calls: 2, reads: 0, tableUnits: 4, indexUnits: 0 });
  });

  test('a read is a call and no unit; a write nobody knows the rules of is an error', async () => {
    const { client: own, usage } = metered();
    await own.send(new BatchGetItemCommand({ RequestItems: { t: { Keys: [key] } } }));
    expect(usage()).toEqual({ calls: 1, reads: 1, tableUnits: 0, indexUnits: 0 });
    await expect(own.send(new DeleteItemCommand({ TableName: 't', Key: key }))).rejects.toThrow('not metered');
  });
});
