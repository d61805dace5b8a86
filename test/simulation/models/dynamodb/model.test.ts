import {
  BatchExecuteStatementCommand,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { createDynamoDbModel } from './model.ts';

const table = 'ledger';
const KEY = { pk: 'C#1', sk: '0' };

/** A model on a clock of the test's own, whose indexes lag as the test says. */
function setUp() {
  const clock = { ms: Date.parse('2026-11-23T00:00:00Z'), lagMs: 0 };
  const model = createDynamoDbModel({ now: () => new Date(clock.ms), table, indexLagMs: () => clock.lagMs });
  const put = (item: object) =>
    model.handle(new PutItemCommand({ TableName: table, Item: marshall({ ...KEY, ...item }) }));
  const due = () => {
    const query = new QueryCommand({
      TableName: table,
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :shard AND dueAt <= :now',
      ExpressionAttributeValues: marshall({ ':shard': 'due#0', ':now': '9' }),
    });
    return ((model.handle(query) as QueryCommandOutput).Items ?? []).map(({ dueAt }) => dueAt?.S);
  };
  return { clock, model, put, due };
}

describe('an index', () => {
  test('shows a write only when its lag is over, a change and a removal as much as a new entry', () => {
    const { clock, put, due } = setUp();
    clock.lagMs = 1_000;
    put({ duePk: 'due#0', dueAt: '1' });
    expect(due()).toEqual([]);
    clock.ms += 999;
    expect(due()).toEqual([]);
    clock.ms += 1;
    expect(due()).toEqual(['1']);
    put({ duePk: 'due#0', dueAt: '2' });
    expect(due()).toEqual(['1']);
    clock.ms += 1_000;
    expect(due()).toEqual(['2']);
    put({});
    expect(due()).toEqual(['2']);
    clock.ms += 1_000;
    expect(due()).toEqual([]);
  });

  test('never shows two writes to one item in the wrong order', () => {
    const { clock, put, due } = setUp();
    clock.lagMs = 1_000;
    put({ duePk: 'due#0', dueAt: '1' });
    clock.lagMs = 0;
    put({ duePk: 'due#0', dueAt: '2' });
    expect(due()).toEqual([]);
    clock.ms += 1_000;
    expect(due()).toEqual(['2']);
  });

  test('carries its keys and what it projects, nothing else', () => {
    const { model, put } = setUp();
    put({ duePk: 'due#0', dueAt: '1', kind: 'payment', state: 'OPEN', tenant: 'guangzhou' });
    const query = new QueryCommand({
      TableName: table,
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :shard',
      ExpressionAttributeValues: marshall({ ':shard': 'due#0' }),
    });
    expect((model.handle(query) as QueryCommandOutput).Items).toEqual([
      marshall({ ...KEY, duePk: 'due#0', dueAt: '1', kind: 'payment', state: 'OPEN' }),
    ]);
  });
});

describe('a restore', () => {
  test('brings back the items of then and nothing since, in the indexes at once', () => {
    const { clock, model, put, due } = setUp();
    put({ duePk: 'due#0', dueAt: '1', note: 'then' });
    const then = model.copy();
    clock.lagMs = 60_000;
    put({ duePk: 'due#0', dueAt: '2', note: 'since' });
    model.handle(new PutItemCommand({ TableName: table, Item: marshall({ pk: 'C#2', sk: '0' }) }));
    model.restore(then);
    expect(model.items()).toEqual([{ ...KEY, duePk: 'due#0', dueAt: '1', note: 'then' }]);
    expect(due()).toEqual(['1']);
    clock.ms += 60_000;
    expect(due()).toEqual(['1']);
  });

  test('can be made twice from one copy', () => {
    const { model, put } = setUp();
    put({ note: 'then' });
    const then = model.copy();
    for (const note of ['a', 'b']) {
      put({ note });
      model.restore(then);
      expect(model.items()).toEqual([{ ...KEY, note: 'then' }]);
    }
  });
});

describe('a transaction', () => {
  const increase = (by: number) =>
    new TransactWriteItemsCommand({
      ClientRequestToken: 'token',
      TransactItems: [
        {
          Update: {
            TableName: table,
            Key: marshall(KEY),
            UpdateExpression: 'ADD revision :by',
            ExpressionAttributeValues: marshall({ ':by': by }),
          },
        },
      ],
    });

  test('is made once under its token for ten minutes, and again afterwards', () => {
    const { clock, model } = setUp();
    model.handle(increase(1));
    clock.ms += 599_999;
    model.handle(increase(1));
    expect(model.items()).toEqual([{ ...KEY, revision: 1 }]);
    expect(() => model.handle(increase(2))).toThrow(IdempotentParameterMismatchException);
    clock.ms += 1;
    model.handle(increase(2));
    expect(model.items()).toEqual([{ ...KEY, revision: 3 }]);
  });

  test('takes 100 items and refuses 101', () => {
    const { model } = setUp();
    const items = Array.from({ length: 101 }, (_, at) => ({
      Put: { TableName: table, Item: marshall({ pk: `C#${at}`, sk: '0' }) },
    }));
    expect(() => model.handle(new TransactWriteItemsCommand({ TransactItems: items }))).toThrow(
      /less than or equal to 100/,
    );
    model.handle(new TransactWriteItemsCommand({ TransactItems: items.slice(1) }));
    expect(model.items()).toHaveLength(100);
  });
});

describe('the model', () => {
  test('gives and takes copies: nobody changes an item but by a write', () => {
    const { model } = setUp();
    const rows = [{ S: 'a' }];
    model.handle(new PutItemCommand({ TableName: table, Item: { ...marshall(KEY), rows: { L: rows } } }));
    rows.push({ S: 'b' });
    const read = () =>
      model.handle(new GetItemCommand({ TableName: table, Key: marshall(KEY) })) as { Item: typeof marshall };
    Object.assign((read().Item as unknown as { rows: { L: object[] } }).rows.L, { 0: { S: 'changed' } });
    expect(model.items()).toEqual([{ ...KEY, rows: ['a'] }]);
  });

  test('answers a query page by page where it holds more than 1 MB', () => {
    const { model, put } = setUp();
    for (let at = 0; at < 4; at++) put({ sk: `${at}`, body: 'x'.repeat(390 * 1_024) });
    const page = (start?: QueryCommandOutput['LastEvaluatedKey']) =>
      model.handle(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': KEY.pk }),
          ExclusiveStartKey: start,
        }),
      ) as QueryCommandOutput;
    const first = page();
    expect(first.LastEvaluatedKey).toEqual(marshall({ pk: KEY.pk, sk: '1' }));
    expect([first.Count, page(first.LastEvaluatedKey).Count]).toEqual([2, 2]);
  });

  test('counts write units by the kilobyte, twice in a transaction, and for each index that changes', () => {
    const { model, put } = setUp();
    put({ body: 'x'.repeat(1_024) });
    expect(model.writeUnits()).toBe(2);
    put({ duePk: 'due#0', dueAt: '1' });
    expect(model.writeUnits()).toBe(2 + 2 + 1);
    put({ duePk: 'due#0', dueAt: '2' });
    expect(model.writeUnits()).toBe(5 + 1 + 2);
    const item = { Put: { TableName: table, Item: marshall({ pk: 'new', sk: '0' }) } };
    model.handle(new TransactWriteItemsCommand({ TransactItems: [item] }));
    expect(model.writeUnits()).toBe(8 + 2);
  });

  test.each([
    ['a command', new ScanCommand({ TableName: table })],
    ['a field', new GetItemCommand({ TableName: table, Key: marshall(KEY), ReturnConsumedCapacity: 'TOTAL' })],
    [
      'a path as a target',
      new UpdateItemCommand({ TableName: table, Key: marshall(KEY), UpdateExpression: 'REMOVE a.b' }),
    ],
    ['a statement', new BatchExecuteStatementCommand({ Statements: [{ Statement: `SELECT * FROM "${table}"` }] })],
    [
      'too few parameters',
      new BatchExecuteStatementCommand({ Statements: [{ Statement: `DELETE FROM "t" WHERE "pk"=?` }] }),
    ],
  ])('says loudly what it does not know: %s', (_, command) => {
    expect(() => setUp().model.handle(command)).toThrow(/^not modelled: /);
  });
});
