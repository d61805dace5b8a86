import { describe, expect, test } from 'vitest';
import { dynamoUse } from '../../../local/proxy/dynamo-access.ts';
import { parsePartiql } from '../../../local/proxy/partiql.ts';
import { compilePolicies } from '../../../local/proxy/policy.ts';
import { failedIds } from '../../../local/runtime/event-source.ts';
import { matches, parseCron } from '../../../local/runtime/schedule.ts';

describe('policies', () => {
  const { allowing, grants } = compilePolicies([
    {
      name: 'P',
      document: {
        Statement: [
          { Effect: 'Allow', Action: ['s3:GetObject', 's3:Put*'], Resource: ['arn:b/in/*', 'arn:c/?.csv'] },
          { Effect: 'Deny', Action: 's3:*', Resource: 'arn:b/in/secret' },
        ],
      },
    },
  ]);
  test.each([
    ['s3:GetObject', 'arn:b/in/a/b', 1],
    ['S3:getobject', 'arn:b/in/a', 1],
    ['s3:PutObject', 'arn:c/1.csv', 1],
    ['s3:PutObject', 'arn:c/12.csv', 0],
    ['s3:GetObject', 'arn:b/in', 0],
    ['s3:GetObject', 'arn:B/in/a', 0],
    ['s3:DeleteObject', 'arn:b/in/a', 0],
    ['s3:GetObject', 'arn:b/in/secret', 0],
  ])('%s on %s: %i grants', (action, resource, count) => {
    expect(allowing({ action, resource })).toHaveLength(count);
  });

  test('a grant is one action on one resource', () => {
    expect(grants).toHaveLength(4);
  });
});

describe('PartiQL', () => {
  test.each([
    [`INSERT INTO "t-1" VALUE {'sk':?, 'pk' : ?, 'v': 'a?b'}`, 'PartiQLInsert', 't-1', 1],
    ['update "t" SET pk2=?, a=?, b=list_append(b, ?) REMOVE c where sk=? AND pk = ? AND v=?', 'PartiQLUpdate', 't', 4],
    [`UPDATE t SET x='?' WHERE "pk"=?`, 'PartiQLUpdate', 't', 0],
    ['DELETE FROM "t" WHERE pk=? AND sk=?', 'PartiQLDelete', 't', 0],
    ['SELECT a, b FROM "t"."due" WHERE pk=?', 'PartiQLSelect', 't', 0],
    ['EXISTS(SELECT * FROM "t" WHERE sk=? AND pk=?)', 'PartiQLSelect', 't', 1],
  ])('%s', (statement, verb, table, parameter) => {
    const parsed = parsePartiql(statement);
    expect([parsed?.verb, parsed?.table, parsed?.parameterOf('pk')]).toEqual([verb, table, parameter]);
  });

  test('of an index asks for the index', () => {
    const { accesses } = dynamoUse('ExecuteStatement', { Statement: 'SELECT a FROM "t"."due" WHERE pk=?' }, () => 'pk');
    expect(accesses).toEqual([
      { action: 'dynamodb:PartiQLSelect', resource: 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/t/index/due' },
    ]);
  });

  test('that is not understood is refused to all but the administrator', () => {
    expect(parsePartiql('DROP TABLE t')).toBeUndefined();
    expect(dynamoUse('ExecuteStatement', { Statement: 'DROP TABLE t' }, () => 'pk').accesses[0]?.resource).toBe('*');
  });
});

describe('what a DynamoDB call needs and writes', () => {
  const table = 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/t';
  const item = { pk: { S: 'R#1' } };
  const use = (operation: string, body: object) => {
    const { accesses, written } = dynamoUse(operation, body, () => 'pk');
    return { actions: accesses.map(({ action, resource }) => `${action} ${resource.replace(table, 't')}`), written };
  };
  test('a transaction needs the plain action of each item', () => {
    const TransactItems = [
      { Put: { TableName: 't', Item: item } },
      { Update: { TableName: table, Key: { pk: { S: 'C#1' } } } },
      { ConditionCheck: { TableName: 't', Key: item } },
      { Put: { TableName: 't', Item: { pk: { S: 'R#2' } } } },
    ];
    expect(use('TransactWriteItems', { TransactItems })).toEqual({
      actions: ['dynamodb:PutItem t', 'dynamodb:UpdateItem t', 'dynamodb:ConditionCheckItem t'],
      written: ['R#1', 'C#1', 'R#2'],
    });
  });

  test('batches and queries need their own, on the index where there is one', () => {
    const RequestItems = { t: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: { pk: { S: 'B#1' } } } }] };
    expect(use('BatchWriteItem', { RequestItems })).toEqual({
      actions: ['dynamodb:BatchWriteItem t'],
      written: ['R#1', 'B#1'],
    });
    expect(use('BatchGetItem', { RequestItems: { t: {} } })).toEqual({
      actions: ['dynamodb:BatchGetItem t'],
      written: [],
    });
    expect(use('Query', { TableName: 't', IndexName: 'due' })).toEqual({
      actions: ['dynamodb:Query t/index/due'],
      written: [],
    });
    expect(use('GetItem', { TableName: 't', Key: item })).toEqual({ actions: ['dynamodb:GetItem t'], written: [] });
    expect(use('ListTables', {})).toEqual({ actions: ['dynamodb:ListTables *'], written: [] });
  });
});

describe('a batch response', () => {
  const batch = ['a', 'b'].map((MessageId) => ({ received: { MessageId } }));
  test.each<readonly [string, readonly string[] | 'all']>([
    ['null', []],
    ['{}', []],
    ['{"batchItemFailures":null}', []],
    ['{"batchItemFailures":[]}', []],
    ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
    ['{"batchItemFailures":[{"itemIdentifier":"c"}]}', 'all'],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', 'all'],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', 'all'],
    ['{"batchItemFailures":[{"id":"a"}]}', 'all'],
    ['{"batchItemFailures":"a"}', 'all'],
    ['"done"', 'all'],
  ])('%s fails %j', (response, expected) => {
    const failed = failedIds(response, batch);
    expect(failed === 'all' ? failed : [...failed]).toEqual(expected);
  });
});

describe('cron schedules', () => {
  test.each([
    ['cron(0 18 * * ? *)', '2026-11-23T18:00:00Z', true],
    ['cron(0 18 * * ? *)', '2026-11-23T18:01:00Z', false],
    ['cron(*/15 1-3,5 * * ? *)', '2026-11-23T05:45:00Z', true],
    ['cron(*/15 1-3,5 * * ? *)', '2026-11-23T04:45:00Z', false],
    ['cron(0 0 1 * ? *)', '2026-11-02T00:00:00Z', false],
  ])('%s at %s: %s', (expression, at, expected) => {
    expect(matches(parseCron(expression), new Date(at))).toBe(expected);
  });

  test.each(['cron(0 18 ? * MON *)', 'at(2026-01-01T00:00:00)', 'rate(90 seconds)'])('%s is refused', (expression) => {
    expect(() => parseCron(expression)).toThrow('is not supported locally');
  });
});
